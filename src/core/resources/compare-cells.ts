import type { Cell, ColumnDef, QuantityValue, RestartsValue, SpanValue } from './column.ts';
import { compareNatural } from './compare-natural.ts';
import { compareJsonCells } from './json-cell.ts';
import { ratioOf } from './ratio.ts';

/** Order of two numbers, NaN last. */
function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);
}

/** By quotient, equal quotients by text. */
function compareRatios(a: string, b: string): number {
  return compareNumbers(ratioOf(a) ?? Number.NaN, ratioOf(b) ?? Number.NaN) || compareNatural(a, b);
}

function compareRestarts(a: RestartsValue, b: RestartsValue): number {
  return compareNumbers(a.count, b.count) || compareNumbers(a.lastMs ?? Number.NEGATIVE_INFINITY, b.lastMs ?? Number.NEGATIVE_INFINITY);
}

/** By length. What still runs counts as longer than what has ended, and the longer the earlier it began. */
function compareSpans(a: SpanValue, b: SpanValue): number {
  if (a.toMs === null && b.toMs === null) return compareNumbers(b.fromMs, a.fromMs);
  return compareNumbers((a.toMs ?? Number.POSITIVE_INFINITY) - a.fromMs, (b.toMs ?? Number.POSITIVE_INFINITY) - b.fromMs);
}

/** Cells whose shapes differ, or fit no type: by what they look like as text, so that the order stays total. */
function compareOdd(a: Cell, b: Cell): number {
  return compareNatural(JSON.stringify(a) ?? '', JSON.stringify(b) ?? '');
}

function compareObjects(type: ColumnDef['type'], a: object, b: object): number {
  if (type === 'quantity') return compareNumbers((a as QuantityValue).number, (b as QuantityValue).number);
  if (type === 'restarts') return compareRestarts(a as RestartsValue, b as RestartsValue);
  return type === 'span' ? compareSpans(a as SpanValue, b as SpanValue) : compareOdd(a as Cell, b as Cell);
}

/**
 * Orders two cells of a column by their values: numbers by size, times by instant (a later one is greater, so the younger object),
 * ratios by quotient, restarts by count, spans by length, false before true, text naturally (`node-2` before `node-10`).
 * null stands last here; a caller who sorts downwards must keep it there. Never throws.
 */
export function compareCells(column: ColumnDef, a: Cell, b: Cell): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (column.type === 'json') return compareJsonCells(a, b);
  if (typeof a === 'string' && typeof b === 'string') return column.type === 'ratio' ? compareRatios(a, b) : compareNatural(a, b);
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return (a ? 1 : 0) - (b ? 1 : 0);
  return typeof a === 'object' && typeof b === 'object' ? compareObjects(column.type, a, b) : compareOdd(a, b);
}
