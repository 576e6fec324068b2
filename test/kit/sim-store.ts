import { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import type { ShardState } from '../../src/core/fleet/fleet-view.ts';
import type { ResourceId } from '../../src/core/kube/api-resource.ts';
import { type KubeObject, namespacedName } from '../../src/core/kube/object.ts';
import { builtinById } from '../../src/core/resources/builtin-resources.ts';
import type { SimCluster, SimWorld } from '../../src/core/sim/sim-cluster.ts';
import { jsonCodec } from '../../src/edge/storage/json-codec.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import { clusterFacts } from './synthetic-fleet.ts';

/** A store that follows simulated clusters directly, without a server between them. */
export interface SimStoreFeed {
  readonly store: FleetStore;
  /** The time that views say. */
  nowMs: number;
  /** Sends what has happened since the last call; the answer counts changes. */
  flush(): number;
}

const live = (groupVersion: string): ShardState => ({
  state: 'live',
  sinceMs: 0,
  reason: '',
  received: 0,
  expected: undefined,
  groupVersion,
  trueAtMs: 0,
  resourceVersion: '1',
});

/** Fills a store with every built-in resource of a world, and hears of its changes from then on. */
export function feedStore(world: SimWorld, resources: readonly ResourceId[] = [...builtinById.keys()]): SimStoreFeed {
  const feed = { nowMs: world.options.epochMs };
  const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock: { nowMs: () => feed.nowMs }, journalBytes: 0 });
  const waiting: (() => void)[] = [];
  for (const cluster of world.clusters) {
    store.putCluster(clusterFacts(cluster.name, { version: cluster.version, labels: cluster.labels }));
    for (const resource of resources) followResource(store, cluster, resource, waiting);
  }
  return {
    store,
    get nowMs() {
      return feed.nowMs;
    },
    set nowMs(value) {
      feed.nowMs = value;
    },
    flush() {
      const due = waiting.splice(0);
      for (const apply of due) apply();
      return due.length;
    },
  };
}

function followResource(store: FleetStore, cluster: SimCluster, resource: ResourceId, waiting: (() => void)[]): void {
  const def = builtinById.get(resource);
  if (def === undefined || resource === 'secrets') return;
  const version = cluster.objects.resourceVersion;
  let entries: readonly { readonly object: KubeObject }[];
  try {
    entries = cluster.objects.list(resource);
  } catch {
    return;
  }
  if (entries.some(({ object }) => object.metadata.uid === undefined)) return;
  store.openShard(cluster.name, def, live(def.group === '' ? def.version : `${def.group}/${def.version}`));
  let seq = 0;
  const base = { cluster: cluster.name, resource, epoch: 'one', resourceVersion: '1', observedAtMs: 0 };
  const upsert = (object: KubeObject) => ({
    uid: object.metadata.uid,
    key: namespacedName(object.metadata),
    object: jsonCodec.encode(object),
  });
  store.apply({ ...base, removed: [], seq: ++seq, upserts: [], mark: 'relist-begin' });
  store.apply({ ...base, removed: [], seq: ++seq, upserts: entries.map(({ object }) => upsert(object)) });
  store.apply({ ...base, removed: [], seq: ++seq, upserts: [], mark: 'relist-end' });
  cluster.objects.watch(resource, version, ({ type, entry: { object } }) => {
    waiting.push(() => {
      const gone = type === 'DELETED';
      store.apply({ ...base, seq: ++seq, removed: gone ? [object.metadata.uid] : [], upserts: gone ? [] : [upsert(object)] });
    });
  });
}
