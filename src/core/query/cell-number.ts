import { parseDuration } from '../kube/duration.ts';
import { parseTime } from '../kube/parse-time.ts';
import { parseQuantity } from '../kube/quantity.ts';
import type { Cell, ColumnType, QuantityValue, RestartsValue, SpanValue } from '../resources/column.ts';
import { jsonNumber } from '../resources/json-cell.ts';
import { ratioOf } from '../resources/ratio.ts';

/**
 * What `<` and `>` compare of a cell: the number, the quantity in base units, the count of restarts, the age in ms, the instant,
 * the length of a span, the quotient of a ratio. NaN for n/a and for text: less and greater than nothing.
 */
export function cellNumber(type: ColumnType, cell: Cell, nowMs: number): number {
  if (cell === null) return Number.NaN;
  switch (type) {
    case 'number':
    case 'date':
      return typeof cell === 'number' ? cell : Number.NaN;
    case 'boolean':
      return cell === true ? 1 : 0;
    case 'time':
      return typeof cell === 'number' ? nowMs - cell : Number.NaN;
    case 'quantity':
      return (cell as QuantityValue).number;
    case 'restarts':
      return (cell as RestartsValue).count;
    case 'span':
      return ((cell as SpanValue).toMs ?? nowMs) - (cell as SpanValue).fromMs;
    case 'ratio':
      return ratioOf(cell as string) ?? Number.NaN;
    case 'json':
      return jsonNumber(cell);
    case 'text':
      return Number.NaN;
  }
}

/** What a person wrote to compare with, in the unit of `cellNumber`; undefined when it is nothing of that type. */
export function operandNumber(type: ColumnType, text: string): number | undefined {
  switch (type) {
    case 'number':
    case 'quantity':
    case 'restarts':
      return parseQuantity(text);
    case 'boolean':
      return text.toLowerCase() === 'true' ? 1 : text.toLowerCase() === 'false' ? 0 : undefined;
    case 'time':
    case 'span':
      return parseDuration(text);
    case 'date':
      return parseInstant(text);
    case 'ratio':
      return /^\d+(\.\d+)?$/.test(text) ? Number(text) : (ratioOf(text) ?? undefined);
    case 'json':
    case 'text':
      return undefined;
  }
}

/** What an operand of the type looks like, for error messages. */
export function operandExample(type: ColumnType): string {
  switch (type) {
    case 'number':
    case 'restarts':
      return 'a number such as 100';
    case 'quantity':
      return 'a quantity such as 250m or 1.5Gi';
    case 'boolean':
      return 'true or false';
    case 'time':
    case 'span':
      return 'a duration such as 90s, 2h30m or 1d12h';
    case 'date':
      return 'a time such as 2026-11-01 or 2026-11-01T12:00:00Z';
    case 'ratio':
      return 'a ratio such as 1, 0.5 or 1/2';
    case 'json':
    case 'text':
      return 'a text';
  }
}

/** RFC 3339, or its date alone, or without a zone, which then is UTC. */
function parseInstant(text: string): number | undefined {
  const full = /^\d{4}-\d\d-\d\d$/.test(text)
    ? `${text}T00:00:00Z`
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text)
      ? `${text}Z`
      : text;
  return parseTime(full) ?? undefined;
}
