import { cellText } from '../resources/cell-text.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { compareCells } from '../resources/compare-cells.ts';
import { jsonDifference } from '../resources/json-cell.ts';
import { cellNumber, operandExample, operandNumber } from './cell-number.ts';
import { type CompareTerm, type FilterOperator, type FilterValue, filterError } from './parse-filter.ts';
import type { CellTest } from './row-test.ts';
import { containsFolded, patternHint, patternMistake, textPattern } from './text-pattern.ts';

/** The instant that ages count to; moved on by live tables. */
export interface QueryClock {
  nowMs: number;
}

/** Keeps cells for which the comparison holds with any alternative (`!=`, `!~`: with none). Throws HindsightError for a broken operand. */
export function comparisonTest(term: CompareTerm, def: ColumnDef, clock: QueryClock, filterText: string): CellTest {
  const { operator } = term;
  switch (operator) {
    case '=':
      return equalityTest(term, def, clock);
    case '!=': {
      const equal = equalityTest(term, def, clock);
      return (cell) => !equal(cell);
    }
    case '~':
      return patternTest(term, def, clock, filterText);
    case '!~': {
      const matches = patternTest(term, def, clock, filterText);
      return (cell) => !matches(cell);
    }
    default: {
      const tests = term.values.map((value) => orderTest(operator, value, def, clock, filterText));
      return tests.length === 1 ? (tests[0] as CellTest) : (cell) => tests.some((test) => test(cell));
    }
  }
}

/** Keeps cells whose printed text contains the needle, which is in lower case; undefined when no cell of the column can. */
export function containsTest(def: ColumnDef, needle: string, clock: QueryClock): CellTest | undefined {
  if (!canPrint(def, needle)) return undefined;
  const contains = containsFolded(needle);
  return (cell) => contains(printed(def, cell, clock));
}

/** The items of a text that is a list; none where it has only one, which is the text itself. */
function itemsOfText({ items }: ColumnDef, text: string): readonly string[] {
  return items !== undefined && text.includes(items) ? text.split(items) : noItems;
}

const noItems: readonly string[] = [];

/** The cell as people see it. */
function printed(def: ColumnDef, cell: Cell, clock: QueryClock): string {
  return typeof cell === 'string' && def.type === 'text' && def.print === undefined ? cell : cellText(def, cell, clock.nowMs);
}

/** Equal to the printed cell or, for typed columns, to the value; n/a equals the empty value and what it prints. */
function equalityTest(term: CompareTerm, def: ColumnDef, clock: QueryClock): CellTest {
  const texts = new Set(term.values.map(({ text }) => text));
  if (term.whole !== undefined) texts.add(term.whole);
  const byValue =
    def.type === 'number' || def.type === 'quantity' || def.type === 'restarts' || def.type === 'date' || def.type === 'boolean';
  const numbers = byValue ? term.values.flatMap(({ text }) => operandNumber(def.type, text) ?? []) : [];
  return (cell) => {
    if (cell === null && texts.has('')) return true;
    if (numbers.length > 0 && numbers.includes(cellNumber(def.type, cell, clock.nowMs))) return true;
    const text = printed(def, cell, clock);
    return texts.has(text) || itemsOfText(def, text).some((item) => texts.has(item));
  };
}

function patternTest(term: CompareTerm, def: ColumnDef, clock: QueryClock, filterText: string): CellTest {
  const patterns = term.values.map((value) => {
    try {
      return textPattern(value.text);
    } catch (error) {
      throw filterError(filterText, value, patternMistake(value.text, error), patternHint(value.text));
    }
  });
  return (cell) => {
    const text = printed(def, cell, clock);
    return patterns.some((matches) => matches(text) || itemsOfText(def, text).some(matches));
  };
}

function orderTest(operator: FilterOperator, value: FilterValue, def: ColumnDef, clock: QueryClock, filterText: string): CellTest {
  const holds = orderHolds(operator);
  if (def.type === 'json') return (cell) => holds(jsonDifference(cell, value.text));
  if (def.type === 'text') return (cell) => cell !== null && holds(compareCells(def, cell, value.text));
  const bound = operandNumber(def.type, value.text);
  if (bound === undefined)
    throw filterError(filterText, value, `${def.name} is compared with ${operandExample(def.type)}`, corrected(def, value.text));
  return (cell) => holds(cellNumber(def.type, cell, clock.nowMs) - bound);
}

/** NaN, the difference with n/a, satisfies nothing. */
function orderHolds(operator: FilterOperator): (difference: number) => boolean {
  switch (operator) {
    case '<':
      return (difference) => difference < 0;
    case '<=':
      return (difference) => difference <= 0;
    case '>':
      return (difference) => difference > 0;
    default:
      return (difference) => difference >= 0;
  }
}

/** The operand as it was probably meant, where that is obvious. */
function corrected(def: ColumnDef, text: string): string | undefined {
  const spaced = text
    .replace(/\s+/g, '')
    .replace(
      /(\d)(week|day|hour|minute|second|min|sec|hr)s?(?=\d|$)/gi,
      (_, digit: string, unit: string) => digit + unit[0]?.toLowerCase(),
    );
  if (operandNumber(def.type, spaced) !== undefined) return `Did you mean ${spaced}?`;
  if ((def.type === 'time' || def.type === 'span') && /^\d+$/.test(spaced))
    return `Say the unit: ${spaced}s, ${spaced}m, ${spaced}h or ${spaced}d.`;
  const byte = spaced
    .replace(/([kKMGTPE]i?)[bB]$/, '$1')
    .replace(/^(.*)K(i?)$/, (_, n: string, i: string) => `${n}${i === '' ? 'k' : 'Ki'}`);
  if (def.type === 'quantity' && operandNumber(def.type, byte) !== undefined) return `Did you mean ${byte}?`;
  return undefined;
}

/** False when no printed cell of the column can contain the needle: spares printing every age of a large table for `crash`. */
function canPrint(def: ColumnDef, needle: string): boolean {
  if (def.print !== undefined || (def.missing ?? '').toLowerCase().includes(needle) || '<unknown><none><invalid>'.includes(needle))
    return true;
  switch (def.type) {
    case 'time':
    case 'span':
      return /^[0-9smhdy]+$/.test(needle);
    case 'date':
      return /^[0-9:tz.-]+$/.test(needle);
    case 'number':
      return /^[0-9e.+-]+$/.test(needle);
    case 'restarts':
      return /^[0-9() smhdyago]+$/.test(needle);
    case 'boolean':
      return 'true'.includes(needle) || 'false'.includes(needle);
    default:
      return true;
  }
}
