import type { NumberLane, ShardView } from '../fleet/fleet-view.ts';
import type { ColumnDef } from '../resources/column.ts';
import { operandNumber } from './cell-number.ts';
import { comparisonTest, containsTest, type QueryClock } from './cell-tests.ts';
import { type ColumnChoice, type ColumnNames, readerOf } from './column-names.ts';
import type { ColumnReader } from './column-reader.ts';
import type { CompareTerm, FilterTerm, ProblemsTerm, TextTerm } from './parse-filter.ts';
import { printedTimeTest } from './printed-time-test.ts';
import { isProblemColumn } from './problems/problem-columns.ts';
import { ProblemTally } from './problems/problem-tally.ts';
import { shardProblems } from './problems/shard-problems.ts';
import { allOf, anyOf, everyRow, noRow, type RowTest, Verdicts } from './row-test.ts';
import { containsFolded } from './text-pattern.ts';

/** A filter made ready for the shards of one table. */
export interface CompiledFilter {
  /** True when there are no terms. */
  readonly isEmpty: boolean;
  /** Names in the filter that are no column of this table; then it keeps nothing. */
  readonly unknownColumns: readonly string[];
  /** Comparisons of ages: a row's verdict changes without any event when its age passes a bound. */
  readonly ageBounds: readonly AgeBound[];
  /** True when the filter looks at printed ages, which change by the second. */
  readonly printedAges: boolean;
  /** True when it asks for problems, which come and go by time and by what becomes of other objects. */
  readonly problems: boolean;
  /** What a person should know about rows that were tested so far: those whose problems nobody can tell. */
  notices(): readonly string[];
  /** The test of one shard's rows; `shown` are the readers of the shown columns, which free text looks into. */
  forShard(shard: ShardView, shown: readonly ColumnReader[]): RowTest;
}

/** An age or length of time that a column is compared with. */
export interface AgeBound {
  readonly choice: ColumnChoice;
  readonly boundsMs: readonly number[];
}

/** What a filter is compiled with. */
export interface FilterSetting {
  readonly terms: readonly FilterTerm[];
  /** The text that was parsed, for places of mistakes. */
  readonly text: string;
  readonly names: ColumnNames;
  readonly clock: QueryClock;
  /** Column definitions by name, to check operands before any row is seen. */
  readonly defs: (choice: ColumnChoice) => readonly ColumnDef[];
}

/** How one term tests the rows of a shard. */
interface TermTest {
  /** Lower runs first. */
  readonly cost: number;
  readonly ageBound?: AgeBound | undefined;
  readonly printedAges: boolean;
  forShard(shard: ShardView, shown: readonly ColumnReader[]): RowTest;
}

/** Compiles a filter. Throws HindsightError `query-invalid` for broken operands and for terms that do not exist yet. */
export function compileFilter(q: FilterSetting): CompiledFilter {
  const unknownColumns: string[] = [];
  const tests: TermTest[] = [];
  const tally = new ProblemTally();
  let problems = false;
  for (const term of mergeEqualities(q.terms, q.names)) {
    if (term.type === 'text') tests.push(textTest(term, q.clock));
    else if (term.type === 'problems') {
      problems = true;
      tests.push(problemsTest(term, q.clock, tally));
    } else {
      const choice = q.names.find(term.column);
      problems ||= isProblemColumn(choice);
      if (choice === undefined) unknownColumns.push(term.column);
      else tests.push(compareTest(term, choice, q));
    }
  }
  tests.sort((a, b) => a.cost - b.cost);
  return {
    isEmpty: q.terms.length === 0,
    unknownColumns,
    ageBounds: tests.flatMap(({ ageBound }) => ageBound ?? []),
    printedAges: tests.some(({ printedAges }) => printedAges),
    problems,
    notices: () => tally.notices(),
    forShard: (shard, shown) => (unknownColumns.length > 0 ? noRow : allOf(tests.map((test) => test.forShard(shard, shown)))),
  };
}

/** Keeps rows with a problem, or (negated) rows that have none for certain. */
function problemsTest(term: ProblemsTerm, clock: QueryClock, tally: ProblemTally): TermTest {
  const reasons = term.reasons.length === 0 ? undefined : new Set(term.reasons.map(({ text }) => text.toLowerCase()));
  const wanted = reasons !== undefined && !term.negated;
  if (wanted) tally.wants(term.reasons.map(({ text }) => text));
  return {
    cost: 3,
    printedAges: false,
    forShard: (shard) => {
      const problems = shardProblems(shard);
      const { lane } = problems;
      if (lane === undefined) return term.negated ? everyRow : noRow;
      return (row) => {
        // Nearly all rows are well.
        if (lane.code(row) === 0) return term.negated;
        const has = problems.has(row, clock.nowMs, reasons);
        if (has === 'unknown') tally.unjudged(shard, row);
        if (wanted && (has === true || problems.has(row, clock.nowMs) === true)) tally.saw(problems.all(row, clock.nowMs), has === true);
        return has === !term.negated;
      };
    },
  };
}

/** Several `=` on one column, and several `problems=`, are alternatives. COMPAT: the predecessor let the last one win; changed on purpose. */
function mergeEqualities(terms: readonly FilterTerm[], names: ColumnNames): readonly FilterTerm[] {
  const merged: FilterTerm[] = [];
  const byColumn = new Map<string, number>();
  for (const term of terms) {
    const key = mergeKey(term, names);
    const at = key === undefined ? undefined : byColumn.get(key);
    if (at !== undefined) merged[at] = joined(merged[at] as CompareTerm | ProblemsTerm, term as CompareTerm | ProblemsTerm);
    else if (key === undefined) merged.push(term);
    else byColumn.set(key, merged.push(term) - 1);
  }
  return merged;
}

/** Terms with the same key are alternatives. */
function mergeKey(term: FilterTerm, names: ColumnNames): string | undefined {
  if (term.type === 'problems') return term.negated || term.reasons.length === 0 ? undefined : 'problems';
  return term.type === 'compare' && term.operator === '=' ? `= ${names.find(term.column)?.name ?? term.column}` : undefined;
}

function joined(a: CompareTerm | ProblemsTerm, b: CompareTerm | ProblemsTerm): CompareTerm | ProblemsTerm {
  if (a.type === 'problems' || b.type === 'problems')
    return { ...(a as ProblemsTerm), reasons: [...(a as ProblemsTerm).reasons, ...(b as ProblemsTerm).reasons] };
  const wholes = [a.whole, b.whole].filter((text) => text !== undefined);
  const extra = wholes.map((text) => ({ text, offset: b.offset, length: 1 }));
  return { ...a, values: [...a.values, ...b.values, ...extra], whole: undefined };
}

function compareTest(term: CompareTerm, choice: ColumnChoice, q: FilterSetting): TermTest {
  const defs = q.defs(choice);
  for (const def of defs) comparisonTest(term, def, q.clock, q.text);
  const verdicts = new Verdicts();
  return {
    cost: choice.from === 'annotation' ? 100 : choice.from === 'label' ? 2 : 1,
    ageBound: ageBoundOf(term, choice, defs),
    printedAges: !isOrder(term) && defs.some(({ type }) => type === 'time' || type === 'span' || type === 'restarts'),
    forShard: (shard) => {
      const reader = readerOf(shard, choice, q.clock);
      // A column that other clusters have is n/a here, as the merged table shows it.
      if (reader === undefined)
        return defs.some((def) => comparisonTest(term, { ...def, missing: '' }, q.clock, q.text)(null)) ? everyRow : noRow;
      return numberTest(term, reader, q.clock) ?? verdicts.rowTest(shard, reader, comparisonTest(term, reader.def, q.clock, q.text));
    },
  };
}

function ageBoundOf(term: CompareTerm, choice: ColumnChoice, defs: readonly ColumnDef[]): AgeBound | undefined {
  const def = defs.find(({ type }) => type === 'time' || type === 'span');
  if (def === undefined || !isOrder(term)) return undefined;
  return { choice, boundsMs: term.values.flatMap(({ text }) => operandNumber(def.type, text) ?? []) };
}

function isOrder(term: CompareTerm): boolean {
  return term.operator !== '=' && term.operator !== '!=' && term.operator !== '~' && term.operator !== '!~';
}

/** `<` and `>` straight on a number lane, without making cells; undefined where that is not possible. */
function numberTest(term: CompareTerm, reader: ColumnReader, clock: QueryClock): RowTest | undefined {
  const { numbers: lane, def } = reader;
  if (
    lane === undefined ||
    !isOrder(term) ||
    term.values.length !== 1 ||
    def.type === 'span' ||
    def.type === 'ratio' ||
    def.type === 'text'
  )
    return undefined;
  const bound = operandNumber(def.type, (term.values[0] as { text: string }).text);
  if (bound === undefined) return undefined;
  return def.type === 'time' ? ageTest(term, lane, bound, clock) : plainNumberTest(term, lane, bound);
}

function plainNumberTest(term: CompareTerm, lane: NumberLane, bound: number): RowTest {
  switch (term.operator) {
    case '<':
      return (row) => lane.number(row) < bound;
    case '<=':
      return (row) => lane.number(row) <= bound;
    case '>':
      return (row) => lane.number(row) > bound;
    default:
      return (row) => lane.number(row) >= bound;
  }
}

/** Ages run against instants: older is more. */
function ageTest(term: CompareTerm, lane: NumberLane, bound: number, clock: QueryClock): RowTest {
  switch (term.operator) {
    case '<':
      return (row) => clock.nowMs - lane.number(row) < bound;
    case '<=':
      return (row) => clock.nowMs - lane.number(row) <= bound;
    case '>':
      return (row) => clock.nowMs - lane.number(row) > bound;
    default:
      return (row) => clock.nowMs - lane.number(row) >= bound;
  }
}

/** Free text: in any shown cell or any label value. */
function textTest(term: TextTerm, clock: QueryClock): TermTest {
  const needle = term.text.toLowerCase();
  const contains = containsFolded(needle);
  const byColumn = new Map<string, Verdicts>();
  const byLabels = new Verdicts();
  const inLabels = (labels: ReadonlyMap<string, string>): boolean => {
    let found = false;
    labels.forEach((value) => {
      found ||= contains(value);
    });
    return found;
  };
  return {
    cost: 50,
    printedAges: /^[0-9() smhdyago]*$/.test(needle),
    forShard: (shard, shown) => {
      if (needle === '') return everyRow;
      const tests = shown.map((reader) => {
        const test = containsTest(reader.def, needle, clock);
        if (test === undefined) return noRow;
        const name = `${reader.def.name}\n${reader.def.type}`;
        const verdicts = byColumn.get(name) ?? new Verdicts();
        byColumn.set(name, verdicts);
        return printedTimeTest(reader, test, { nowMs: clock.nowMs, verdicts: verdicts.steps }) ?? verdicts.rowTest(shard, reader, test);
      });
      return anyOf([...tests, byLabels.labelTest(shard, inLabels)]);
    },
  };
}
