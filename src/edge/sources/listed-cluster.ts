import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';
import { uniqueName } from '../client/sanitised-name.ts';
import { StaticCredentials } from '../client/static-credentials.ts';

/** A cluster that is named with its address only: certificates are checked against the authorities of the system, or those in NODE_EXTRA_CA_CERTS. */
export interface ListedCluster {
  readonly name: string;
  readonly url: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Targets of listed clusters, in their order, under unique names; all are read with the token of one file, which is read again when it changes. */
export function listedTargets(clusters: readonly ListedCluster[], tokenFile: string | undefined): readonly ClusterTarget[] {
  const taken = new Set<string>();
  const credentials = new StaticCredentials(tokenFile === undefined ? {} : { token: { file: tokenFile } });
  return clusters.map(({ name, url, labels }): ClusterTarget => {
    const id = uniqueName(name, taken);
    const defect = addressDefect(url);
    return {
      id,
      aliases: id === name ? [] : [name],
      labels,
      server: url.replace(/\/+$/, ''),
      namespace: undefined,
      tls: { ca: undefined, insecureSkipVerify: false, serverName: undefined },
      credentials,
      proxyUrl: undefined,
      ...(defect === undefined ? {} : { defect }),
    };
  });
}

function addressDefect(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? undefined : `"${url}" is no http or https address`;
}

/** True when a text lists clusters with addresses (`prod=https://…`), which is how kube-web-view's `--clusters` has them; names and labels have no `://`. */
export function listsAddresses(text: string): boolean {
  return /=\s*https?:\/\//i.test(text);
}

/** Reads `name=url;name2=url2`. HindsightError `usage` with the position. Source: kube-web-view `--clusters` (web-view.md A.12). */
export function parseClusterList(text: string): readonly ListedCluster[] {
  let offset = 0;
  return text.split(';').flatMap((part) => {
    const at = offset;
    offset += part.length + 1;
    if (part.trim() === '') return [];
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(0, equals)).trim();
    const url = part.slice(equals + 1).trim();
    if (name !== '' && url !== '') return [{ name, url, labels: {} }];
    throw new HindsightError('usage', `--clusters takes name=url;name2=url2, and "${part.trim()}" is neither`, {
      place: { source: '--clusters', text, offset: at, length: part.length },
    });
  });
}
