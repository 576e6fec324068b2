import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimSnapshot, SimStore } from '../../src/core/sim/sim-cluster.ts';
import { defaultSimOptions, growWorld } from '../../src/core/sim/world.ts';
import type { SimFault } from '../../src/edge/simapi/sim-fault.ts';
import { startSimApi } from '../../src/edge/simapi/start-sim-api.ts';
import { testFleetTruth } from './fleet-truth.ts';
import { objectOf, type TruthChange, type TruthFault, type TruthServer } from './truth-server.ts';

/** The admin sets things up and is never struck. */
const match = { users: ['viewer'] };

const faults: Readonly<Record<string, SimFault>> = {
  refuse: { type: 'refuse' },
  'hang before TLS': { type: 'hang-connect' },
  'hang before the headers': { type: 'hang-headers', match },
  'hang in the body': { type: 'hang-body', match },
  trickle: { type: 'trickle', bytesPerSecond: 200, match },
  reset: { type: 'reset', match },
  'cut mid-line': { type: 'cut', afterBytes: 300, match },
  '401': { type: 'status', status: 401, match },
  '403': { type: 'status', status: 403, match },
  '410': { type: 'status', status: 410, match },
  '429 with Retry-After': { type: 'status', status: 429, retryAfterSeconds: 1, match },
  '500': { type: 'status', status: 500, match },
  '503': { type: 'status', status: 503, match },
  garbage: { type: 'garbage', match },
  latency: { type: 'latency', latencyMs: 400, match },
  'silent watches': { type: 'silent-watch', match },
  'forbidden configmaps': { type: 'forbid', match: { ...match, resources: ['configmaps'] } },
};

/** Changes objects where no fault stands in the way. */
function writeToStore(objects: SimStore, change: TruthChange): void {
  const resource = change.kind === 'Pod' ? 'pods' : 'configmaps';
  const key = `${change.namespace}/${change.name}`;
  const known = objects.get(resource, key)?.object;
  if (change.verb === 'create') objects.create(resource, objectOf(change) as KubeObject, Date.now());
  else if (change.verb === 'delete') objects.remove(resource, key);
  else if (known !== undefined) objects.update(resource, { ...known, metadata: { ...known.metadata, labels: { n: change.value } } });
}

async function start(): Promise<TruthServer> {
  const clock = { nowMs: () => Date.now() };
  const world = growWorld({ ...defaultSimOptions, seed: 7, epochMs: clock.nowMs(), clusters: 1, pods: 40 });
  const api = await startSimApi({ world, clock });
  const [cluster, served] = [world.clusters[0], api.clusters[0]];
  if (cluster === undefined || served === undefined) throw new Error('the simulated world has no cluster');
  const set = async (fault: SimFault | undefined): Promise<void> => {
    api.setFault(served.name, fault);
    await api.settled();
  };
  // What is open is cut first: a fault that only strikes new requests would go unnoticed for as long as a watch lives.
  const cutThen = async (fault: SimFault): Promise<void> => {
    await set({ type: 'refuse' });
    await set(fault);
  };
  const truthFault = ([name, fault]: [string, SimFault]): TruthFault => ({ name, begin: () => cutThen(fault), end: () => set(undefined) });
  return {
    target: { url: served.url, caPem: served.caPem, token: api.tokenOf('viewer') },
    admin: { url: served.url, caPem: served.caPem, token: api.tokenOf('admin') },
    write: async (change) => writeToStore(cluster.objects, change),
    faults: Object.entries(faults).map(truthFault),
    async killAndRestart() {
      await set({ type: 'refuse' });
      await set(undefined);
    },
    snapshot: async () => cluster.objects.snapshot(),
    // Connections stay: open watches fall silent.
    restore: async (snapshot) => cluster.objects.restore(snapshot as SimSnapshot),
    stop: () => api.close(),
  };
}

testFleetTruth(start, Object.keys(faults));
