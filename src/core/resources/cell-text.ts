import { humanDuration } from '../kube/duration.ts';
import type { Cell, ColumnDef, ColumnType, QuantityValue, RestartsValue, SpanValue } from './column.ts';
import { jsonText } from './json-cell.ts';
import { numberText } from './number-text.ts';

/** A cell that is something. */
type Value = Exclude<Cell, null>;

/** Last instant that an RFC 3339 text can name: the end of year 9999. */
const lastDateMs = 253_402_300_799_999;
const firstDateMs = -62_167_219_200_000;

/** `2026-11-24T20:39:00Z`; empty for an instant outside the years 0 to 9999. */
function dateText(ms: number): string {
  return ms >= firstDateMs && ms <= lastDateMs ? `${new Date(ms).toISOString().slice(0, 19)}Z` : '';
}

function restartsText(restarts: RestartsValue, nowMs: number): string {
  const { count, lastMs } = restarts;
  return count === 0 || typeof lastMs !== 'number' ? String(count) : `${count} (${humanDuration(nowMs - lastMs)} ago)`;
}

/** What stands in a cell without a value. Times are `<unknown>` to kubectl, everything else `<none>`. */
function missingText(column: ColumnDef): string {
  return column.missing ?? (column.type === 'time' ? '<unknown>' : '<none>');
}

/** True when the cell has the shape that its column's type promises. */
function fits(type: ColumnType, cell: Value): boolean {
  switch (type) {
    case 'text':
    case 'ratio':
      return typeof cell === 'string';
    case 'number':
      return typeof cell === 'number';
    case 'time':
    case 'date':
      return typeof cell === 'number' && !Number.isNaN(cell);
    case 'boolean':
      return typeof cell === 'boolean';
    case 'quantity':
      return typeof cell === 'object' && typeof (cell as Partial<QuantityValue>).text === 'string';
    case 'restarts':
      return typeof cell === 'object' && typeof (cell as Partial<RestartsValue>).count === 'number';
    case 'span':
      return typeof cell === 'object' && typeof (cell as Partial<SpanValue>).fromMs === 'number';
    case 'json':
      return true;
    default:
      return false;
  }
}

/** The type's own way of printing; the cell fits. */
function typeText(type: ColumnType, cell: Value, nowMs: number): string {
  switch (type) {
    case 'number':
      return numberText(cell as number);
    case 'boolean':
      return cell === true ? 'true' : 'false';
    case 'time':
      return humanDuration(nowMs - (cell as number));
    case 'date':
      return dateText(cell as number);
    case 'quantity':
      return (cell as QuantityValue).text;
    case 'json':
      return jsonText(cell);
    case 'restarts':
      return restartsText(cell as RestartsValue, nowMs);
    case 'span':
      return humanDuration(((cell as SpanValue).toMs ?? nowMs) - (cell as SpanValue).fromMs);
    default:
      return cell as string;
  }
}

/**
 * The text of a cell as the API server's Table has it, ages counted to `nowMs`: what `kubectl get` prints, before its own escaping of
 * control characters. Never throws: a cell that does not fit its column prints as it is, or as missing.
 */
export function cellText(column: ColumnDef, cell: Cell, nowMs: number): string {
  if (cell === null || cell === undefined) return missingText(column);
  if (!fits(column.type, cell)) return typeof cell === 'object' || Number.isNaN(cell) ? missingText(column) : String(cell);
  return column.print === undefined ? typeText(column.type, cell, nowMs) : column.print(cell, nowMs);
}
