import type { FleetView, Slices } from '../fleet/fleet-view.ts';
import { CandidateRows } from './candidate-rows.ts';
import type { QueryClock } from './cell-tests.ts';
import { ColumnNames } from './column-names.ts';
import { coverageOf } from './coverage-of.ts';
import type { KeptRows } from './kept-rows.ts';
import { matchingRows } from './matching-rows.ts';
import { orderedMatches } from './ordered-matches.ts';
import { type FilterTerm, parseFilter } from './parse-filter.ts';
import type { QueryPlan, TablePlan } from './query-plan.ts';
import { placeOf } from './row-order.ts';
import type { Answer, MissingName, Table, TableRow } from './table.ts';
import { tableNotices } from './table-notices.ts';
import { TableReader, tableDefs, tableRow } from './table-reader.ts';

/** Rows made between two yields. */
const madePerSlice = 256;

/**
 * Answers a planned question from a view, in slices. Never waits: what the view does not know is named in the coverage.
 * Throws HindsightError `query-invalid` for a filter that only the shards' own columns prove wrong.
 * `kept` spares work on questions that are asked again and again.
 */
export function* answerQuery(plan: QueryPlan, view: FleetView, nowMs: number, kept?: KeptRows): Slices<Answer> {
  const clock: QueryClock = { nowMs };
  const terms = filterTerms(plan, view);
  const tables: Table[] = [];
  const notices: string[] = [];
  for (const table of plan.tables) {
    const reader = new TableReader({ plan, table, view, clock, terms });
    tables.push(yield* answerTable(plan, reader, { view, kept }));
    notices.push(...tableNotices(reader));
  }
  const missing = plan.query.names.length === 0 ? [] : plan.tables.flatMap((table) => missingNames(plan, table, view));
  return { tables, coverage: coverageOf(plan, view), notices: [...new Set(notices)], nowMs, ...(missing.length > 0 ? { missing } : {}) };
}

/** Names asked for that no shard of the table has, whatever the filter says. */
function missingNames(plan: QueryPlan, table: TablePlan, view: FleetView): readonly MissingName[] {
  const left = new Set(plan.query.names);
  const candidates = new CandidateRows({ ...plan, selector: { requirements: [] } });
  for (const shard of shardsOf(table, view)) {
    const { sets, test } = candidates.of(shard);
    for (const set of sets)
      set.forEach((row) => {
        if (test(row)) left.delete(placeOf(shard, row).name);
      });
  }
  return [...left].map((name) => ({ resource: table.resource, name }));
}

/** The filter's terms, parsed with the columns that the view has for any table of the question. */
export function filterTerms(plan: QueryPlan, view: FleetView): readonly FilterTerm[] {
  if (plan.query.filter === '') return [];
  const defs = plan.tables.flatMap((table) => tableDefs(table, shardsOf(table, view)));
  const names = new ColumnNames(defs, plan.query.labelColumns);
  return parseFilter(plan.query.filter, (name) => names.find(name) !== undefined);
}

function shardsOf(table: TablePlan, view: FleetView) {
  return table.clusters.flatMap((cluster) => view.shard(cluster, table.resource) ?? []);
}

function* answerTable(
  plan: QueryPlan,
  reader: TableReader,
  { view, kept }: { readonly view: FleetView; readonly kept: KeptRows | undefined },
): Slices<Table> {
  const known = kept === undefined ? undefined : yield* kept.rows(plan, reader, view);
  if (known !== undefined) return { ...reader.frame, rows: windowOf(known, plan.query), total: known.length };
  const matches = yield* matchingRows(reader);
  const { offset, limit } = plan.query;
  const wanted = limit === undefined ? matches.count : Math.min(matches.count, offset + limit);
  const order = yield* orderedMatches(reader, matches, wanted);
  const rows: TableRow[] = [];
  for (let i = offset; i < order.length; i++) {
    if (rows.length % madePerSlice === madePerSlice - 1) yield;
    const index = order[i] as number;
    rows.push(tableRow(matches.reader(index), matches.row(index)));
  }
  return { ...reader.frame, rows, total: matches.count };
}

function windowOf(rows: readonly TableRow[], { offset, limit }: Pick<QueryPlan['query'], 'offset' | 'limit'>): readonly TableRow[] {
  return offset === 0 && (limit === undefined || limit >= rows.length)
    ? rows
    : rows.slice(offset, limit === undefined ? undefined : offset + limit);
}
