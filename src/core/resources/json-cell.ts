import type { Json } from '../kube/object.ts';
import { pythonText } from '../kube/python-text.ts';
import { parseQuantity } from '../kube/quantity.ts';
import type { Cell, JsonValue } from './column.ts';
import { compareNatural } from './compare-natural.ts';

/** A value of an expression as a cell: lists and maps are wrapped, null is n/a. */
export function jsonCell(value: Json): Cell {
  return typeof value === 'object' && value !== null ? { json: value } : value;
}

/** True for a list or map that an expression gave. */
export function isJsonValue(cell: Cell): cell is JsonValue {
  return typeof cell === 'object' && cell !== null && 'json' in cell;
}

/** The value behind the cell of a `json` column. */
export function jsonOf(cell: Cell): Json {
  return typeof cell === 'object' && cell !== null ? ((cell as Partial<JsonValue>).json ?? null) : cell;
}

/** The cell as the predecessor printed it. */
export function jsonText(cell: Cell): string {
  if (!isJsonValue(cell)) return pythonText(jsonOf(cell));
  let text = texts.get(cell);
  if (text === undefined) {
    text = pythonText(cell.json);
    texts.set(cell, text);
  }
  return text;
}

/** Equal values of a column are one object, and sorting asks for their texts again and again. */
const texts = new WeakMap<JsonValue, string>();

/**
 * What a `json` cell is compared by where numbers are asked: numbers, and texts that are whole numbers or quantities with a unit
 * (`16Gi`, `250m`); NaN for all others. `1.10` is a version to most people, so it stays text.
 */
export function jsonNumber(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || !/^[+-]?\d+$|^[+-]?[\d.]+[a-zA-Z]+$/.test(cell)) return Number.NaN;
  return parseQuantity(cell) ?? Number.NaN;
}

/** Orders cells of a `json` column: numbers and quantities by size, then false and true, texts naturally, lists and maps by their text. */
export function compareJsonCells(a: Cell, b: Cell): number {
  const [left, right] = [jsonNumber(a), jsonNumber(b)];
  const ranks = rankOf(a, left) - rankOf(b, right);
  if (ranks !== 0) return ranks;
  if (left < right) return -1;
  if (left > right) return 1;
  return compareNatural(jsonText(a), jsonText(b));
}

function rankOf(cell: Cell, number: number): number {
  if (!Number.isNaN(number)) return 0;
  return typeof cell === 'boolean' ? 1 : typeof cell === 'string' ? 2 : 3;
}

/**
 * How a cell stands to what a person compares it with: below 0 when less. A number or quantity is compared by size with cells that are one,
 * anything else naturally with texts (times in RFC 3339 too); NaN where the two cannot be compared.
 */
export function jsonDifference(cell: Cell, operand: string): number {
  const bound = parseQuantity(operand);
  if (bound !== undefined) return jsonNumber(cell) - bound;
  return typeof cell === 'string' ? compareNatural(cell, operand) : Number.NaN;
}
