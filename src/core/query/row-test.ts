import type { RowId, ShardView, TextLane } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ColumnReader } from './column-reader.ts';

/** Whether a row of one shard is kept. */
export type RowTest = (row: RowId) => boolean;

/** Whether a cell is kept. */
export type CellTest = (cell: Cell) => boolean;

/** Keeps every row. */
export const everyRow: RowTest = () => true;

/** Keeps no row. */
export const noRow: RowTest = () => false;

/** A test of cells that depends on a label set alone. */
type LabelTest = (labels: ReadonlyMap<string, string>) => boolean;

/**
 * Remembers verdicts, so that a test runs once per dictionary entry and once per label set, however many rows and shards there are.
 * One per test and table; forgets with the answer.
 */
export class Verdicts {
  readonly #byColumn = new Map<ColumnDef, { readonly lane: TextLane; readonly test: RowTest }>();
  readonly #byLabels = new Map<ReadonlyMap<string, string>, boolean>();
  readonly #byLabelCode = new CodeVerdicts();
  /** By step of the printed scale of ages. */
  readonly steps: CodeVerdicts = new CodeVerdicts();

  /** A test of rows from a test of cells, as cheap as the column allows. */
  rowTest(shard: ShardView, reader: ColumnReader, test: CellTest): RowTest {
    if (reader.constant === true) return test(reader.cell(0)) ? everyRow : noRow;
    if (reader.fromLabels !== undefined) return this.labelTest(shard, (labels) => test(reader.fromLabels?.(labels) ?? null));
    if (reader.text === undefined) return (row) => test(reader.cell(row));
    const known = this.#byColumn.get(reader.def);
    if (known?.lane === reader.text) return known.test;
    const made = laneTest(reader.text, reader, test);
    this.#byColumn.set(reader.def, { lane: reader.text, test: made });
    return made;
  }

  /** A test of rows from a test of their labels. */
  labelTest(shard: ShardView, test: LabelTest): RowTest {
    const { labelCodes } = shard;
    if (labelCodes === undefined) return this.#labelSetTest(shard, test);
    const verdicts = this.#byLabelCode;
    verdicts.reserve(labelCodes.size);
    return (row) => {
      const code = labelCodes.code(row);
      const known = verdicts.of(code);
      return known === 0 ? verdicts.note(code, test(shard.labels(row))) : known === 2;
    };
  }

  /** By the identity of the set, for views without codes. */
  #labelSetTest(shard: ShardView, test: LabelTest): RowTest {
    const verdicts = this.#byLabels;
    return (row) => {
      const labels = shard.labels(row);
      let verdict = verdicts.get(labels);
      if (verdict === undefined) {
        verdict = test(labels);
        verdicts.set(labels, verdict);
      }
      return verdict;
    };
  }
}

/** Verdicts by code: 0 = not known yet, 1 = no, 2 = yes. Codes that appear later are taken in. */
export class CodeVerdicts {
  #verdicts = new Uint8Array(0);

  reserve(size: number): void {
    if (size <= this.#verdicts.length) return;
    const grown = new Uint8Array(size);
    grown.set(this.#verdicts);
    this.#verdicts = grown;
  }

  of(code: number): number {
    return this.#verdicts[code] ?? 0;
  }

  note(code: number, kept: boolean): boolean {
    if (code >= this.#verdicts.length) this.reserve(Math.max(code + 1, this.#verdicts.length * 2));
    this.#verdicts[code] = kept ? 2 : 1;
    return kept;
  }
}

/** Dictionaries up to this size are tested whole: some tenths of a millisecond, and most columns then need no look at any row. */
const testedWhole = 4096;

/** Runs a test once per code of a dictionary. */
function laneTest(lane: TextLane, reader: ColumnReader, test: CellTest): RowTest {
  const { size } = lane;
  const verdicts = new CodeVerdicts();
  verdicts.reserve(size);
  if (size <= testedWhole && (reader.def.type === 'text' || reader.def.type === 'ratio')) {
    let kept = 0;
    for (let code = 0; code < size; code++) if (verdicts.note(code, test(lane.value(code) ?? null))) kept++;
    if (kept === 0) return noRow;
    if (kept === size) return everyRow;
  }
  return (row) => {
    const code = lane.code(row);
    const known = verdicts.of(code);
    return known === 0 ? verdicts.note(code, test(reader.cell(row))) : known === 2;
  };
}

/** Keeps what all tests keep; cheap tests first. */
export function allOf(tests: readonly RowTest[]): RowTest {
  if (tests.includes(noRow)) return noRow;
  const [a, b, ...rest] = tests.filter((test) => test !== everyRow);
  if (a === undefined) return everyRow;
  if (b === undefined) return a;
  if (rest.length === 0) return (row) => a(row) && b(row);
  return (row) => a(row) && b(row) && rest.every((test) => test(row));
}

/** Keeps what any test keeps. */
export function anyOf(tests: readonly RowTest[]): RowTest {
  if (tests.includes(everyRow)) return everyRow;
  const useful = tests.filter((test) => test !== noRow);
  if (useful.length === 0) return noRow;
  if (useful.length === 1) return useful[0] as RowTest;
  return (row) => {
    for (const test of useful) if (test(row)) return true;
    return false;
  };
}
