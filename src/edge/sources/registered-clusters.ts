import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { NamingRule } from '../config/naming-rule.ts';
import type { ListedCluster } from './listed-cluster.ts';
import { askRegistry } from './registry-source.ts';

/** Clusters that registries know, by `addressKey`. */
export type RegisteredClusters = ReadonlyMap<string, ListedCluster>;

/** Addresses that differ only in how they are written have the same key. */
export function addressKey(server: string): string {
  const url = URL.parse(server);
  return url === null ? server : url.origin + url.pathname.replace(/\/+$/, '');
}

/** Asks the registries that rules name; undefined without such rules. One that fails leaves what it said before, and a notice. Of two registries the first counts. */
export async function readRegistered(
  rules: readonly NamingRule[],
  before: RegisteredClusters | undefined,
): Promise<{ readonly registered: RegisteredClusters | undefined; readonly notices: readonly string[] }> {
  const registries = rules.flatMap(({ registry }) => registry ?? []);
  if (registries.length === 0) return { registered: undefined, notices: [] };
  const registered = new Map<string, ListedCluster>();
  const notices: string[] = [];
  for (const { url, tokenFile } of registries) {
    try {
      for (const cluster of await askRegistry({ url, tokenFile })) {
        const key = addressKey(cluster.url);
        if (!registered.has(key)) registered.set(key, cluster);
      }
    } catch (error) {
      if (!(error instanceof HindsightError)) throw error;
      notices.push(`${error.message}; names and labels known so far are kept`);
      for (const [key, cluster] of before ?? []) if (!registered.has(key)) registered.set(key, cluster);
    }
  }
  return { registered, notices };
}
