import type { RowId, ShardView, Slices } from '../fleet/fleet-view.ts';
import type { FilterTerm } from './parse-filter.ts';
import { sortText } from './parse-sort.ts';
import type { QueryPlan } from './query-plan.ts';
import { everyRow, type RowTest } from './row-test.ts';
import type { ExplainStep } from './table.ts';
import type { TableReader } from './table-reader.ts';

/** Notes the steps of an answer, each with the time since the step before. */
export class AnswerTrace {
  readonly steps: ExplainStep[] = [];
  readonly #table: string;
  readonly #nowUs: () => number;
  #sinceUs: number;

  constructor(table: string, nowUs: () => number) {
    this.#table = table;
    this.#nowUs = nowUs;
    this.#sinceUs = nowUs();
  }

  note(step: string, detail: string, rowsIn: number, rowsOut: number): void {
    const nowUs = this.#nowUs();
    this.steps.push({ table: this.#table, step, detail, rowsIn, rowsOut, micros: Math.round(nowUs - this.#sinceUs) });
    this.#sinceUs = this.#nowUs();
  }
}

/** Rows of one shard on their way through the filter. */
interface Remaining {
  readonly shard: ShardView;
  rows: Int32Array;
}

/**
 * Runs index, selectors and each term of the filter one after the other, in the order of an answer, and notes what each leaves. The answer
 * itself tests all at once, row by row: its own time is the step `match`.
 */
export function* explainFilter(q: {
  readonly plan: QueryPlan;
  readonly reader: TableReader;
  readonly terms: readonly FilterTerm[];
  readonly trace: AnswerTrace;
}): Slices<void> {
  const { plan, reader, trace } = q;
  const all = reader.shards.reduce((sum, { rows }) => sum + rows.size, 0);
  const left = reader.shards.map((shard): Remaining => ({ shard, rows: candidateRows(reader, shard) }));
  trace.note('narrow', indexDetail(reader), all, countOf(left));
  if (plan.query.selector !== '' || plan.query.names.length > 0 || !plan.namespaces.all)
    yield* apply(left, { step: 'selector', detail: placeDetail(plan), test: (shard) => reader.of(shard).candidates.test }, trace);
  if (plan.fields.length > 0)
    yield* apply(left, { step: 'fields', detail: plan.query.fieldSelector, test: (shard) => reader.fieldTest(shard) }, trace);
  for (const { detail, unpacks, test } of reader.termTests()) {
    if (unpacks) {
      const before = countOf(left);
      const unpacked = yield* reader.unpack(left);
      if (unpacked > 0) trace.note('unpack', 'objects whose values are not known yet', before, unpacked);
    }
    yield* apply(left, { step: 'filter', detail, test }, trace);
  }
}

/** What rows are ordered by, in words. */
export function sortDetail({ query }: QueryPlan): string {
  const window = query.limit === undefined && query.offset === 0 ? '' : `, window ${query.offset}+${query.limit ?? 'all'}`;
  return `${query.sort.length === 0 ? 'cluster, namespace, name' : sortText(query.sort)}${window}`;
}

function candidateRows(reader: TableReader, shard: ShardView): Int32Array {
  const { sets } = reader.of(shard).candidates;
  const rows = new Int32Array(sets.reduce((sum, { size }) => sum + size, 0));
  let count = 0;
  for (const set of sets)
    set.forEach((row) => {
      rows[count++] = row;
    });
  return rows.subarray(0, count);
}

function* apply(
  left: readonly Remaining[],
  q: { step: string; detail: string; test(shard: ShardView): RowTest },
  trace: AnswerTrace,
): Slices<void> {
  const before = countOf(left);
  for (const part of left) {
    const test = q.test(part.shard);
    if (test !== everyRow) part.rows = part.rows.filter((row: RowId) => test(row));
    yield;
  }
  trace.note(q.step, q.detail, before, countOf(left));
}

function countOf(left: readonly Remaining[]): number {
  return left.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The indexes that were used, with the number of shards. */
function indexDetail(reader: TableReader): string {
  const used = new Map<string, number>();
  for (const shard of reader.shards) {
    const index = reader.of(shard).candidates.index ?? 'all rows';
    used.set(index, (used.get(index) ?? 0) + 1);
  }
  return [...used].map(([index, shards]) => `${index} (${shards} ${shards === 1 ? 'shard' : 'shards'})`).join(', ');
}

function placeDetail({ query, namespaces }: QueryPlan): string {
  const parts = [
    ...(query.selector === '' ? [] : [query.selector]),
    ...(namespaces.all ? [] : [`namespaces ${(query.namespaces ?? []).join(',')}`]),
    ...(query.names.length === 0 ? [] : [`names ${query.names.join(',')}`]),
  ];
  return parts.join('; ');
}
