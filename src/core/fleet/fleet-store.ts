import type { Clock } from '../base/clock.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { applyBatch, checkSequence } from './apply-batch.ts';
import type { BatchChanges } from './batch-changes.ts';
import type { ShardPoint } from './delta.ts';
import { EventQueue, type FleetListener } from './event-queue.ts';
import { FleetKeeper } from './fleet-keeper.ts';
import { FleetRestorer } from './fleet-restorer.ts';
import { FleetRoot } from './fleet-root.ts';
import type { FleetStats } from './fleet-stats.ts';
import type {
  BlockCodec,
  ClusterFacts,
  ClusterId,
  DeltaBatch,
  FleetView,
  ObjectCodec,
  RowSet,
  Scope,
  ShardState,
  Slices,
} from './fleet-view.ts';
import type { FleetWriter } from './fleet-writer.ts';
import type { IntLane } from './int-lane.ts';
import { Journal } from './journal.ts';
import { LabelSets } from './label-sets.ts';
import { slabPool } from './object-heap.ts';
import { ObjectReader } from './object-place.ts';
import { RowChains } from './row-chains.ts';
import { Shard } from './shard.ts';
import { emptyShard, type ShardVersion } from './shard-version.ts';
import { storedColumns } from './stored-columns.ts';
import { StoredView } from './stored-view.ts';
import { Table } from './table.ts';
import type { TableVersion } from './table-version.ts';
import { tidyLabels } from './tidy-labels.ts';
import { isUntidy, mappedLane, tidyTable } from './tidy-table.ts';

/** What a store is made of, and its limits. */
export interface FleetStoreOptions {
  readonly codec: ObjectCodec;
  readonly blocks: BlockCodec;
  readonly clock: Clock;
  /** How long a table must be quiet before its last changed objects are packed; default 10 s. */
  readonly idleMs?: number;
  /** Unpacked bytes above which `apply` packs as much as it adds; default 64 MB. */
  readonly overlayBytes?: number;
  /** Memory of the journal of recent deltas; default 32 MB, 0 for none. */
  readonly journalBytes?: number;
  /** How many texts that no row has any more a dictionary may keep beside one for each row; default 1,024. */
  readonly forgottenTexts?: number;
  /** Told when a listener throws; the store goes on. */
  readonly onFault?: (error: unknown) => void;
}

let stores = 0;

/**
 * Every object of every cluster in memory: written by the collector, read through views.
 *
 * Synchronous and single-threaded. A view costs about a microsecond to open, whatever the fleet's size, and stays as it is for
 * as long as somebody holds it: the writer copies what it changes, and only that, and only once after a view was opened.
 * The rules are numbered in SPEC.md.
 */
export class FleetStore implements FleetWriter {
  readonly #codec: ObjectCodec;
  readonly #blocks: BlockCodec;
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #overlayBytes: number;
  readonly #forgottenTexts: number;
  readonly #reader: ObjectReader;
  readonly #slabs = slabPool();
  /** Recent deltas of every shard since its first complete list. */
  readonly journal: Journal;
  readonly #events: EventQueue;
  readonly #instance: string;
  #keeper: FleetKeeper | undefined;
  readonly #tables = new Map<ResourceId, Table>();
  readonly #shards = new Map<ClusterId, Map<ResourceId, Shard>>();
  #root = new FleetRoot(1, new LabelSets());
  /** True when a view holds the root. */
  #held = false;
  #changes = 0;
  #lists = 0;
  #listenerFaults = 0;

  constructor(q: FleetStoreOptions) {
    this.#codec = q.codec;
    this.#blocks = q.blocks;
    this.#clock = q.clock;
    this.#idleMs = q.idleMs ?? 10_000;
    this.#overlayBytes = q.overlayBytes ?? 64 * 1024 * 1024;
    this.#forgottenTexts = q.forgottenTexts ?? 1024;
    this.#reader = new ObjectReader(q.blocks);
    this.journal = new Journal({ limitBytes: q.journalBytes ?? 32 * 1024 * 1024, reader: this.#reader });
    this.#instance = `${q.clock.nowMs().toString(36)}-${(stores++).toString(36)}`;
    this.#events = new EventQueue((error) => {
      this.#listenerFaults++;
      q.onFault?.(error);
    });
  }

  /** Calls the listener with every event from now on; the answer ends that. */
  subscribe(listener: FleetListener): () => void {
    return this.#events.subscribe(listener);
  }

  /** The fleet as it is now, as far as the scope goes. */
  view(scope: Scope): FleetView {
    this.#held = true;
    return new StoredView({
      id: `${this.#instance}.${this.#changes}.${scope.id}`,
      atMs: this.#clock.nowMs(),
      scope,
      source: {
        root: this.#root,
        reader: this.#reader,
        codec: this.#codec,
        guessRow: (cluster, resource, namespace, name) => this.#shards.get(cluster)?.get(resource)?.rowOfName(namespace, name) ?? -1,
      },
    });
  }

  putCluster(facts: ClusterFacts): void {
    this.#change().writableNode(facts.id).facts = facts;
    this.#events.send({ type: 'cluster', facts });
  }

  removeCluster(cluster: ClusterId): void {
    if (!this.#root.clusters.has(cluster)) return;
    for (const resource of [...(this.#shards.get(cluster)?.keys() ?? [])]) this.closeShard(cluster, resource);
    this.#shards.delete(cluster);
    this.#change().removeCluster(cluster);
    this.#events.send({ type: 'cluster-removed', cluster });
  }

  openShard(cluster: ClusterId, resource: ResourceDef, state: ShardState): void {
    const known = this.#shards.get(cluster)?.get(resource.id);
    if (known === undefined) this.#createShard(cluster, resource, state);
    else {
      const version = this.#writable(known);
      if (version.def !== resource) this.#redefine(known, version, resource);
      this.#setState(known, version, state);
    }
    this.#events.send({ type: 'shard-state', cluster, resource: resource.id, state });
  }

  closeShard(cluster: ClusterId, resource: ResourceId): void {
    const shard = this.#shards.get(cluster)?.get(resource);
    if (shard === undefined) return;
    const version = this.#writable(shard);
    const rows: number[] = [];
    version.rows.forEach((row) => {
      rows.push(row);
    });
    for (const row of rows) shard.remove(row);
    shard.trim(true);
    shard.table.releaseSlots(version.def);
    this.#shards.get(cluster)?.delete(resource);
    this.#change().writableNode(cluster).shards.delete(resource);
    if (--shard.table.shards === 0) {
      this.#tables.delete(resource);
      this.#root.tables.delete(resource);
    }
    this.journal.forget(cluster, resource);
    this.#keeper?.detach(shard);
    this.#events.send({ type: 'shard-closed', cluster, resource });
  }

  setShardState(cluster: ClusterId, resource: ResourceId, state: ShardState): void {
    const shard = this.#shard(cluster, resource);
    this.#setState(shard, this.#writable(shard), state);
    this.#events.send({ type: 'shard-state', cluster, resource, state });
  }

  apply(batch: DeltaBatch): void {
    const { cluster, resource } = batch;
    const shard = this.#shard(cluster, resource);
    checkSequence(shard, batch);
    const version = this.#writable(shard);
    const from = { epoch: version.epoch, seq: version.seq, atMs: shard.atMs };
    const { synced } = shard;
    const changes = applyBatch(shard, batch, {
      codec: this.#codec,
      labels: this.#root.labels,
      nowMs: this.#clock.nowMs(),
      nextList: () => ++this.#lists,
    });
    const { epoch, seq, observedAtMs: atMs } = batch;
    shard.atMs = atMs;
    shard.resourceVersion = batch.resourceVersion;
    if (synced) this.#record(shard, { from, to: { epoch, seq, atMs }, changes });
    if (changes.size > 0) {
      this.#changes++;
      version.changes++;
      if (this.#events.listeners > 0) this.#events.send({ type: 'rows', change: { cluster, resource, epoch, seq, ...changes.rows() } });
    }
    this.#relieve(batch);
  }

  /** Packs what is idle, about one block between yields (some 300 µs), and tidies dictionaries; to be driven whenever there is time. */
  *packIdle(): Slices<void> {
    for (const table of [...this.#tables.values()]) {
      while (this.#packStep(table)) yield;
      yield* tidyTable({
        table,
        slack: this.#forgottenTexts,
        rows: () => this.#rowsOf(table),
        exchange: (change) => this.#exchange(table, change),
      });
    }
    yield* this.#tidyLabels();
  }

  /** Counts and bytes by part; costs some milliseconds. */
  stats(): FleetStats {
    const tables = [...this.#tables.values()];
    const shards = [...this.#shards.values()].flatMap((byResource) => [...byResource.values()]);
    const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);
    return {
      clusters: this.#root.facts().length,
      shards: shards.length,
      objects: sum(tables, (table) => table.rowCount),
      objectsByResource: new Map(tables.map((table) => [table.resource, table.rowCount])),
      blocks: sum(tables, (table) => table.heap.blocks),
      bytes: {
        columns: sum(tables, (table) => table.version.columnBytes + table.bookkeepingBytes),
        dictionaries: sum(tables, (table) => table.version.dictionaryBytes),
        labels: this.#root.labels.bytes,
        overlay: sum(tables, (table) => table.heap.overlayBytes),
        blocks: sum(tables, (table) => table.heap.blockBytes),
        indexes: sum(shards, (shard) => shard.indexBytes),
        journal: this.journal.bytes,
      },
      listenerFaults: this.#listenerFaults,
      columnFaults: sum(shards, (shard) => shard.columnFaults),
    };
  }

  /** Begins to note what is to be kept on disk; the same keeper from then on. To be called while the store is empty. */
  keeper(): FleetKeeper {
    this.#keeper ??= new FleetKeeper({
      codec: this.#codec,
      reader: this.#reader,
      clock: this.#clock,
      labels: () => this.#root.labels,
      clusters: () => this.#root.facts(),
    });
    return this.#keeper;
  }

  /** Ends what `keeper` began. */
  keepNothing(): void {
    this.#keeper = undefined;
    for (const shards of this.#shards.values()) for (const shard of shards.values()) shard.ledger = undefined;
  }

  /** Puts back what was kept; `reread` derives all columns anew from the objects, `allows` says of a namespace whether its rows may come back. */
  restorer(q: { readonly reread: boolean; allows?(namespace: string): boolean }): FleetRestorer {
    return new FleetRestorer(
      {
        codec: this.#codec,
        reader: this.#reader,
        keeper: this.keeper(),
        labels: () => this.#root.labels,
        open: (cluster, def, state) => {
          this.openShard(cluster, def, state);
          return this.#shard(cluster, def.id);
        },
        close: (cluster, resource) => this.closeShard(cluster, resource),
        writable: (shard) => this.#writable(shard),
        changed: (shard) => this.#restored(shard),
      },
      { epoch: `kept-${this.#instance}`, allows: () => true, ...q },
    );
  }

  /** The root, to be written: a new one when a view holds the current one. */
  #writableRoot(): FleetRoot {
    if (this.#held) {
      this.#root = this.#root.fork(this.#root.generation + 1);
      this.#held = false;
    }
    return this.#root;
  }

  /** The root, to be changed in a way that readers can see. */
  #change(): FleetRoot {
    this.#changes++;
    return this.#writableRoot();
  }

  #writableTable(table: Table): void {
    const root = this.#writableRoot();
    root.tables.set(table.resource, table.writable(root.generation));
  }

  /** A shard and its table, to be changed. */
  #writable(shard: Shard): ShardVersion {
    const root = this.#writableRoot();
    this.#writableTable(shard.table);
    if (shard.version.generation !== root.generation) {
      shard.version = shard.version.fork(root.generation);
      root.writableNode(shard.version.cluster).shards.set(shard.resource, shard.version);
    }
    return shard.version;
  }

  #shard(cluster: ClusterId, resource: ResourceId): Shard {
    const shard = this.#shards.get(cluster)?.get(resource);
    if (shard === undefined) throw new Error(`${cluster} ${resource} is not open`);
    return shard;
  }

  #createShard(cluster: ClusterId, def: ResourceDef, state: ShardState): void {
    const root = this.#change();
    let table = this.#tables.get(def.id);
    if (table === undefined) {
      table = new Table(def.id, root.generation, this.#slabs);
      this.#tables.set(def.id, table);
    }
    this.#writableTable(table);
    table.shards++;
    const slots = table.claimSlots(def);
    const version = emptyShard({ generation: root.generation, cluster, def, slots, state });
    root.writableNode(cluster).shards.set(def.id, version);
    let shards = this.#shards.get(cluster);
    if (shards === undefined) {
      shards = new Map();
      this.#shards.set(cluster, shards);
    }
    const shard = new Shard(def.id, table, version);
    shard.ledger = this.#keeper?.attach(shard);
    shards.set(def.id, shard);
  }

  #setState(shard: Shard, version: ShardVersion, state: ShardState): void {
    // Another version of the API writes the same object, at the same resourceVersion, in other fields.
    if (state.groupVersion !== version.state.groupVersion) shard.distrustVersions();
    version.state = state;
    version.changes++;
    this.#changes++;
  }

  #redefine(shard: Shard, version: ShardVersion, def: ResourceDef): void {
    const before = version.def;
    const slots = shard.table.claimSlots(def);
    shard.table.releaseSlots(before);
    version.def = def;
    version.slots = slots;
    if (hasSameValues(before, def)) return;
    const { lanes } = shard.table.version;
    version.rows.forEach((row) => {
      const holder = lanes.holders.at(row);
      if (holder !== undefined) shard.reread(row, this.#codec.decode(this.#reader.bytes(holder, lanes.places.at(row))));
    });
  }

  /** Half a million rows are not named one by one: nobody has looked at them before. */
  #restored(shard: Shard): void {
    this.#changes++;
    const { version } = shard;
    version.changes++;
    const { cluster, epoch, seq } = version;
    this.#events.send({ type: 'rows', change: { cluster, resource: shard.resource, epoch, seq, upserted: [], removed: [] } });
  }

  #record(shard: Shard, q: { from: ShardPoint; to: ShardPoint; changes: BatchChanges }): void {
    const changes = q.changes.recorded((row) => shard.placeOf(row));
    this.journal.record({ cluster: shard.version.cluster, resource: shard.resource, from: q.from, to: q.to, changes });
  }

  *#shardsOf(table: Table): Generator<Shard, void> {
    for (const shards of this.#shards.values()) {
      const shard = shards.get(table.resource);
      if (shard !== undefined) yield shard;
    }
  }

  *#rowsOf(table: Table): Generator<RowSet, void> {
    for (const shard of this.#shardsOf(table)) yield shard.version.rows;
  }

  /** Gives a table other lanes with the same meaning. */
  #exchange(table: Table, change: (version: TableVersion) => TableVersion): void {
    if (this.#tables.get(table.resource) !== table) return;
    for (const shard of this.#shardsOf(table)) this.#writable(shard).chains = new RowChains();
    this.#writableTable(table);
    const { uidWords } = table;
    table.version = change(table.version);
    this.#root.tables.set(table.resource, table.version);
    for (const shard of this.#shardsOf(table)) shard.rebuildIndexes(table.uidWords !== uidWords);
  }

  *#tidyLabels(): Slices<void> {
    const { labels } = this.#root;
    const rows = [...this.#tables.values()].reduce((sum, { rowCount }) => sum + rowCount, 0);
    if (!isUntidy({ size: labels.size, rows, slack: this.#forgottenTexts })) return;
    yield* tidyLabels({
      labels,
      shards: () => this.#labelledShards(),
      exchange: (fresh, adopt) => {
        if (this.#root.labels === labels) this.#exchangeLabels(fresh, adopt);
      },
    });
  }

  *#labelledShards(): Generator<{ rows: RowSet; labels: IntLane }, void> {
    for (const table of this.#tables.values()) {
      for (const shard of this.#shardsOf(table)) yield { rows: shard.version.rows, labels: table.version.lanes.labels };
    }
  }

  #exchangeLabels(fresh: LabelSets, adopt: (id: number) => number): void {
    this.#writableRoot().labels = fresh;
    for (const table of this.#tables.values()) {
      this.#writableTable(table);
      const labels = mappedLane({ table, rows: () => this.#rowsOf(table) }, table.version.lanes.labels, adopt);
      table.version = table.version.with({ labels });
      this.#root.tables.set(table.resource, table.version);
    }
  }

  #packStep(table: Table): boolean {
    const idle = { nowMs: this.#clock.nowMs(), idleMs: this.#idleMs };
    if (!table.heap.hasIdle(idle)) return false;
    this.#writableTable(table);
    table.heap.packStep({ codec: this.#blocks, reader: this.#reader, lanes: table, ...idle });
    return true;
  }

  /** Packs about as much as a batch added when nobody drives `packIdle` fast enough, so that memory stays bounded. */
  #relieve(batch: DeltaBatch): void {
    let overlay = 0;
    for (const table of this.#tables.values()) overlay += table.heap.overlayBytes;
    if (overlay <= this.#overlayBytes) return;
    let steps = Math.ceil(batch.upserts.length / 32) + 1;
    for (const table of this.#tables.values()) while (steps > 0 && this.#packStep(table)) steps--;
  }
}

function hasSameValues(a: ResourceDef, b: ResourceDef): boolean {
  const [ours, theirs] = [storedColumns(a), storedColumns(b)];
  return ours.length === theirs.length && ours.every((column, i) => column === theirs[i]) && a.nodeName === b.nodeName;
}
