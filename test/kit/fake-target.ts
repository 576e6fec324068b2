import type { ClusterTarget } from '../../src/edge/client/cluster-target.ts';

/** A configured cluster for tests that never connect. */
export function fakeTarget(id: string, more: Partial<ClusterTarget> = {}): ClusterTarget {
  return {
    id,
    aliases: [],
    labels: {},
    server: `https://${id}.example`,
    namespace: undefined,
    tls: { ca: undefined, insecureSkipVerify: false, serverName: undefined },
    credentials: { label: 'none', get: async () => ({ headers: {}, clientCertificate: undefined }) },
    proxyUrl: undefined,
    ...more,
  };
}
