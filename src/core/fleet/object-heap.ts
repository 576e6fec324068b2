import type { BlockCodec } from './fleet-view.ts';
import type { ObjectHolder, ObjectReader } from './object-place.ts';
import { PackedBlock } from './packed-block.ts';
import { Slab } from './slab.ts';
import { SlabPool } from './slab-pool.ts';

/** The current place of each row's object, as the table keeps it. */
export interface PlaceLanes {
  holder(row: number): ObjectHolder | undefined;
  index(row: number): number;
  place(row: number, holder: ObjectHolder, index: number): void;
}

/** What packing needs of the store. */
export interface PackContext {
  readonly codec: BlockCodec;
  readonly reader: ObjectReader;
  readonly lanes: PlaceLanes;
  readonly nowMs: number;
  /** How long nothing may have been written to the open slab before it counts as idle. */
  readonly idleMs: number;
}

/** Objects on their way out of slabs: parallel lists, since half a million pass here in a first sync. */
interface Gathered {
  readonly rows: number[];
  readonly objects: Uint8Array[];
  readonly slabs: Slab[];
  readonly indexes: number[];
  /** Slabs that were read to the end. */
  readonly spent: Slab[];
}

/** Objects per block. Larger blocks pack little better and cost more to open. */
const blockObjects = 32;
/** A block is full at this size too, so that packing large objects does not hold up the thread. */
const blockBytes = 256 * 1024;
/** A slab holds some 160 pods, and whatever is too little for a block; the first ones of a table are smaller. */
const largestSlabBytes = 2 * blockBytes;
const smallestSlabBytes = 8 * 1024;

/** Where the heaps of a store get the buffers of their slabs from. */
export function slabPool(): SlabPool {
  return new SlabPool(largestSlabBytes);
}

/**
 * The objects of one table: an overlay of slabs for what changed lately, and packed blocks for the rest.
 *
 * A slab that is full is closed; whatever is still current in a closed slab has not changed since, so it is packed.
 * A block of which fewer than half are current is taken apart, its members go through the overlay again.
 */
export class ObjectHeap {
  readonly #pool: SlabPool;
  #open: Slab | undefined;
  #openedBytes = smallestSlabBytes / 2;
  #lastAppendMs = 0;
  #closed: Slab[] = [];
  #cursor = 0;
  #sparse: PackedBlock[] = [];
  #overlayBytes = 0;
  #blockBytes = 0;
  #blocks = 0;

  constructor(pool: SlabPool) {
    this.#pool = pool;
  }

  get overlayBytes(): number {
    return this.#overlayBytes;
  }

  get blockBytes(): number {
    return this.#blockBytes;
  }

  get blocks(): number {
    return this.#blocks;
  }

  /** Puts an object into the overlay. */
  append(lanes: PlaceLanes, row: number, object: Uint8Array, nowMs: number): void {
    if (this.#open === undefined || !this.#open.fits(object.byteLength)) this.#openSlab(object.byteLength);
    const slab = this.#open as Slab;
    const index = slab.append(object, row);
    slab.live++;
    this.#lastAppendMs = nowMs;
    this.#leave(lanes.holder(row));
    lanes.place(row, slab, index);
  }

  /** Takes over a packed block; `rows` has -1 for members that are not the current objects of any row. */
  adopt(lanes: PlaceLanes, packed: Uint8Array, rows: Int32Array): void {
    const block = new PackedBlock(packed, rows);
    block.live = 0;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      if (row < 0) continue;
      block.live++;
      lanes.place(row, block, index);
    }
    this.#blockBytes += block.bytes;
    this.#blocks++;
    if (block.live < rows.length >>> 1) this.#sparse.push(block);
  }

  /** Says that a row's object is not current any more; the caller clears the row's place. */
  release(lanes: PlaceLanes, row: number): void {
    this.#leave(lanes.holder(row));
  }

  /** True when `packStep` has something to do. */
  hasIdle(q: { readonly nowMs: number; readonly idleMs: number }): boolean {
    return this.#sparse.length > 0 || this.#closed.length > 0 || this.#openIsIdle(q);
  }

  /** Packs one block or takes one apart. */
  packStep(context: PackContext): void {
    const sparse = this.#sparse.pop();
    if (sparse !== undefined) this.#takeApart(sparse, context);
    else this.#packOldest(context);
  }

  #packOldest(context: PackContext): void {
    if (this.#closed.length === 0 && this.#openIsIdle(context)) this.#closeOpen();
    const gathered: Gathered = { rows: [], objects: [], slabs: [], indexes: [], spent: [] };
    const full = this.#gather(context, gathered);
    if (full) this.#pack(context, gathered);
    else this.#putBack(context, gathered);
    this.#letGo(context, gathered);
  }

  #putBack({ lanes, nowMs }: PackContext, { rows, objects }: Gathered): void {
    for (let i = 0; i < rows.length; i++) this.append(lanes, rows[i] as number, objects[i] as Uint8Array, nowMs);
  }

  /** Buffers whose every object is somewhere else now are used again. */
  #letGo({ lanes }: PackContext, { rows, slabs, indexes, spent }: Gathered): void {
    slabs.forEach((slab, i) => {
      const row = rows[i] as number;
      slab.moved(indexes[i] as number, lanes.holder(row) as ObjectHolder, lanes.index(row));
    });
    for (const slab of spent) {
      const buffer = slab.giveUp();
      if (buffer !== undefined) this.#pool.give(buffer);
    }
  }

  #openIsIdle({ nowMs, idleMs }: { readonly nowMs: number; readonly idleMs: number }): boolean {
    return this.#open !== undefined && this.#open.live >= blockObjects && nowMs - this.#lastAppendMs >= idleMs;
  }

  #openSlab(length: number): void {
    this.#closeOpen();
    this.#openedBytes = Math.min(this.#openedBytes * 2, largestSlabBytes);
    this.#open = new Slab(this.#pool.take(Math.max(this.#openedBytes, length)));
    this.#overlayBytes += this.#open.bytes;
  }

  #closeOpen(): void {
    if (this.#open !== undefined) this.#closed.push(this.#open);
    this.#open = undefined;
  }

  /** Takes current objects out of closed slabs, oldest first, until they fill a block; slabs that are read to the end are let go. */
  #gather({ lanes }: PackContext, { rows, objects, slabs, indexes, spent }: Gathered): boolean {
    let bytes = 0;
    while (this.#closed.length > 0) {
      const slab = this.#closed[0] as Slab;
      for (; this.#cursor < slab.count && slab.live > 0; this.#cursor++) {
        if (rows.length === blockObjects || bytes >= blockBytes) return true;
        const row = slab.row(this.#cursor);
        if (lanes.holder(row) !== slab || lanes.index(row) !== this.#cursor) continue;
        const object = slab.object(this.#cursor) as Uint8Array;
        rows.push(row);
        slabs.push(slab);
        indexes.push(this.#cursor);
        objects.push(object);
        bytes += object.byteLength;
      }
      spent.push(slab);
      this.#closed.shift();
      this.#cursor = 0;
      this.#overlayBytes -= slab.bytes;
    }
    return rows.length === blockObjects || bytes >= blockBytes;
  }

  #pack({ codec, lanes }: PackContext, { rows, objects }: Gathered): void {
    const block = new PackedBlock(codec.pack(objects), rows);
    this.#blockBytes += block.bytes;
    this.#blocks++;
    rows.forEach((row, index) => {
      this.#leave(lanes.holder(row));
      lanes.place(row, block, index);
    });
  }

  #takeApart(block: PackedBlock, { reader, lanes, nowMs }: PackContext): void {
    block.rows.forEach((row, index) => {
      if (lanes.holder(row) !== block || lanes.index(row) !== index) return;
      this.append(lanes, row, reader.bytes(block, index), nowMs);
    });
  }

  #leave(holder: ObjectHolder | undefined): void {
    if (holder === undefined) return;
    holder.live--;
    if (!(holder instanceof PackedBlock)) return;
    if (holder.live === 0) {
      this.#blockBytes -= holder.bytes;
      this.#blocks--;
    } else if (holder.live === (holder.rows.length >>> 1) - 1) this.#sparse.push(holder);
  }
}
