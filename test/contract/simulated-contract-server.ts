import type { SimSnapshot } from '../../src/core/sim/sim-cluster.ts';
import { defaultSimOptions, growWorld } from '../../src/core/sim/world.ts';
import { startSimApi } from '../../src/edge/simapi/start-sim-api.ts';
import { rawRequest } from '../kit/raw-request.ts';
import { type RealUser, restrictedNamespaces } from '../kit/real-access.ts';
import type { ContractServer } from './contract-server.ts';

/** One cluster of a small simulated world, at rest, as the contract suite wants it. */
export async function startSimulatedContractServer(): Promise<ContractServer> {
  const clock = { nowMs: () => Date.now() };
  const world = growWorld({ ...defaultSimOptions, seed: 7, epochMs: clock.nowMs(), clusters: 1, pods: 40 });
  const api = await startSimApi({
    world,
    clock,
    users: [
      { name: 'restricted', groups: [], token: 'restricted-token', grant: 'read', namespaces: restrictedNamespaces },
      { name: 'nobody', groups: [], token: 'nobody-token' },
    ],
  });
  const [cluster, served] = [world.clusters[0], api.clusters[0]];
  if (cluster === undefined || served === undefined) throw new Error('the simulated world has no cluster');
  const certificate = api.issueClient('viewer', ['viewers']);
  const targets = (['admin', 'viewer', 'restricted', 'nobody'] as const).map(
    (user) => [user, { url: served.url, caPem: served.caPem, token: api.tokenOf(user) }] as const,
  );
  const byUser = new Map<RealUser, (typeof targets)[number][1]>(targets);
  const target = (user: RealUser): (typeof targets)[number][1] => byUser.get(user) as (typeof targets)[number][1];
  const cut = async (): Promise<void> => {
    api.setFault(served.name, { type: 'refuse' });
    await api.settled();
    api.setFault(served.name, undefined);
    await api.settled();
  };
  for (const name of restrictedNamespaces) {
    await rawRequest(target('admin'), {
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
  }
  return {
    name: 'simulated',
    target,
    viewerCertificate: { cert: certificate.certPem, key: certificate.keyPem },
    async forget() {
      cluster.objects.compact(cluster.objects.resourceVersion);
      await cut();
    },
    killAndRestart: cut,
    snapshot: async () => cluster.objects.snapshot(),
    async restore(snapshot) {
      cluster.objects.restore(snapshot as SimSnapshot);
      await cut();
    },
    async breakGroup() {
      api.setFault(served.name, { type: 'broken-group', group: 'zalando.org' });
      return { group: 'zalando.org', version: 'v1', mend: async () => api.setFault(served.name, undefined) };
    },
    stop: () => api.close(),
  };
}
