import { FleetStore } from '../src/core/fleet/fleet-store.ts';
import type { BlockCodec, ShardState } from '../src/core/fleet/fleet-view.ts';
import { namespacedName } from '../src/core/kube/object.ts';
import { builtinById } from '../src/core/resources/builtin-resources.ts';
import { growWorld } from '../src/core/sim/world.ts';
import { pinnedResources } from '../src/edge/collector/pinned-resources.ts';
import { jsonCodec } from '../src/edge/storage/json-codec.ts';

/** Objects' bytes are left out: what is measured here never unpacks one. */
const noBlocks: BlockCodec = { id: 'none', pack: () => new Uint8Array(0), unpack: () => [] };
const noBytes = new Uint8Array(2);

const live: ShardState = {
  state: 'live',
  sinceMs: 0,
  reason: '',
  received: 0,
  expected: undefined,
  groupVersion: 'v1',
  trueAtMs: 0,
  resourceVersion: '1',
};

/** A store with everything that `serve` pins of a simulated fleet, without the bytes of the objects: for benchmarks of what reads columns. */
export function growStore(pods: number): { readonly store: FleetStore; readonly objects: number } {
  const world = growWorld({ seed: 1, epochMs: Date.UTC(2026, 10, 24, 3, 12), clusters: 148, pods });
  const store = new FleetStore({
    codec: jsonCodec,
    blocks: noBlocks,
    clock: { nowMs: () => world.options.epochMs },
    journalBytes: 0,
    overlayBytes: Infinity,
  });
  let objects = 0;
  for (const { name, objects: kept } of world.clusters) {
    store.putCluster({
      id: name,
      uid: name,
      aliases: [],
      labels: {},
      server: '',
      state: 'live',
      sinceMs: 0,
      reason: '',
      version: 'v1',
      latencyMs: 1,
      lastContactMs: 0,
      clockSkewMs: 0,
    });
    for (const resource of pinnedResources) {
      const def = builtinById.get(resource);
      if (def === undefined) throw new Error(`${resource} is no built-in resource`);
      store.openShard(name, def, live);
      const upserts = kept
        .list(resource)
        .map(({ object }) => ({ uid: object.metadata.uid, key: namespacedName(object.metadata), object: noBytes, decoded: object }));
      objects += upserts.length;
      const batch = { cluster: name, resource, epoch: 'one', resourceVersion: '1', observedAtMs: 0, removed: [] };
      store.apply({ ...batch, seq: 1, upserts: [], mark: 'relist-begin' });
      store.apply({ ...batch, seq: 2, upserts });
      store.apply({ ...batch, seq: 3, upserts: [], mark: 'relist-end' });
    }
  }
  return { store, objects };
}
