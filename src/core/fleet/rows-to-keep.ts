import type { Slices } from './fleet-view.ts';
import type { ObjectHolder, ObjectReader } from './object-place.ts';
import { PackedBlock } from './packed-block.ts';
import type { Shard } from './shard.ts';
import type { ShardLedger } from './shard-ledger.ts';
import type { Table } from './table.ts';

/** A row on its way into a piece. */
export interface RowToKeep {
  readonly row: number;
  readonly shard: Shard;
  readonly ledger: ShardLedger;
}

/** Objects that were taken out of packed blocks ahead of time, by block and index. */
export type ObjectsAhead = ReadonlyMap<ObjectHolder, ReadonlyMap<number, Uint8Array>>;

/** Unpacking a block costs some 160 µs. */
const blocksPerSlice = 16;

/** Rows with those together whose objects stand in one block, so that whole blocks get into a piece; blocks hold rows of several shards. */
export function inBlockOrder(table: Table, rows: readonly RowToKeep[]): readonly RowToKeep[] {
  const byHolder = new Map<ObjectHolder | undefined, RowToKeep[]>();
  for (const entry of rows) {
    const holder = table.holder(entry.row);
    const bucket = byHolder.get(holder);
    if (bucket === undefined) byHolder.set(holder, [entry]);
    else bucket.push(entry);
  }
  return [...byHolder.values()].flat();
}

/** True when a packed block is kept as it is: at least half of its objects are wanted. */
export function isKeptWhole(block: PackedBlock, wanted: number): boolean {
  return wanted * 2 >= block.rows.length;
}

/** Takes those objects out of packed blocks that are not kept whole, in slices. Blocks never change, so what is taken stays true. */
export function* unpackAhead(table: Table, rows: readonly RowToKeep[], reader: ObjectReader): Slices<ObjectsAhead> {
  const wanted = new Map<PackedBlock, number[]>();
  for (const { row } of rows) {
    const holder = table.holder(row);
    if (!(holder instanceof PackedBlock)) continue;
    const indexes = wanted.get(holder);
    if (indexes === undefined) wanted.set(holder, [table.index(row)]);
    else indexes.push(table.index(row));
  }
  const ahead = new Map<ObjectHolder, Map<number, Uint8Array>>();
  for (const [block, indexes] of wanted) {
    if (isKeptWhole(block, indexes.length)) continue;
    // Copies: what the reader answers is a part of the whole unpacked block.
    ahead.set(block, new Map(indexes.map((index) => [index, reader.bytes(block, index).slice()])));
    if (ahead.size % blocksPerSlice === 0) yield;
  }
  return ahead;
}
