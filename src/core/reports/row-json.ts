import type { Table, TableColumn, TableRow } from '../query/table.ts';
import { cellText } from '../resources/cell-text.ts';
import { isJsonValue } from '../resources/json-cell.ts';
import { harmlessJson } from './harmless-json.ts';
import { oneString, printsTime } from './kept-parts.ts';

/** Texts of a column that are kept in quotes; most columns of a long table have few. */
const mostKnown = 1024;

/**
 * Writes rows as JSON: what `harmlessJson(wireRow(…))` gives, without making the values as objects first, which takes longer;
 * of rows that are kept between answers only the ages are written anew.
 */
export class RowJson {
  readonly #cells: readonly CellJson[];
  /** The columns whose texts change with the time. */
  readonly #timed: readonly CellJson[];
  readonly #cluster = new QuotedTexts();
  readonly #namespace = new QuotedTexts();

  constructor({ columns }: Pick<Table, 'columns'>, nowMs: number) {
    this.#cells = columns.map((column, i) => new CellJson(column, i, nowMs));
    this.#timed = this.#cells.filter(({ timed }) => timed);
  }

  row(row: TableRow): string {
    const { memo } = row;
    if (memo === undefined) {
      let texts = '';
      for (const cell of this.#cells) texts += (texts === '' ? '' : ',') + cell.text(row);
      return `${this.#values(row)}${texts}]}`;
    }
    memo.json ??= this.#parts(row);
    let text = memo.json[0] as string;
    for (let i = 0; i < this.#timed.length; i++) text += (this.#timed[i] as CellJson).text(row) + (memo.json[i + 1] as string);
    return text;
  }

  /** Everything before the texts. */
  #values(row: TableRow): string {
    const { namespace, link } = row;
    let cells = '';
    for (const cell of this.#cells) cells += (cells === '' ? '' : ',') + cell.value(row);
    return (
      `{"cluster":${this.#cluster.of(row.cluster)},"namespace":${namespace === undefined ? 'null' : this.#namespace.of(namespace)},` +
      `"name":${quoted(row.name)},"uid":${quoted(row.uid)},"createdMs":${row.createdMs},"stale":${row.stale},${link === undefined ? '' : `"link":${quoted(link)},`}"cells":[${cells}],"texts":[`
    );
  }

  /** The row around the texts of the timed columns. */
  #parts(row: TableRow): readonly string[] {
    const parts: string[] = [];
    let text = this.#values(row);
    for (const [i, cell] of this.#cells.entries()) {
      if (i > 0) text += ',';
      if (cell.timed) {
        parts.push(oneString(text));
        text = '';
      } else text += cell.text(row);
    }
    return [...parts, oneString(`${text}]}`)];
  }
}

/** Writes the cells of one column, and their printed texts: null where a cell is a text that prints as it is. */
class CellJson {
  readonly #def: TableColumn['def'];
  readonly #nowMs: number;
  readonly #known = new QuotedTexts();
  readonly #missing: string;
  /** True when a text of the column prints as it is. */
  readonly #plain: boolean;
  readonly #index: number;
  /** True when the same cell may print otherwise later. */
  readonly timed: boolean;

  constructor({ def }: TableColumn, index: number, nowMs: number) {
    this.#index = index;
    this.timed = printsTime(def);
    this.#def = def;
    this.#nowMs = nowMs;
    this.#missing = quoted(cellText(def, null, nowMs));
    this.#plain = (def.type === 'text' || def.type === 'ratio') && def.print === undefined;
  }

  value(row: TableRow): string {
    const cell = row.cells[this.#index] ?? null;
    if (cell === null) return 'null';
    if (typeof cell === 'string') return this.#known.of(cell);
    return typeof cell === 'number' && Number.isFinite(cell) ? String(cell) : harmlessJson(isJsonValue(cell) ? cell.json : cell);
  }

  text(row: TableRow): string {
    const cell = row.cells[this.#index] ?? null;
    const sent = row.texts?.[this.#index];
    if (sent === undefined) {
      if (cell === null) return this.#missing;
      if (this.#plain && typeof cell === 'string') return 'null';
    }
    const text = sent ?? cellText(this.#def, cell, this.#nowMs);
    return text === cell ? 'null' : quoted(text);
  }
}

/** Remembers texts in quotes, as long as they are few. */
class QuotedTexts {
  readonly #known = new Map<string, string>();
  #last = '';
  #lastQuoted = '""';

  of(text: string): string {
    if (text === this.#last) return this.#lastQuoted;
    let json = this.#known.get(text);
    if (json === undefined) {
      json = quoted(text);
      if (this.#known.size < mostKnown) this.#known.set(text, json);
    }
    this.#last = text;
    this.#lastQuoted = json;
    return json;
  }
}

/** A text as JSON. */
function quoted(text: string): string {
  return special.test(text) ? harmlessJson(text) : `"${text}"`;
}

// Everything but printable ASCII signs that stand for themselves.
const special = /[^ !#-[\]-~]/;
