import type { Table } from '../query/table.ts';

/** Which part of a table is shown: `first 50 of 12,345`, `rows 51 to 100 of 12,345`, `none of 12,345`. */
export function windowText(table: Pick<Table, 'rows' | 'total'>, offset: number): string {
  const total = groupedNumber(table.total);
  if (table.rows.length === 0) return `none of ${total}`;
  if (offset === 0) return `first ${groupedNumber(table.rows.length)} of ${total}`;
  return `rows ${groupedNumber(offset + 1)} to ${groupedNumber(offset + table.rows.length)} of ${total}`;
}

/** A count with a comma between thousands. */
export function groupedNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
