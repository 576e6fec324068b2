import type { ClusterId, NumberLane, Slices } from '../fleet/fleet-view.ts';
import type { Cell } from '../resources/column.ts';
import { compareNatural } from '../resources/compare-natural.ts';
import { type Matches, rowsPerSlice } from './matching-rows.ts';
import { compareKey, orderLane } from './row-order.ts';
import type { ShardReader, TableReader } from './table-reader.ts';

/** The comparison of two matches by the sort keys, then by place. */
export function* matchOrder(reader: TableReader, matches: Matches): Slices<(a: number, b: number) => number> {
  const keys: ((a: number, b: number) => number)[] = [];
  for (let k = 0; k < reader.order.length; k++) keys.push(yield* keyOrder(reader, matches, k));
  const clusters = clusterRanks(matches.readers());
  return (a, b) => {
    for (const key of keys) {
      const order = key(a, b);
      if (order !== 0) return order;
    }
    const left = matches.shard(a);
    const right = matches.shard(b);
    if (left !== right) return (clusters[left] as number) - (clusters[right] as number);
    const { place } = matches.reader(a);
    return place.compare(matches.row(a), matches.row(b));
  };
}

/** The positions of the shards in the natural order of their clusters. */
export function shardsByCluster(shards: readonly { readonly cluster: ClusterId }[]): readonly number[] {
  const clusters = shards.map(({ cluster }) => cluster);
  return [...clusters.keys()].sort((a, b) => compareNatural(clusters[a] as string, clusters[b] as string));
}

function clusterRanks(readers: readonly ShardReader[]): Int32Array {
  const ranks = new Int32Array(readers.length);
  for (const [rank, shard] of shardsByCluster(readers.map(({ shard }) => shard)).entries()) ranks[shard] = rank;
  return ranks;
}

/** The comparison by one sort key: numbers where lanes have them, cells else. */
function* keyOrder(reader: TableReader, matches: Matches, k: number): Slices<(a: number, b: number) => number> {
  const key = reader.order[k] as (typeof reader.order)[number];
  const lanes = reader.shards.map((shard) => orderLane(reader.of(shard).order[k]));
  const def = reader.orderDefs[k];
  if (def === undefined) return () => 0;
  if (lanes.every((lane) => lane !== undefined)) {
    const numbers = yield* laneNumbers(matches, k);
    const sign = key.descending !== (def.type === 'time') ? -1 : 1;
    return (a, b) => compareNumbers(numbers[a] as number, numbers[b] as number, sign);
  }
  // Texts are read where they stand; values that are objects would be made anew for every comparison.
  const cellOf = (index: number): Cell => matches.reader(index).order[k]?.cell(matches.row(index)) ?? null;
  if (def.type === 'text' || def.type === 'ratio') return (a, b) => compareKey(def, cellOf(a), cellOf(b), key.descending);
  const cells = new Array<Cell>(matches.count);
  for (let i = 0; i < matches.count; i++) {
    if (i % rowsPerSlice === rowsPerSlice - 1) yield;
    cells[i] = cellOf(i);
  }
  return (a, b) => compareKey(def, cells[a] as Cell, cells[b] as Cell, key.descending);
}

function* laneNumbers(matches: Matches, k: number): Slices<Float64Array> {
  const numbers = new Float64Array(matches.count);
  for (let i = 0; i < matches.count; i++) {
    if (i % rowsPerSlice === rowsPerSlice - 1) yield;
    numbers[i] = (matches.reader(i).order[k] as { readonly numbers: NumberLane }).numbers.number(matches.row(i));
  }
  return numbers;
}

/** NaN, n/a, last in both directions. */
function compareNumbers(a: number, b: number, sign: number): number {
  if (a === b) return 0;
  if (a < b) return -sign;
  if (a > b) return sign;
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
}
