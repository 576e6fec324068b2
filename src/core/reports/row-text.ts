import type { Table, TableColumn, TableRow } from '../query/table.ts';
import { cellText } from '../resources/cell-text.ts';

/** The printed text of one cell: as it came with the row, else printed now. */
export function rowText(table: Pick<Table, 'columns'>, row: TableRow, index: number, nowMs: number): string {
  const sent = row.texts?.[index];
  if (sent !== undefined) return sent;
  return cellText((table.columns[index] as TableColumn).def, row.cells[index] ?? null, nowMs);
}

/** Joins the pieces of a report that is written piece by piece. */
export function joined(pieces: Iterable<string>): string {
  let text = '';
  for (const piece of pieces) text += piece;
  return text;
}
