import type { ObjectReader } from './object-place.ts';
import { PackedBlock } from './packed-block.ts';
import { isKeptWhole, type ObjectsAhead } from './rows-to-keep.ts';
import type { Table } from './table.ts';

/** Objects of a piece: blocks as the store has them, and others that are still to be packed. */
export interface GatheredObjects {
  /** Block and index in it of each row's object, as `block * 256 + index`. */
  readonly places: Uint32Array;
  /** Objects in each block. */
  readonly counts: Uint32Array;
  /** Blocks that are packed; the first ones. */
  readonly packed: readonly Uint8Array[];
  /** Objects of each of the following blocks, which are to be packed. */
  readonly loose: readonly (readonly Uint8Array[])[];
}

/** Loose objects are packed by so many, or by so many bytes. */
const looseObjects = 32;
const looseBytes = 256 * 1024;

/**
 * Finds the objects of rows. A packed block of which at least half are among the rows is taken as it is; objects of others are taken out.
 *
 * What is answered is valid until the store changes.
 */
export function gatherObjects(q: {
  readonly table: Table;
  readonly rows: Int32Array;
  readonly reader: ObjectReader;
  readonly ahead: ObjectsAhead;
}): GatheredObjects {
  const { table, rows, reader, ahead } = q;
  const whole = wholeBlocks(table, rows);
  const blocks = [...whole.keys()];
  const places = new Uint32Array(rows.length);
  const loose: Uint8Array[][] = [];
  let openBytes = Number.POSITIVE_INFINITY;
  rows.forEach((row, i) => {
    const holder = table.holder(row);
    if (holder === undefined) throw new Error(`row ${row} of ${table.resource} has no object`);
    const block = holder instanceof PackedBlock ? whole.get(holder) : undefined;
    if (block !== undefined) {
      places[i] = block * 256 + table.index(row);
      return;
    }
    const object = ahead.get(holder)?.get(table.index(row)) ?? reader.bytes(holder, table.index(row));
    let open = loose.at(-1);
    if (open === undefined || open.length === looseObjects || openBytes >= looseBytes) {
      open = [];
      loose.push(open);
      openBytes = 0;
    }
    openBytes += object.byteLength;
    places[i] = (blocks.length + loose.length - 1) * 256 + open.length;
    open.push(object);
  });
  const counts = [...blocks.map((block) => block.rows.length), ...loose.map((objects) => objects.length)];
  return { places, counts: Uint32Array.from(counts), packed: blocks.map((block) => block.packed), loose };
}

/** Blocks to take as they are, numbered. */
function wholeBlocks(table: Table, rows: Int32Array): Map<PackedBlock, number> {
  const uses = new Map<PackedBlock, number>();
  for (const row of rows) {
    const holder = table.holder(row);
    if (holder instanceof PackedBlock) uses.set(holder, (uses.get(holder) ?? 0) + 1);
  }
  const whole = new Map<PackedBlock, number>();
  for (const [block, count] of uses) if (isKeptWhole(block, count)) whole.set(block, whole.size);
  return whole;
}
