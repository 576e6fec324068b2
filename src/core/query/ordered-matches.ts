import type { Slices } from '../fleet/fleet-view.ts';
import { matchOrder, shardsByCluster } from './match-order.ts';
import type { Matches } from './matching-rows.ts';
import { sortIndices } from './sort-indices.ts';
import type { ShardReader, TableReader } from './table-reader.ts';

/** Rows of small shards sorted between two yields, about a millisecond; large ones yield by themselves. */
const sortedPerSlice = 1024;

/**
 * The first `wanted` matches in order, as their indices. Without a sort key the clusters follow each other as they are, so that
 * only the rows of those clusters are sorted that the answer reaches into.
 */
export function* orderedMatches(reader: TableReader, matches: Matches, wanted: number): Slices<Int32Array> {
  yield* reader.prepareOrder(matches.byShard());
  if (reader.order.length > 0) return yield* sortIndices(matches.count, wanted, yield* matchOrder(reader, matches));
  const ordered = new Int32Array(Math.min(wanted, matches.count));
  let filled = 0;
  let sorted = 0;
  for (const shard of shardsByCluster(matches.readers().map((part) => part.shard))) {
    if (filled === ordered.length) break;
    const { start, end } = matches.range(shard);
    const { place } = matches.readers()[shard] as ShardReader;
    const compare = (a: number, b: number): number => place.compare(matches.row(start + a), matches.row(start + b));
    const part = yield* sortIndices(end - start, Math.min(end - start, ordered.length - filled), compare);
    for (let i = 0; i < part.length; i++) ordered[filled++] = start + (part[i] as number);
    sorted += end - start;
    if (sorted < sortedPerSlice) continue;
    sorted = 0;
    yield;
  }
  return ordered;
}
