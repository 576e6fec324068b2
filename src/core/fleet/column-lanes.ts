import type { Cell, ColumnDef, ColumnType, QuantityValue, RestartsValue, SpanValue } from '../resources/column.ts';
import { Dictionary } from './dictionary.ts';
import { DictionaryLane } from './dictionary-lane.ts';
import type { Column } from './fleet-view.ts';
import { FloatLane } from './float-lane.ts';
import { IntLane } from './int-lane.ts';

/** Which lanes each type of column is kept in; `second` is the time of the last restart or the end of a span. */
const lanesOfType: Readonly<Record<ColumnType, { readonly text?: true; readonly numbers?: true; readonly second?: true }>> = {
  text: { text: true },
  ratio: { text: true },
  number: { numbers: true },
  boolean: { numbers: true },
  time: { numbers: true },
  date: { numbers: true },
  quantity: { text: true, numbers: true },
  restarts: { numbers: true, second: true },
  span: { numbers: true, second: true },
  // Only expressions give it, and those are kept elsewhere.
  json: {},
};

interface Lanes {
  readonly text?: DictionaryLane;
  readonly numbers?: FloatLane;
  readonly second?: FloatLane;
}

/** The values of one column of a resource over the whole fleet. */
export class ColumnLanes {
  readonly name: string;
  readonly type: ColumnType;
  readonly lanes: Lanes;
  readonly #presented = new Map<ColumnDef, Column>();

  constructor(name: string, type: ColumnType, lanes: Lanes) {
    this.name = name;
    this.type = type;
    this.lanes = lanes;
  }

  fork(generation: number): ColumnLanes {
    const { text, numbers, second } = this.lanes;
    return new ColumnLanes(this.name, this.type, {
      ...(text && { text: text.fork(generation) }),
      ...(numbers && { numbers: numbers.fork(generation) }),
      ...(second && { second: second.fork(generation) }),
    });
  }

  /** Stores a value; one that has not the shape of the column's type is stored as n/a. */
  set(row: number, cell: Cell): void {
    const { text, numbers, second } = this.lanes;
    if (numbers === undefined) {
      text?.set(row, typeof cell === 'string' ? cell : null);
      return;
    }
    const number = numberOf(this.type, cell);
    numbers.set(row, number);
    if (text !== undefined) text.set(row, Number.isNaN(number) ? null : (cell as QuantityValue).text);
    if (second !== undefined) second.set(row, Number.isNaN(number) ? Number.NaN : secondOf(cell as RestartsValue | SpanValue));
  }

  /** The value of a row, exactly as the column's value function gave it. */
  cell(row: number): Cell {
    const { text, numbers, second } = this.lanes as Required<Lanes>;
    switch (this.type) {
      case 'text':
      case 'ratio':
        return text.text(row) ?? null;
      case 'number':
      case 'time':
      case 'date':
        return numberOrNull(numbers.number(row));
      case 'boolean': {
        const value = numbers.number(row);
        return Number.isNaN(value) ? null : value === 1;
      }
      case 'quantity': {
        const value = text.text(row);
        return value === undefined ? null : { text: value, number: numbers.number(row) };
      }
      case 'json':
        return null;
      case 'restarts': {
        const count = numbers.number(row);
        return Number.isNaN(count) ? null : { count, lastMs: numberOrNull(second.number(row)) };
      }
      case 'span': {
        const fromMs = numbers.number(row);
        return Number.isNaN(fromMs) ? null : { fromMs, toMs: numberOrNull(second.number(row)) };
      }
    }
  }

  /** The column as readers see it, presented by a definition; the same object for the same definition. */
  column(def: ColumnDef): Column {
    let column = this.#presented.get(def);
    if (column === undefined) {
      const { text, numbers } = this.lanes;
      column = { def, cell: (row) => this.cell(row), ...(text && { text }), ...(numbers && { numbers }) };
      this.#presented.set(def, column);
    }
    return column;
  }

  get bytes(): number {
    const { text, numbers, second } = this.lanes;
    return (text?.codes.bytes ?? 0) + (numbers?.bytes ?? 0) + (second?.bytes ?? 0);
  }
}

/** Empty lanes for a column; columns named alike may share a dictionary. */
export function createColumnLanes(q: { name: string; type: ColumnType; generation: number; dictionary?: Dictionary }): ColumnLanes {
  const needs = lanesOfType[q.type];
  return new ColumnLanes(q.name, q.type, {
    ...(needs.text && { text: new DictionaryLane(new IntLane(q.generation), q.dictionary ?? new Dictionary()) }),
    ...(needs.numbers && { numbers: new FloatLane(q.generation) }),
    ...(needs.second && { second: new FloatLane(q.generation) }),
  });
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** What stands in the number lane for a value; NaN for n/a and for a value that has not the shape of the type. */
function numberOf(type: ColumnType, cell: Cell): number {
  if (typeof cell === 'number') return type === 'number' || type === 'time' || type === 'date' ? cell : Number.NaN;
  if (typeof cell === 'boolean') return type === 'boolean' ? Number(cell) : Number.NaN;
  if (cell === null || typeof cell === 'string') return Number.NaN;
  if (type === 'quantity') return 'text' in cell && typeof cell.text === 'string' ? numeric(cell.number) : Number.NaN;
  if (type === 'restarts') return 'count' in cell ? numeric(cell.count) : Number.NaN;
  return type === 'span' && 'fromMs' in cell ? numeric(cell.fromMs) : Number.NaN;
}

function secondOf(cell: RestartsValue | SpanValue): number {
  return numeric('count' in cell ? cell.lastMs : cell.toMs);
}

function numeric(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
