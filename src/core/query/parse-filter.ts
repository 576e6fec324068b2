import { HindsightError } from '../base/hindsight-error.ts';

/** How a filter term compares. */
export type FilterOperator = '=' | '!=' | '<' | '>' | '<=' | '>=' | '~' | '!~';

/** One alternative of a comparison. */
export interface FilterValue {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

/** A term that compares one column with one or more alternatives. */
export interface CompareTerm {
  readonly type: 'compare';
  /** As written; whether there is such a column is decided later. */
  readonly column: string;
  readonly operator: FilterOperator;
  readonly values: readonly FilterValue[];
  /** With `=` and `!=`: the unquoted `a|b` as one value, which a cell may equal too. */
  readonly whole: string | undefined;
  readonly offset: number;
}

/** A term that looks for a text in all shown cells and label values. */
export interface TextTerm {
  readonly type: 'text';
  readonly text: string;
  readonly offset: number;
}

/** The pseudo term that keeps rows with a problem. */
export interface ProblemsTerm {
  readonly type: 'problems';
  readonly negated: boolean;
  /** Any of these; empty for whatever reason. */
  readonly reasons: readonly FilterValue[];
  readonly offset: number;
}

/** One term of a filter; all terms must hold. */
export type FilterTerm = CompareTerm | TextTerm | ProblemsTerm;

/** Longest first, so that `>=` is not read as `>`. */
const operators: readonly FilterOperator[] = ['!=', '>=', '<=', '!~', '=', '>', '<', '~'];

/**
 * Parses a filter: terms separated by commas. `isColumn` says whether a name is a column of the query: only then are
 * `<`, `>`, `<=`, `>=`, `~`, `!~` operators; `=` and `!=` always are.
 * Throws HindsightError `query-invalid` with the place of the first mistake.
 */
export function parseFilter(text: string, isColumn: (name: string) => boolean): readonly FilterTerm[] {
  const terms: FilterTerm[] = [];
  const reader = new FilterReader(text);
  for (;;) {
    reader.skipBlanks();
    if (reader.ended) return terms;
    if (reader.take(',')) continue;
    terms.push(parseTerm(reader, isColumn));
    reader.skipBlanks();
    if (!reader.ended && !reader.take(','))
      reader.refuse(
        reader.at,
        'expected a comma or the end after the closing quote',
        'Quote the whole value, with \\" for a quote inside it.',
      );
  }
}

function parseTerm(reader: FilterReader, isColumn: (name: string) => boolean): FilterTerm {
  const offset = reader.at;
  if (reader.peek === '"') return { type: 'text', text: reader.quoted().text, offset };
  const found = findOperator(reader.text, offset, isColumn);
  if (found === undefined) {
    const { text } = reader.bare(',');
    if (text === 'problems' || text === '!problems') return { type: 'problems', negated: text !== 'problems', reasons: [], offset };
    return { type: 'text', text, offset };
  }
  reader.at = found.at + found.operator.length;
  const { values, whole } = parseValues(reader, found.operator);
  const negated = problemsNegated(found.column, found.operator);
  if (negated !== undefined && !isColumn(found.column)) return { type: 'problems', negated, reasons: values.filter(saysSomething), offset };
  return { type: 'compare', column: found.column, operator: found.operator, values, whole, offset };
}

/** Whether a comparison with the pseudo column asks for a problem or for its absence; undefined for other comparisons. */
function problemsNegated(column: string, operator: FilterOperator): boolean | undefined {
  if ((operator !== '=' && operator !== '!=') || (column !== 'problems' && column !== '!problems')) return undefined;
  return (operator === '!=') !== (column === '!problems');
}

function saysSomething({ text }: FilterValue): boolean {
  return text !== '';
}

/** The leftmost operator of a bare term, if any. */
function findOperator(
  text: string,
  start: number,
  isColumn: (name: string) => boolean,
): { readonly at: number; readonly operator: FilterOperator; readonly column: string } | undefined {
  for (let at = start; at < text.length && text[at] !== ','; at++) {
    const operator = operators.find((candidate) => text.startsWith(candidate, at));
    if (operator === undefined) continue;
    const column = text.slice(start, at).trim();
    if (operator === '=' || operator === '!=' || isColumn(column)) return { at, operator, column };
    at += operator.length - 1;
  }
  return undefined;
}

/** Values separated by `|`; a bare pattern keeps its `|`, which means the same inside it and may stand in brackets. */
function parseValues(reader: FilterReader, operator: FilterOperator): { values: FilterValue[]; whole: string | undefined } {
  const values: FilterValue[] = [];
  const pattern = operator === '~' || operator === '!~';
  reader.skipBlanks();
  const start = reader.at;
  let anyQuoted = false;
  do {
    reader.skipBlanks();
    if (reader.peek === '"') {
      anyQuoted = true;
      values.push(reader.quoted());
      reader.skipBlanks();
    } else values.push(reader.bare(pattern ? ',' : ',|'));
  } while (reader.take('|'));
  const equality = operator === '=' || operator === '!=';
  return { values, whole: equality && values.length > 1 && !anyQuoted ? reader.text.slice(start, reader.at).trim() : undefined };
}

/** A cursor over the text of a filter. */
class FilterReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  get peek(): string | undefined {
    return this.text[this.at];
  }

  skipBlanks(): void {
    while (this.peek === ' ' || this.peek === '\t') this.at++;
  }

  take(sign: string): boolean {
    if (this.peek !== sign) return false;
    this.at++;
    return true;
  }

  /** Everything up to one of the signs, blanks at the ends removed. */
  bare(stops: string): FilterValue {
    const start = this.at;
    while (!this.ended && !stops.includes(this.text[this.at] as string)) this.at++;
    const text = this.text.slice(start, this.at).trim();
    return { text, offset: start, length: Math.max(text.length, 1) };
  }

  /** A quoted text; a backslash takes the next character as it is. */
  quoted(): FilterValue {
    const offset = this.at++;
    let text = '';
    for (; !this.ended; this.at++) {
      const sign = this.text[this.at] as string;
      if (sign === '"') {
        this.at++;
        return { text, offset, length: this.at - offset };
      }
      if (sign === '\\' && this.at + 1 < this.text.length) text += this.text[++this.at];
      else text += sign;
    }
    return this.refuse(offset, 'this quote is not closed', `Close the quote: ${this.text}"`);
  }

  refuse(offset: number, message: string, hint?: string): never {
    throw filterError(this.text, { offset, length: Math.max(1, this.text.length - offset) }, message, hint);
  }
}

/** A mistake in a filter, shown at its place. */
export function filterError(
  text: string,
  place: { readonly offset: number; readonly length: number },
  message: string,
  hint?: string,
): HindsightError {
  return new HindsightError('query-invalid', `Filter: ${message}.`, {
    ...(hint === undefined ? {} : { hint }),
    place: { source: 'filter', text, offset: place.offset, length: place.length },
  });
}
