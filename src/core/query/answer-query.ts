import type { FleetView, RowId, ShardView, Slices } from '../fleet/fleet-view.ts';
import { CandidateRows } from './candidate-rows.ts';
import type { QueryClock } from './cell-tests.ts';
import { ColumnNames } from './column-names.ts';
import { coverageOf } from './coverage-of.ts';
import { AnswerTrace, explainFilter, sortDetail } from './explain-filter.ts';
import { groupAnswer } from './group-answer.ts';
import type { KeptRows } from './kept-rows.ts';
import { type Matches, matchingRows } from './matching-rows.ts';
import type { ObjectColumns } from './object-columns.ts';
import { orderedMatches } from './ordered-matches.ts';
import { type FilterTerm, parseFilter } from './parse-filter.ts';
import type { QueryPlan, TablePlan } from './query-plan.ts';
import { placeOf } from './row-order.ts';
import type { Answer, ExplainStep, MissingName, Table, TableRow } from './table.ts';
import { tableNotices } from './table-notices.ts';
import { TableReader, type TableReaderSource, tableDefs, tableRow } from './table-reader.ts';

/** What may speed an answer up, and who is told how far it is. */
export interface AnswerOptions {
  /** Rows of earlier answers, for questions that are asked again and again. */
  readonly kept?: KeptRows | undefined;
  /** What was read of whole objects before. */
  readonly columns?: ObjectColumns | undefined;
  /** Microseconds of some clock: with it the answer explains itself, and takes longer. */
  readonly explainUs?: (() => number) | undefined;
  /** Told how many objects were unpacked so far. */
  readonly onUnpacked?: ((count: number) => void) | undefined;
}

/** Rows made between two yields. */
const madePerSlice = 256;

/**
 * Answers a planned question from a view, in slices. Never waits: what the view does not know is named in the coverage.
 * Throws HindsightError `query-invalid` for a filter that only the shards' own columns prove wrong.
 */
export function* answerQuery(plan: QueryPlan, view: FleetView, nowMs: number, options: AnswerOptions = {}): Slices<Answer> {
  const clock: QueryClock = { nowMs };
  const terms = filterTerms(plan, view);
  const tables: Table[] = [];
  const notices: string[] = [];
  const steps: ExplainStep[] = [];
  for (const table of plan.tables) {
    const reader = new TableReader({ plan, table, view, clock, terms, ...columnsOf(options) });
    const trace = options.explainUs === undefined ? undefined : new AnswerTrace(reader.frame.plural, options.explainUs);
    if (trace !== undefined) yield* explainFilter({ plan, reader, terms, trace });
    const grouped = plan.query.groupBy.length > 0;
    const kept = trace === undefined ? options.kept : undefined;
    tables.push(grouped ? yield* groupAnswer(plan, reader, trace) : yield* answerTable(plan, reader, { view, kept, trace }));
    steps.push(...(trace?.steps ?? []));
    notices.push(...tableNotices(reader));
  }
  const missing = plan.query.names.length === 0 ? [] : plan.tables.flatMap((table) => missingNames(plan, table, view));
  return {
    tables,
    coverage: coverageOf(plan, view),
    notices: [...new Set(notices)],
    nowMs,
    ...(missing.length > 0 ? { missing } : {}),
    ...(options.explainUs === undefined ? {} : { explain: steps }),
  };
}

/** Names asked for that no shard of the table has, whatever the filter says. */
function missingNames(plan: QueryPlan, table: TablePlan, view: FleetView): readonly MissingName[] {
  const left = new Set(plan.query.names);
  const candidates = new CandidateRows({ ...plan, selector: { requirements: [] }, fields: [] });
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
  const defs = plan.tables.flatMap((table) => tableDefs(table, shardsOf(table, view)).map((def) => plan.derived.extend(def)));
  const names = new ColumnNames(defs, plan.query.labelColumns);
  return parseFilter(plan.query.filter, (name) => names.find(name) !== undefined);
}

function shardsOf(table: TablePlan, view: FleetView) {
  return table.clusters.flatMap((cluster) => view.shard(cluster, table.resource) ?? []);
}

function* answerTable(
  plan: QueryPlan,
  reader: TableReader,
  { view, kept, trace }: { readonly view: FleetView; readonly kept: KeptRows | undefined; readonly trace: AnswerTrace | undefined },
): Slices<Table> {
  const known = kept === undefined ? undefined : yield* kept.rows(plan, reader, view);
  if (known !== undefined) return { ...reader.frame, rows: windowOf(known, plan.query), total: known.length };
  const matches = yield* matchingRows(reader);
  trace?.note(
    'match',
    'rows that are meant',
    reader.shards.reduce((sum, { rows }) => sum + rows.size, 0),
    matches.count,
  );
  const { offset, limit } = plan.query;
  const wanted = limit === undefined ? matches.count : Math.min(matches.count, offset + limit);
  const order = yield* orderedMatches(reader, matches, wanted);
  trace?.note('sort', sortDetail(plan), matches.count, order.length);
  yield* prepareShown(reader, matches, order.subarray(offset));
  const rows: TableRow[] = [];
  for (let i = offset; i < order.length; i++) {
    if (rows.length % madePerSlice === madePerSlice - 1) yield;
    const index = order[i] as number;
    rows.push(tableRow(matches.reader(index), matches.row(index)));
  }
  trace?.note('rows', `${reader.columns.length} columns`, order.length, rows.length);
  return { ...reader.frame, rows, total: matches.count };
}

/** Unpacks what the rows of the window show. */
function* prepareShown(reader: TableReader, matches: Matches, order: Int32Array): Slices<void> {
  if (!reader.unpacksShown) return;
  const byIndex = order.slice().sort();
  const parts: { shard: ShardView; rows: RowId[] }[] = [];
  let last = -1;
  for (const index of byIndex) {
    const at = matches.shard(index);
    if (at !== last) parts.push({ shard: matches.reader(index).shard, rows: [] });
    last = at;
    parts.at(-1)?.rows.push(matches.row(index));
  }
  yield* reader.prepareShown(parts);
}

/** The options that table readers take; the count of unpacked objects runs over all tables. */
function columnsOf({ columns, onUnpacked }: AnswerOptions): Pick<TableReaderSource, 'columns' | 'onUnpack'> {
  let unpacked = 0;
  return {
    ...(columns === undefined ? {} : { columns }),
    onUnpack: (count) => {
      unpacked += count;
      onUnpacked?.(unpacked);
    },
  };
}

function windowOf(rows: readonly TableRow[], { offset, limit }: Pick<QueryPlan['query'], 'offset' | 'limit'>): readonly TableRow[] {
  return offset === 0 && (limit === undefined || limit >= rows.length)
    ? rows
    : rows.slice(offset, limit === undefined ? undefined : offset + limit);
}
