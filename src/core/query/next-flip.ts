import type { RowId, ShardView } from '../fleet/fleet-view.ts';
import type { Cell, SpanValue } from '../resources/column.ts';
import { readerOf } from './column-names.ts';
import type { ColumnReader } from './column-reader.ts';
import { shardProblems } from './problems/shard-problems.ts';
import type { TableReader } from './table-reader.ts';

/** The next instant after `nowMs` at which the passing of time alone may change a verdict about a row; Infinity when never. */
export function nextFlipMs(
  { filter, readsProblems }: Pick<TableReader, 'filter' | 'readsProblems'>,
  shard: ShardView,
  nowMs: number,
  rows: Iterable<RowId> | undefined = undefined,
): number {
  let next = Number.POSITIVE_INFINITY;
  const each = (look: (row: RowId) => void): void => {
    if (rows === undefined) shard.rows.forEach(look);
    else for (const row of rows) look(row);
  };
  if (readsProblems) {
    const problems = shardProblems(shard);
    each((row) => {
      next = Math.min(next, problems.untilMs(row, nowMs));
    });
  }
  for (const { choice, boundsMs } of filter.ageBounds) {
    const reader = readerOf(shard, choice, { nowMs });
    if (reader === undefined) continue;
    const look = (row: RowId): void => {
      const since = startOf(reader, row);
      // One millisecond later, so that <= and < have both changed their mind.
      for (const boundMs of boundsMs) if (since + boundMs + 1 > nowMs) next = Math.min(next, since + boundMs + 1);
    };
    each(look);
  }
  return next;
}

/** The instant that an age or a running span counts from; NaN for n/a and what has ended. */
function startOf(reader: ColumnReader, row: RowId): number {
  if (reader.def.type === 'time' && reader.numbers !== undefined) return reader.numbers.number(row);
  const cell: Cell = reader.cell(row);
  if (typeof cell === 'number') return cell;
  const span = cell as SpanValue | null;
  return span !== null && span.toMs === null ? span.fromMs : Number.NaN;
}
