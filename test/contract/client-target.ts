import type { ApiServer, ListAnswer, ListItem, ListRequest } from '../../src/edge/client/api-server.ts';
import type { ClusterTarget } from '../../src/edge/client/cluster-target.ts';
import { openApiServer } from '../../src/edge/client/open-api-server.ts';
import type { RawTarget } from '../kit/raw-request.ts';

/** A server under test as a configured cluster of our client. */
export function clusterTarget(target: RawTarget, id = 'contract'): ClusterTarget {
  const headers: Record<string, string> = target.token === undefined ? {} : { authorization: `Bearer ${target.token}` };
  return {
    id,
    aliases: [],
    labels: {},
    server: target.url,
    namespace: undefined,
    tls: { ca: target.caPem, insecureSkipVerify: false, serverName: undefined },
    credentials: { label: 'token', get: async () => ({ headers, clientCertificate: target.clientCertificate }) },
    proxyUrl: undefined,
  };
}

/** Our client against a server under test, closed when the work is done. */
export async function withClient<T>(target: RawTarget, work: (client: ApiServer, signal: AbortSignal) => Promise<T>): Promise<T> {
  const client = openApiServer(clusterTarget(target), { userAgent: 'hindsight/contract', clock: { nowMs: () => Date.now() } });
  const stop = new AbortController();
  try {
    return await work(client, stop.signal);
  } finally {
    stop.abort();
    client.close();
  }
}

/** A whole list by our client. */
export async function listAll(
  client: ApiServer,
  q: Omit<ListRequest, 'onItems' | 'idleDeadlineMs'>,
): Promise<{ readonly answer: ListAnswer; readonly items: readonly ListItem[] }> {
  const items: ListItem[] = [];
  const answer = await client.list({ ...q, idleDeadlineMs: 20_000, onItems: (batch) => void items.push(...batch) });
  return { answer, items };
}
