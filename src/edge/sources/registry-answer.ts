import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ListedCluster } from './listed-cluster.ts';

/** What an item of a registry says as labels. Source: kube-web-view (web-view.md A.12): underscores become dashes. */
const labelFields = ['id', 'channel', 'environment', 'infrastructure_account', 'region'] as const;

/** The clusters of an answer that are ready, in its order. HindsightError `registry-failed` when it has another form. */
export function parseRegistryAnswer(text: string, host: string): readonly ListedCluster[] {
  const items = itemsOf(text);
  if (items === undefined) {
    throw new HindsightError('registry-failed', `the cluster registry ${host} answered something without "items"`);
  }
  return items.filter(isReady).map((item) => ({ name: item.alias, url: item.api_server_url, labels: labelsOf(item) }));
}

type Item = Readonly<Record<string, unknown>>;
type ReadyItem = Item & { readonly alias: string; readonly api_server_url: string };

function itemsOf(text: string): readonly Item[] | undefined {
  try {
    const items = (JSON.parse(text) as { items?: unknown } | null)?.items;
    return Array.isArray(items) ? items.filter((item): item is Item => typeof item === 'object' && item !== null) : undefined;
  } catch {
    return undefined;
  }
}

/** Others (requested, decommissioned) have no API server that answers. */
function isReady(item: Item): item is ReadyItem {
  const { alias, api_server_url: url, lifecycle_status: status } = item;
  return (
    typeof alias === 'string' && alias !== '' && typeof url === 'string' && (status === undefined || status === null || status === 'ready')
  );
}

function labelsOf(item: Item): Readonly<Record<string, string>> {
  return Object.fromEntries(
    labelFields.flatMap((field) => {
      const value = item[field];
      return typeof value === 'string' && value !== '' ? [[field.replaceAll('_', '-'), value]] : [];
    }),
  );
}
