import type { ResourceId } from '../kube/api-resource.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { rowsPerChunk } from './chunks.ts';
import { createColumnLanes } from './column-lanes.ts';
import { Dictionary } from './dictionary.ts';
import { ExtentPool } from './extent-pool.ts';
import { FloatLane } from './float-lane.ts';
import { IntLane } from './int-lane.ts';
import { ObjectHeap, type PlaceLanes } from './object-heap.ts';
import type { ObjectHolder } from './object-place.ts';
import type { SlabPool } from './slab-pool.ts';
import { storedColumns } from './stored-columns.ts';
import { emptyTable, type TableVersion } from './table-version.ts';
import { UidWords } from './uid-words.ts';

/** One resource over the whole fleet, as the writer has it: the newest version of its lanes, and what no view reads. */
export class Table implements PlaceLanes {
  readonly resource: ResourceId;
  readonly pool = new ExtentPool();
  readonly heap: ObjectHeap;
  /** resourceVersions by row; NaN when not to be trusted. */
  readonly resourceVersions = new FloatLane(0);
  /** Number of the list in which a row was last seen. */
  readonly seenIn = new IntLane(0);
  /** Shards that are open. */
  shards = 0;
  /** Rows in all shards. */
  rowCount = 0;
  version: TableVersion;
  readonly #oddVersions = new Dictionary();
  readonly #slots = new Map<string, { readonly slot: number; users: number }>();

  constructor(resource: ResourceId, generation: number, slabs: SlabPool) {
    this.resource = resource;
    this.heap = new ObjectHeap(slabs);
    this.version = emptyTable(generation, new UidWords());
  }

  get uidWords(): UidWords {
    return this.version.lanes.uidWords;
  }

  /** The version that may be written in a generation. */
  writable(generation: number): TableVersion {
    if (this.version.generation !== generation) this.version = this.version.fork(generation);
    return this.version;
  }

  /** The slots of a definition's columns, in their order; columns merge by name and type. */
  claimSlots(def: ResourceDef): number[] {
    return storedColumns(def).map((column) => this.#claimSlot(column));
  }

  /** Gives the slots of a definition back; a column that no shard has any more is dropped. */
  releaseSlots(def: ResourceDef): void {
    for (const column of storedColumns(def)) {
      const key = slotKey(column);
      const claim = this.#slots.get(key);
      if (claim === undefined || --claim.users > 0) continue;
      this.#slots.delete(key);
      this.version.lanes.columns[claim.slot] = undefined;
    }
  }

  /** The resourceVersion of an object as a number, equal for equal texts; NaN when it has none. */
  versionNumber(text: unknown): number {
    if (typeof text !== 'string' || text === '') return Number.NaN;
    const value = text.length <= 15 ? Number(text) : Number.NaN;
    return Number.isInteger(value) && value >= 0 ? value : -1 - this.#oddVersions.intern(text);
  }

  releaseExtents(extents: readonly number[]): void {
    for (const extent of extents) {
      if (this.pool.release(extent)) this.#dropChunk(this.pool.chunkOf(extent));
    }
  }

  holder(row: number): ObjectHolder | undefined {
    return this.version.lanes.holders.at(row);
  }

  index(row: number): number {
    return this.version.lanes.places.at(row);
  }

  place(row: number, holder: ObjectHolder, index: number): void {
    this.version.lanes.holders.set(row, holder);
    this.version.lanes.places.set(row, index);
  }

  get bookkeepingBytes(): number {
    return this.resourceVersions.bytes + this.seenIn.bytes + this.#oddVersions.bytes;
  }

  #claimSlot(column: ColumnDef): number {
    const key = slotKey(column);
    const known = this.#slots.get(key);
    if (known !== undefined) {
      known.users++;
      return known.slot;
    }
    const { lanes, generation } = this.version;
    const free = lanes.columns.indexOf(undefined);
    const slot = free < 0 ? lanes.columns.length : free;
    const dictionary = { Name: lanes.names.dictionary, Namespace: lanes.namespaces.dictionary, Node: lanes.nodes.dictionary }[column.name];
    lanes.columns[slot] = createColumnLanes({ name: column.name, type: column.type, generation, ...(dictionary && { dictionary }) });
    this.#slots.set(key, { slot, users: 1 });
    return slot;
  }

  #dropChunk(chunk: number): void {
    this.version.dropChunk(chunk, rowsPerChunk);
    this.resourceVersions.drop(chunk);
    this.seenIn.drop(chunk);
  }
}

function slotKey(column: ColumnDef): string {
  return `${column.name}\n${column.type}`;
}
