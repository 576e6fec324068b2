import type { Answer, Table, TableRow } from '../query/table.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { joined, rowText } from './row-text.ts';
import { visibleText } from './visible-text.ts';

/** The first table as RFC 4180 CSV with CRLF line ends. No formula survives: see `harmlessField`. */
export function answerCsv(answer: Answer): string {
  return joined(answerCsvPieces(answer));
}

/** The same, some hundred rows at a time. */
export function answerCsvPieces(answer: Answer, headings = true): Generator<string> {
  return separatedPieces(answer, { separator: ',', lineEnd: '\r\n', headings });
}

/** How separated values are written. */
export interface SeparatedForm {
  readonly separator: ',' | '\t';
  readonly lineEnd: '\n' | '\r\n';
  /** Default true. */
  readonly headings?: boolean;
}

const rowsPerPiece = 500;

/**
 * The first table as separated values, as the predecessor downloads it: Cluster when several were asked, Namespace for namespaced resources,
 * then the columns. Numbers and quantities are plain numbers, times RFC 3339, n/a is empty.
 */
export function* separatedPieces(answer: Answer, form: SeparatedForm): Generator<string> {
  const table = answer.tables[0];
  if (table === undefined) return;
  const leads = [...(table.showCluster ? ['Cluster'] : []), ...(table.namespaced ? ['Namespace'] : [])];
  const headings = [...leads, ...table.columns.map(({ name }) => name)].map((name) => harmlessField(name, form));
  let piece = form.headings === false ? '' : separatedLine(headings, form);
  for (const [r, row] of table.rows.entries()) {
    piece += separatedLine(rowFields(table, row, answer.nowMs, form), form);
    if (r % rowsPerPiece === rowsPerPiece - 1) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function rowFields(table: Table, row: TableRow, nowMs: number, form: SeparatedForm): string[] {
  const fields: string[] = [];
  if (table.showCluster) fields.push(harmlessField(row.cluster, form));
  if (table.namespaced) fields.push(harmlessField(row.namespace ?? '', form));
  for (const [i, { def }] of table.columns.entries()) {
    const raw = rawNumber(def, row.cells[i] ?? null);
    fields.push(raw ?? (row.cells[i] === null ? '' : harmlessField(cellField(table, row, i, nowMs), form)));
  }
  return fields;
}

/** Numbers as numbers, so that a spreadsheet can add them up; undefined for other cells. */
function rawNumber(def: ColumnDef, cell: Cell): string | undefined {
  if (typeof cell === 'number' && def.type === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (cell !== null && typeof cell === 'object' && 'number' in cell) return Number.isFinite(cell.number) ? String(cell.number) : '';
  return undefined;
}

/** Times as instants: an age in a file is wrong a minute later. */
function cellField(table: Table, row: TableRow, index: number, nowMs: number): string {
  const cell = row.cells[index] ?? null;
  const type = table.columns[index]?.def.type;
  if ((type === 'time' || type === 'date') && typeof cell === 'number' && Math.abs(cell) < 8.64e15)
    return new Date(cell).toISOString().replace('.000Z', 'Z');
  return rowText(table, row, index, nowMs);
}

function separatedLine(fields: readonly string[], { separator, lineEnd }: SeparatedForm): string {
  return fields.join(separator) + lineEnd;
}

/**
 * A text as one field: control characters visible, quoted where RFC 4180 asks for it, and an apostrophe before `=`, `+`, `-`, `@`, which
 * spreadsheets would run as a formula; plain numbers are spared. Source: OWASP, CSV injection.
 */
export function harmlessField(text: string, { separator }: SeparatedForm): string {
  const shown = visibleText(text);
  const risky = /^[=+\-@\t\r\n＝＋－＠]/.test(text);
  const field = risky && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${shown}` : shown;
  return field.includes('"') || field.includes(separator) ? `"${field.replaceAll('"', '""')}"` : field;
}
