import type { RowId, ShardView, Slices } from '../fleet/fleet-view.ts';
import { cellText } from '../resources/cell-text.ts';
import type { Cell } from '../resources/column.ts';
import type { ColumnReader } from './column-reader.ts';
import type { GroupColumn, GroupColumns } from './group-columns.ts';
import type { Matches } from './matching-rows.ts';
import type { TableReader } from './table-reader.ts';

/** Rows with the same values. */
export interface Group {
  readonly cells: readonly Cell[];
  count: number;
  /** How many clusters have such rows. */
  clusters: number;
}

/** Rows counted between two yields: some tenths of a millisecond. */
const rowsPerSlice = 16_384;

/** Counts rows by their values; a row counts once for each item of a list. */
export function* countMatches(matches: Matches, columns: GroupColumns, reader: TableReader): Slices<readonly Group[]> {
  const dictionaries = columns.all.map((_, at) => new GroupValues(at, columns));
  const counter = new GroupCounter(dictionaries);
  let since = 0;
  yield* reader.prepareGroup(matches.byShard());
  for (const [at, part] of matches.readers().entries()) {
    const { start, end } = matches.range(at);
    const rows = matches.rows(start, end);
    const codes = dictionaries.map((values, c) => values.codes(part.shard, columns.reader(c, part.shard, reader), reader.nowMs));
    counter.open();
    for (let i = 0; i < rows.length; i++) {
      counter.count(codes, rows[i] as RowId);
      if (++since % rowsPerSlice === 0) yield;
    }
  }
  return counter.groups();
}

/** Codes of the values of a row; several where the value is a list. */
type CodesOfRow = (row: RowId) => number | readonly number[];

/** The distinct values of one column, numbered. */
class GroupValues {
  readonly #at: number;
  readonly #columns: GroupColumns;
  readonly #codes = new Map<string, number>();
  readonly cells: Cell[] = [];
  /** Codes by code of a dictionary that several shards share. */
  readonly #byDictionary = new WeakMap<object, (number | readonly number[] | undefined)[]>();
  readonly #byLabels = new WeakMap<ReadonlyMap<string, string>, number | readonly number[]>();

  constructor(at: number, columns: GroupColumns) {
    this.#at = at;
    this.#columns = columns;
  }

  /** Codes of a shard's rows, decided once for each entry of a dictionary or set of labels where there is one. */
  codes(shard: ShardView, reader: ColumnReader | undefined, nowMs: number): CodesOfRow {
    const of = (cell: Cell): number | readonly number[] => this.#codesOf(reader, cell, nowMs);
    if (reader === undefined || reader.constant === true) {
      const code = of(reader?.cell(0) ?? null);
      return () => code;
    }
    const { fromLabels, text } = reader;
    if (fromLabels !== undefined) {
      return (row) => {
        const labels = shard.labels(row);
        const known = this.#byLabels.get(labels) ?? of(fromLabels(labels));
        this.#byLabels.set(labels, known);
        return known;
      };
    }
    if (text === undefined || reader.def.print !== undefined) return (row) => of(reader.cell(row));
    const known = text.dictionary === undefined ? [] : (this.#byDictionary.get(text.dictionary) ?? []);
    if (text.dictionary !== undefined) this.#byDictionary.set(text.dictionary, known);
    return (row) => {
      const code = text.code(row);
      const found = known[code];
      if (found !== undefined) return found;
      const made = of(reader.cell(row));
      known[code] = made;
      return made;
    };
  }

  #codesOf(reader: ColumnReader | undefined, cell: Cell, nowMs: number): number | readonly number[] {
    const { def } = (this.#columns.all[this.#at] as GroupColumn).shown;
    const printed = def.type === 'text' && cell !== null && reader !== undefined && reader.def.type !== 'text';
    const value = printed ? cellText(reader.def, cell, nowMs) : this.#columns.value(this.#at, cell);
    if (def.items === undefined || typeof value !== 'string') return this.#code(value);
    const items = [...new Set(value.split(def.items).map((item) => item.trim()))];
    return items.length === 1 ? this.#code(items[0] as string) : items.map((item) => this.#code(item));
  }

  #code(cell: Cell): number {
    const key = typeof cell === 'string' ? `s${cell}` : JSON.stringify(cell);
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.cells.push(cell) - 1;
      this.#codes.set(key, code);
    }
    return code;
  }
}

/** Counts combinations of codes. */
class GroupCounter {
  readonly #values: readonly GroupValues[];
  readonly #groups: Counted[] = [];
  /** By code where there is one column; else by the codes of all. */
  readonly #byCode: (Counted | undefined)[] = [];
  readonly #byCodes = new Map<string, Counted>();
  #shard = 0;

  constructor(values: readonly GroupValues[]) {
    this.#values = values;
  }

  /** The rows that follow are of another cluster. */
  open(): void {
    this.#shard++;
  }

  count(codes: readonly CodesOfRow[], row: RowId): void {
    const [only, ...others] = codes;
    if (only === undefined) return;
    if (others.length > 0) {
      this.#combine(codes, row, []);
      return;
    }
    const code = only(row);
    if (typeof code === 'number') this.#add(this.#single(code));
    else for (const one of code) this.#add(this.#single(one));
  }

  groups(): readonly Group[] {
    return this.#groups.map(({ codes, count, clusters }) => ({
      cells: codes.map((code, at) => this.#values[at]?.cells[code] ?? null),
      count,
      clusters,
    }));
  }

  #combine(codes: readonly CodesOfRow[], row: RowId, taken: readonly number[]): void {
    const next = codes[taken.length];
    if (next === undefined) {
      this.#add(this.#several(taken));
      return;
    }
    const code = next(row);
    if (typeof code === 'number') this.#combine(codes, row, [...taken, code]);
    else for (const one of code) this.#combine(codes, row, [...taken, one]);
  }

  #single(code: number): Counted {
    let group = this.#byCode[code];
    if (group === undefined) {
      group = this.#new([code]);
      this.#byCode[code] = group;
    }
    return group;
  }

  #several(codes: readonly number[]): Counted {
    const key = codes.join(' ');
    let group = this.#byCodes.get(key);
    if (group === undefined) {
      group = this.#new(codes);
      this.#byCodes.set(key, group);
    }
    return group;
  }

  #new(codes: readonly number[]): Counted {
    const group = { codes, count: 0, clusters: 0, shard: 0 };
    this.#groups.push(group);
    return group;
  }

  #add(group: Counted): void {
    group.count++;
    if (group.shard === this.#shard) return;
    group.shard = this.#shard;
    group.clusters++;
  }
}

/** A group while it is counted; `shard` is the one that was counted last. */
interface Counted {
  readonly codes: readonly number[];
  count: number;
  clusters: number;
  shard: number;
}
