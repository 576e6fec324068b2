import { quotedText } from './filter-value.ts';
import type { CompareTerm, FilterTerm, FilterValue, ProblemsTerm } from './parse-filter.ts';

/**
 * A filter as text that parses into the same terms, places apart, with the same columns. Quotes where it must, and free text in case of
 * doubt, since what it would mean depends on the columns.
 */
export function printFilter(terms: readonly FilterTerm[]): string {
  return terms.map(printTerm).join(',');
}

function printTerm(term: FilterTerm): string {
  switch (term.type) {
    case 'text':
      return isPlainText(term.text) ? term.text : quotedText(term.text);
    case 'problems':
      return printProblems(term);
    case 'compare':
      return `${printColumn(term.column)}${term.operator}${printValues(term)}`;
  }
}

function printProblems({ negated, reasons }: ProblemsTerm): string {
  const word = negated ? '!problems' : 'problems';
  return reasons.length === 0 ? word : `${word}=${reasons.map(({ text }) => printValue(text, ',|')).join('|')}`;
}

/** A sign at its end must not grow together with the operator. */
function printColumn(column: string): string {
  return /[!<>]$/.test(column) ? `${column} ` : column;
}

function printValues({ operator, values, whole }: CompareTerm): string {
  if (whole !== undefined) return whole;
  // Several values without a whole had a quote among them, and a pattern keeps its bars.
  if (values.length > 1) return values.map(({ text }) => quotedText(text)).join('|');
  const { text } = values[0] as FilterValue;
  const isPattern = operator === '~' || operator === '!~';
  return (operator === '<' || operator === '>') && text.startsWith('=') ? quotedText(text) : printValue(text, isPattern ? ',' : ',|');
}

function printValue(text: string, stops: string): string {
  const isBare = text === text.trim() && !text.startsWith('"') && [...stops].every((stop) => !text.includes(stop));
  return isBare ? text : quotedText(text);
}

function isPlainText(text: string): boolean {
  return /^[\w.:/@*+-](?:[\w .:/@*+-]*[\w.:/@*+-])?$/.test(text) && text !== 'problems';
}
