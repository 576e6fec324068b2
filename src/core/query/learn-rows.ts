import type { RowId, ShardView, Slices } from '../fleet/fleet-view.ts';
import { DerivedShard } from './derived-shard.ts';

/** Rows of one shard whose objects are needed. */
export interface ShardRows {
  readonly shard: ShardView;
  readonly rows: Iterable<RowId>;
}

/** Objects read between two yields: about a millisecond. */
const readPerSlice = 64;

/**
 * Reads the objects of rows that are not known yet for all columns that were opened, in slices and block by block: rows of several clusters
 * are packed together, and unpacking costs more than reading. Gives how many objects were read.
 */
export function* learnRows(parts: Iterable<ShardRows>, onRead?: (count: number) => void): Slices<number> {
  let read = 0;
  for (const block of (yield* byBlock(parts)).values()) {
    for (const { shard, row } of block) {
      shard.learn(row);
      if (++read % readPerSlice !== 0) continue;
      onRead?.(readPerSlice);
      yield;
    }
  }
  onRead?.(read % readPerSlice);
  return read;
}

interface UnknownRow {
  readonly shard: DerivedShard;
  readonly row: RowId;
}

/** Rows that must be read, by what their objects are packed in. */
function* byBlock(parts: Iterable<ShardRows>): Slices<ReadonlyMap<object | undefined, readonly UnknownRow[]>> {
  const blocks = new Map<object | undefined, UnknownRow[]>();
  for (const { shard, rows } of parts) {
    if (!(shard instanceof DerivedShard)) continue;
    for (const row of rows) {
      if (!shard.unknown(row)) continue;
      const holder = shard.heldIn(row);
      const block = blocks.get(holder);
      if (block === undefined) blocks.set(holder, [{ shard, row }]);
      else block.push({ shard, row });
    }
    yield;
  }
  return blocks;
}
