import { ManualClock } from '../../src/core/base/clock.ts';
import { FleetStore, type FleetStoreOptions } from '../../src/core/fleet/fleet-store.ts';
import {
  type BlockCodec,
  type DeltaBatch,
  everything,
  type ObjectCodec,
  type RowId,
  type RowSet,
  type ShardState,
  type ShardView,
  type Upsert,
} from '../../src/core/fleet/fleet-view.ts';
import type { FleetEvent } from '../../src/core/fleet/fleet-writer.ts';
import { type KubeObject, namespacedName } from '../../src/core/kube/object.ts';
import type { ResourceDef } from '../../src/core/resources/resource.ts';

/** JSON as bytes, counting how often it decodes. */
export function countingCodec(): ObjectCodec & { decoded: number } {
  const codec = {
    decoded: 0,
    decode: (bytes: Uint8Array): KubeObject => {
      codec.decoded++;
      return JSON.parse(new TextDecoder().decode(bytes)) as KubeObject;
    },
    encode: (object: KubeObject): Uint8Array => new TextEncoder().encode(JSON.stringify(object)),
  };
  return codec;
}

/** Blocks that are not compressed, as JSON of hex texts, so that a test can see what is in them. */
export const plainBlocks: BlockCodec = {
  id: 'plain',
  pack: (objects) => new TextEncoder().encode(JSON.stringify(objects.map((object) => Buffer.from(object).toString('hex')))),
  unpack: (block) => (JSON.parse(new TextDecoder().decode(block)) as string[]).map((text) => new Uint8Array(Buffer.from(text, 'hex'))),
};

/** A resource with a column of every type, read from `spec`. */
export const widgets: ResourceDef = {
  id: 'widgets.example.org',
  group: 'example.org',
  version: 'v1',
  plural: 'widgets',
  singular: 'widget',
  kind: 'Widget',
  namespaced: true,
  shortNames: [],
  categories: [],
  origin: 'declared',
  nodeName: (object) => object.spec?.node,
  columns: [
    { name: 'Name', type: 'text', value: (object) => object.metadata.name },
    { name: 'Status', type: 'text', value: (object) => object.spec?.status ?? null },
    { name: 'Ready', type: 'ratio', value: (object) => object.spec?.ready ?? null },
    { name: 'Size', type: 'number', value: (object) => object.spec?.size ?? null },
    { name: 'Paused', type: 'boolean', value: (object) => object.spec?.paused ?? null },
    { name: 'Age', type: 'time', value: (object) => object.spec?.atMs ?? null },
    { name: 'Seen', type: 'date', value: (object) => object.spec?.seenMs ?? null },
    { name: 'Memory', type: 'quantity', value: (object) => object.spec?.memory ?? null },
    { name: 'Restarts', type: 'restarts', value: (object) => object.spec?.restarts ?? null },
    { name: 'Duration', type: 'span', value: (object) => object.spec?.span ?? null },
  ],
};

/** A shard state; live unless told otherwise. */
export function shardState(some: Partial<ShardState> = {}): ShardState {
  const rest = { reason: '', received: 0, expected: undefined, trueAtMs: undefined, resourceVersion: '' };
  return { state: 'live', sinceMs: 0, groupVersion: 'example.org/v1', ...rest, ...some };
}

let versions = 0;

/** An object of `widgets` with a uid made from its name unless one is given; every call has a new resourceVersion. */
export function widget(
  name: string,
  some: { uid?: string; namespace?: string; labels?: Record<string, string>; owners?: string[]; version?: string; spec?: object } = {},
): KubeObject {
  return {
    metadata: {
      name,
      ...(some.namespace === '' ? {} : { namespace: some.namespace ?? 'shop' }),
      uid: some.uid ?? `uid-of-${name}`,
      resourceVersion: some.version ?? String(++versions),
      creationTimestamp: '2026-11-24T12:00:00Z',
      ...(some.labels && { labels: some.labels }),
      ...(some.owners && { ownerReferences: some.owners.map((uid) => ({ apiVersion: 'v1', kind: 'Owner', name: 'owner', uid })) }),
    },
    ...(some.spec && { spec: some.spec }),
  };
}

/** A store with a clock that stands still, its events, and short ways to write and read one cluster. */
export function fleetFixture(options: Partial<FleetStoreOptions> = {}) {
  const clock = new ManualClock(1_000_000);
  const codec = countingCodec();
  const store = new FleetStore({ codec, blocks: plainBlocks, clock, ...options });
  const events: FleetEvent[] = [];
  store.subscribe((event) => events.push(event));
  const positions = new Map<string, { epoch: string; seq: number }>();

  const apply = (cluster: string, batch: Partial<DeltaBatch> & { objects?: readonly KubeObject[] }): void => {
    const resource = batch.resource ?? widgets.id;
    const at = positions.get(`${cluster} ${resource}`) ?? { epoch: 'one', seq: 0 };
    const epoch = batch.epoch ?? at.epoch;
    const seq = batch.seq ?? (epoch === at.epoch ? at.seq + 1 : 1);
    const upserts = batch.upserts ?? (batch.objects ?? []).map((object) => toUpsert(codec, object));
    const { mark } = batch;
    const rest = { removed: batch.removed ?? [], observedAtMs: batch.observedAtMs ?? clock.nowMs(), resourceVersion: '1' };
    // Before it is applied, since a listener may apply the next one.
    positions.set(`${cluster} ${resource}`, { epoch, seq });
    try {
      store.apply({ cluster, resource, epoch, seq, upserts, ...rest, ...(mark && { mark }) });
    } catch (error) {
      positions.set(`${cluster} ${resource}`, at);
      throw error;
    }
  };
  const list = (cluster: string, objects: readonly KubeObject[], batch: Partial<DeltaBatch> = {}): void => {
    apply(cluster, { ...batch, mark: 'relist-begin' });
    apply(cluster, { ...batch, objects });
    apply(cluster, { ...batch, mark: 'relist-end' });
  };
  const open = (cluster: string, objects: readonly KubeObject[] = [], def: ResourceDef = widgets): void => {
    store.openShard(cluster, def, shardState());
    list(cluster, objects, { resource: def.id });
  };
  const shard = (cluster = 'c', def: ResourceDef = widgets): ShardView => {
    const view = store.view(everything).shard(cluster, def.id);
    if (view === undefined) throw new Error(`no shard ${cluster} ${def.id}`);
    return view;
  };
  const pack = (): number => [...store.packIdle()].length;
  return { store, clock, codec, events, apply, list, open, shard, pack, positions };
}

/** An upsert of an object, without `decoded`. */
export function toUpsert(codec: ObjectCodec, object: KubeObject): Upsert {
  return { uid: object.metadata.uid, key: namespacedName(object.metadata), object: codec.encode(object) };
}

/** The rows of a set, ascending. */
export function rowsOf(set: RowSet): RowId[] {
  const rows: RowId[] = [];
  set.forEach((row) => {
    rows.push(row);
  });
  return rows.sort((a, b) => a - b);
}

/** The keys of a set's rows, sorted. */
export function keysOf(shard: ShardView, set: RowSet = shard.rows): string[] {
  return rowsOf(set)
    .map((row) => shard.key(row))
    .sort();
}

/** The row of a name in namespace `shop`. */
export function rowOf(shard: ShardView, name: string): RowId {
  const row = shard.byKey(`shop/${name}`);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}
