import {
  type ClusterFacts,
  type ClusterId,
  type Column,
  everything,
  type FleetView,
  type NumberLane,
  type RowId,
  type RowSet,
  type ShardState,
  type ShardView,
  type TextLane,
} from '../../src/core/fleet/fleet-view.ts';
import type { FleetEvent } from '../../src/core/fleet/fleet-writer.ts';
import type { ResourceId } from '../../src/core/kube/api-resource.ts';
import { type KubeObject, namespacedName, type Uid } from '../../src/core/kube/object.ts';
import { parseTime } from '../../src/core/kube/parse-time.ts';
import type { FleetDirectory } from '../../src/core/query/fleet-directory.ts';
import type { Cell, ColumnDef, QuantityValue, RestartsValue, SpanValue } from '../../src/core/resources/column.ts';
import { problemsColumn } from '../../src/core/resources/problems-column.ts';
import type { ResourceDef } from '../../src/core/resources/resource.ts';

/** A live shard state, or another with what differs. */
export function shardState(more: Partial<ShardState> = {}): ShardState {
  return {
    state: 'live',
    sinceMs: 0,
    reason: '',
    received: 0,
    expected: undefined,
    groupVersion: 'v1',
    trueAtMs: 0,
    resourceVersion: '1',
    ...more,
  };
}

/** Facts of a live cluster. */
export function clusterFacts(id: ClusterId, more: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    id,
    uid: `uid-${id}`,
    aliases: [],
    labels: {},
    server: `https://${id}.example`,
    state: 'live',
    sinceMs: 0,
    reason: '',
    version: 'v1.37.2',
    latencyMs: 1,
    lastContactMs: 0,
    clockSkewMs: 0,
    ...more,
  };
}

/**
 * A small fleet in plain maps and arrays that behaves as a FleetView promises: for tests of what reads views, without the store.
 * Views are not frozen: take one, use it, forget it. Row ids are reused after removal, as the store's are.
 */
export class SyntheticFleet implements FleetDirectory {
  readonly #clusters = new Map<ClusterId, ClusterFacts>();
  readonly #tables = new Map<ResourceId, SyntheticTable>();
  readonly #shards = new Map<string, SyntheticShard>();
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #resources: readonly ResourceDef[];
  /** Clusters whose discovery has not answered. */
  readonly silent = new Set<ClusterId>();
  /** Resources that a cluster lacks, as `cluster/resource`. */
  readonly lacking = new Set<string>();
  /** When the objects of the next batches are observed. */
  readonly observed = { atMs: 0 };
  #views = 0;

  constructor(resources: readonly ResourceDef[]) {
    this.#resources = resources;
  }

  subscribe(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  putCluster(facts: ClusterFacts): void {
    this.#clusters.set(facts.id, facts);
    this.#emit({ type: 'cluster', facts });
  }

  openShard(cluster: ClusterId, resource: ResourceDef, state = shardState()): void {
    const key = `${cluster} ${resource.id}`;
    if (this.#shards.has(key)) return;
    let table = this.#tables.get(resource.id);
    if (table === undefined) {
      table = new SyntheticTable(this.observed);
      this.#tables.set(resource.id, table);
    }
    this.#shards.set(key, new SyntheticShard(cluster, resource, table, state));
    this.#emit({ type: 'shard-state', cluster, resource: resource.id, state });
  }

  setState(cluster: ClusterId, resource: ResourceId, state: ShardState): void {
    const shard = this.#shard(cluster, resource);
    shard.state = state;
    this.#emit({ type: 'shard-state', cluster, resource, state });
  }

  closeShard(cluster: ClusterId, resource: ResourceId): void {
    this.#shard(cluster, resource).clear();
    this.#shards.delete(`${cluster} ${resource}`);
    this.#emit({ type: 'shard-closed', cluster, resource });
  }

  /** Applies a batch: removals first. Unknown uids are no defect. */
  apply(cluster: ClusterId, resource: ResourceId, batch: { upserts?: readonly KubeObject[]; removed?: readonly Uid[] }): void {
    const shard = this.#shard(cluster, resource);
    const replaced = (batch.upserts ?? []).flatMap((object) => shard.holderOfName(object) ?? []);
    const removed = [...(batch.removed ?? []), ...replaced].flatMap((uid) => shard.remove(uid) ?? []);
    const upserted = (batch.upserts ?? []).map((object) => shard.put(object));
    shard.seq++;
    this.#emit({ type: 'rows', change: { cluster, resource, epoch: shard.epoch, seq: shard.seq, upserted, removed } });
  }

  view(): FleetView {
    const shards = new Map<string, ShardView | undefined>();
    const clusters = [...this.#clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      id: `view-${++this.#views}`,
      atMs: 0,
      scope: everything,
      clusters: () => clusters,
      cluster: (id) => this.#clusters.get(id),
      resources: (id) => [...this.#shards.keys()].flatMap((key) => (key.startsWith(`${id} `) ? key.slice(id.length + 1) : [])).sort(),
      shard: (cluster, resource) => this.#shardOf(shards, cluster, resource),
      version: (cluster, resource) => this.#shards.get(`${cluster} ${resource}`)?.version,
    };
  }

  /** Another object in every view, as the store's are: readers may keep what they found out about one. */
  #shardOf(known: Map<string, ShardView | undefined>, cluster: ClusterId, resource: ResourceId): ShardView | undefined {
    const key = `${cluster} ${resource}`;
    if (!known.has(key))
      known.set(
        key,
        inView(this.#shards.get(key), (other) => this.#shardOf(known, cluster, other)),
      );
    return known.get(key);
  }

  // The directory.
  clusters(): readonly ClusterFacts[] {
    return this.view().clusters();
  }

  cluster(name: string): ClusterFacts | undefined {
    return this.#clusters.get(name) ?? [...this.#clusters.values()].find(({ aliases }) => aliases.includes(name));
  }

  resolve(cluster: ClusterId, name: string): ResourceDef | 'unknown' | undefined {
    if (this.silent.has(cluster)) return 'unknown';
    const wanted = name.toLowerCase();
    const found = this.#resources.find((def) =>
      [def.plural, def.singular, def.id, def.kind.toLowerCase(), ...def.shortNames].includes(wanted),
    );
    return found === undefined || this.lacking.has(`${cluster}/${found.id}`)
      ? undefined
      : (this.#shards.get(`${cluster} ${found.id}`)?.resource ?? found);
  }

  resources(): ReadonlyMap<ResourceId, ResourceDef> {
    return new Map(this.#resources.map((def) => [def.id, def]));
  }

  #shard(cluster: ClusterId, resource: ResourceId): SyntheticShard {
    const shard = this.#shards.get(`${cluster} ${resource}`);
    if (shard === undefined) throw new Error(`no shard ${cluster} ${resource}`);
    return shard;
  }

  #emit(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Rows of one resource over the whole fleet: codes and row ids are shared by its shards. */
class SyntheticTable {
  readonly observed: { readonly atMs: number };
  readonly objects: (KubeObject | undefined)[] = [];
  readonly labels: ReadonlyMap<string, string>[] = [];
  readonly #free: RowId[] = [];
  readonly #labelSets = new Map<string, ReadonlyMap<string, string>>();
  readonly #columns = new Map<ColumnDef, SyntheticColumn>();

  constructor(observed: { readonly atMs: number }) {
    this.observed = observed;
  }

  add(object: KubeObject): RowId {
    const row = this.#free.pop() ?? this.objects.length;
    this.set(row, object);
    return row;
  }

  set(row: RowId, object: KubeObject): void {
    this.objects[row] = object;
    this.labels[row] = this.#labelSet(object);
    for (const column of this.#columns.values()) column.put(row, object);
  }

  free(row: RowId): void {
    this.objects[row] = undefined;
    for (const column of this.#columns.values()) column.free(row);
    this.#free.push(row);
  }

  column(def: ColumnDef): Column {
    let column = this.#columns.get(def);
    if (column === undefined) {
      column = new SyntheticColumn(def, this.observed);
      this.#columns.set(def, column);
      for (const [row, object] of this.objects.entries()) if (object !== undefined) column.put(row, object);
    }
    return column;
  }

  #labelSet(object: KubeObject): ReadonlyMap<string, string> {
    const entries = Object.entries(object.metadata.labels ?? {}).sort();
    const key = JSON.stringify(entries);
    const known = this.#labelSets.get(key) ?? new Map(entries);
    this.#labelSets.set(key, known);
    return known;
  }
}

function inView(shard: SyntheticShard | undefined, related: (resource: ResourceId) => ShardView | undefined): ShardView | undefined {
  if (shard === undefined) return undefined;
  return new Proxy(shard, {
    get: (target, name) => {
      if (name === 'related') return related;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

class SyntheticColumn implements Column {
  readonly def: ColumnDef;
  readonly text?: TextLane;
  readonly numbers?: NumberLane;
  readonly #cells: Cell[] = [];
  readonly #codes: number[] = [];
  readonly #values: (string | undefined)[] = [undefined];
  readonly #codeOf = new Map<string, number>();
  readonly #observed: { readonly atMs: number };

  constructor(def: ColumnDef, observed: { readonly atMs: number }) {
    this.def = def;
    this.#observed = observed;
    const values = this.#values;
    if (def.type === 'text' || def.type === 'ratio' || def.type === 'quantity')
      this.text = {
        code: (row) => this.#codes[row] ?? 0,
        value: (code) => values[code],
        get size() {
          return values.length;
        },
      };
    if (def.type !== 'text' && def.type !== 'ratio') this.numbers = { number: (row) => plainNumber(this.#cells[row] ?? null) };
  }

  cell(row: RowId): Cell {
    return this.#cells[row] ?? null;
  }

  free(row: RowId): void {
    this.#cells[row] = null;
  }

  put(row: RowId, object: KubeObject): void {
    const cell = this.#valueOf(row, object);
    this.#cells[row] = cell;
    if (this.text === undefined) return;
    this.#codes[row] = cell === null ? 0 : this.#code(typeof cell === 'object' ? (cell as QuantityValue).text : String(cell));
  }

  #valueOf(row: RowId, object: KubeObject): Cell {
    if (this.def.remember === undefined) return this.def.value(object);
    return this.def.remember(object, this.#cells[row] ?? null, { atMs: this.#observed.atMs, first: false });
  }

  #code(text: string): number {
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.#values.push(text) - 1;
    this.#codeOf.set(text, code);
    return code;
  }
}

function plainNumber(cell: Cell): number {
  if (cell === null || typeof cell === 'string') return Number.NaN;
  if (typeof cell === 'object') return (cell as QuantityValue).number ?? (cell as RestartsValue).count ?? (cell as SpanValue).fromMs;
  return Number(cell);
}

const nameDef: ColumnDef = { name: 'Name', type: 'text', missing: '', value: (object) => object.metadata.name };
const namespaceDef: ColumnDef = { name: 'Namespace', type: 'text', missing: '', value: (object) => object.metadata.namespace ?? null };
const createdDef: ColumnDef = {
  name: 'Created',
  type: 'date',
  missing: '',
  value: (object) => parseTime(object.metadata.creationTimestamp),
};

class SyntheticShard implements ShardView {
  readonly cluster: ClusterId;
  readonly resource: ResourceDef;
  state: ShardState;
  readonly epoch = 'e1';
  seq = 0;
  readonly #table: SyntheticTable;
  readonly #byUid = new Map<Uid, RowId>();
  readonly #byKey = new Map<string, RowId>();
  readonly #columns = new Map<string, Column>();
  readonly #rows = new Set<RowId>();
  readonly rows: RowSet = this.#rows;

  constructor(cluster: ClusterId, resource: ResourceDef, table: SyntheticTable, state: ShardState) {
    this.cluster = cluster;
    this.resource = resource;
    this.#table = table;
    this.state = state;
    for (const def of [nameDef, namespaceDef, createdDef, ...resource.columns, ...(resource.kept ?? []), problemsColumn(resource)]) {
      if (resource.columns.some(({ name }) => name === def.name) && !resource.columns.includes(def)) continue;
      this.#columns.set(def.name, table.column(def));
    }
  }

  get version(): { readonly epoch: string; readonly seq: number } {
    return { epoch: this.epoch, seq: this.seq };
  }

  put(object: KubeObject): { row: RowId; uid: Uid; added: boolean } {
    const { uid } = object.metadata;
    const key = namespacedName(object.metadata);
    const known = this.#byUid.get(uid);
    const row = known ?? this.#table.add(object);
    if (known !== undefined) this.#table.set(row, object);
    this.#byUid.set(uid, row);
    this.#byKey.set(key, row);
    this.#rows.add(row);
    return { row, uid, added: known === undefined };
  }

  /** The uid that has the object's name now, if it is another one. */
  holderOfName(object: KubeObject): Uid | undefined {
    const row = this.#byKey.get(namespacedName(object.metadata));
    const uid = row === undefined ? undefined : this.uid(row);
    return uid === object.metadata.uid ? undefined : uid;
  }

  remove(uid: Uid): { uid: Uid; key: string } | undefined {
    const row = this.#byUid.get(uid);
    if (row === undefined) return undefined;
    const key = this.key(row);
    this.#byUid.delete(uid);
    this.#byKey.delete(key);
    this.#rows.delete(row);
    this.#table.free(row);
    return { uid, key };
  }

  clear(): void {
    for (const uid of [...this.#byUid.keys()]) this.remove(uid);
  }

  column(name: string): Column | undefined {
    return this.#columns.get(name);
  }

  uid(row: RowId): Uid {
    return this.object(row).metadata.uid;
  }

  key(row: RowId): string {
    return namespacedName(this.object(row).metadata);
  }

  labels(row: RowId): ReadonlyMap<string, string> {
    return this.#table.labels[row] as ReadonlyMap<string, string>;
  }

  object(row: RowId): KubeObject {
    const object = this.#table.objects[row];
    if (object === undefined) throw new Error(`row ${row} is not there`);
    return object;
  }

  byKey(key: string): RowId | undefined {
    return this.#byKey.get(key);
  }

  byLabel(key: string, value?: string): RowSet {
    return this.#where((row) => (value === undefined ? this.labels(row).has(key) : this.labels(row).get(key) === value));
  }

  byNamespace(namespace: string): RowSet {
    return this.#where((row) => (this.object(row).metadata.namespace ?? '') === namespace);
  }

  byOwner(uid: Uid): RowSet {
    return this.#where((row) => this.object(row).metadata.ownerReferences?.some((owner) => owner.uid === uid) === true);
  }

  byNode(nodeName: string): RowSet {
    return this.#where((row) => this.resource.nodeName?.(this.object(row)) === nodeName);
  }

  #where(test: (row: RowId) => boolean): RowSet {
    return new Set([...this.#rows].filter(test));
  }
}
