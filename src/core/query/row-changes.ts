import { type RowKey, rowKeyText, sameRow, type TableChanges } from './live-changes.ts';
import type { TableRow } from './table.ts';

/** The fewest changes that turn one list of rows into another; undefined when there are none. Costs O(rows · log rows). */
export function rowChanges(table: number, from: readonly TableRow[], to: readonly TableRow[], total: number): TableChanges | undefined {
  const before = new Map(from.map((row, i) => [rowKeyText(row), i]));
  const sameAt: number[] = [];
  for (const row of to) {
    const key = rowKeyText(row);
    const at = before.get(key);
    before.delete(key);
    sameAt.push(at !== undefined && sameRow(from[at] as TableRow, row) ? at : -1);
  }
  const removed: RowKey[] = [...before.values()].map((i) => ({ cluster: (from[i] as TableRow).cluster, uid: (from[i] as TableRow).uid }));
  const kept = longestRise(sameAt);
  const upserts = to.flatMap((row, index) => (kept.has(index) ? [] : [{ index, row }]));
  return removed.length === 0 && upserts.length === 0 ? undefined : { table, total, removed, upserts };
}

/** Positions of a longest rising subsequence of the values ≥ 0: the rows that need not move. */
function longestRise(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = new Int32Array(values.length).fill(-1);
  for (const [position, value] of values.entries()) {
    if (value < 0) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[position] = tails[low - 1] as number;
    tails[low] = position;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] as number) kept.add(at);
  return kept;
}
