import type { ClusterTarget } from '../client/cluster-target.ts';

/**
 * What two targets have in common when they are the same cluster: the server's address and its CA. Undefined where nothing can be said.
 * Where one address stands for many clusters, what tells them apart belongs to it: the TLS server name, a proxy where no CA speaks for the server, and the
 * cluster that a Teleport login names.
 */
export function identityKey(target: ClusterTarget): string | undefined {
  const { tls } = target;
  const url = URL.parse(target.server);
  if (url === null) return undefined;
  return JSON.stringify([
    url.origin + url.pathname.replace(/\/+$/, ''),
    tls.ca?.replace(/\s+/g, '') ?? '',
    tls.serverName ?? '',
    tls.ca === undefined ? (target.proxyUrl ?? '') : '',
    target.routedTo ?? '',
  ]);
}
