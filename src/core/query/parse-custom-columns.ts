import { HindsightError } from '../base/hindsight-error.ts';
import type { CustomColumn } from './table-query.ts';

/**
 * Reads `Name=JMESPath;…`. The name ends at the first `=` that is no comparison and stands in no quotes; without a name one is derived from
 * the expression. Throws HindsightError `query-invalid` for a name without expression; expressions are checked when the question is planned.
 * COMPAT: kube-web-view's naming. It split at any `=`, also those of `==`; mended on purpose.
 */
export function parseCustomColumns(text: string, source = 'customcols'): readonly CustomColumn[] {
  const columns: CustomColumn[] = [];
  for (const { part, offset } of partsOf(text)) {
    if (part.trim() === '') continue;
    const equals = nameEnd(part);
    const expression = part.slice(equals + 1).trim();
    if (expression === '')
      throw new HindsightError('query-invalid', 'Custom columns: the expression is missing.', {
        hint: 'Write Name=expression, for example Memory=status.allocatable.memory.',
        place: { source, text, offset, length: Math.max(1, part.length) },
      });
    columns.push({ name: part.slice(0, Math.max(0, equals)).trim() || derivedName(expression) || expression, expression });
  }
  return columns;
}

/** The text that `parseCustomColumns` reads back. */
export function customColumnsText(columns: readonly CustomColumn[]): string {
  return columns.map(({ name, expression }) => `${name}=${expression}`).join(';');
}

/** `spec.containers[*].image` → `Spec Containers Image`. COMPAT. */
export function derivedName(expression: string): string {
  return expression
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ');
}

/** Where the name before an expression ends, -1 when there is none. */
function nameEnd(part: string): number {
  return firstOutside(part, (at) => {
    if (part[at] !== '=') return 'no';
    if (part[at + 1] === '=') return 'skip';
    return '!<>='.includes(part[at - 1] ?? ' ') ? 'no' : 'yes';
  });
}

/** Parts between semicolons that stand in no quotes. */
function partsOf(text: string): readonly { readonly part: string; readonly offset: number }[] {
  const parts: { part: string; offset: number }[] = [];
  let offset = 0;
  for (;;) {
    const rest = text.slice(offset);
    const end = firstOutside(rest, (at) => (rest[at] === ';' ? 'yes' : 'no'));
    parts.push({ part: end < 0 ? rest : rest.slice(0, end), offset });
    if (end < 0) return parts;
    offset += end + 1;
  }
}

/** The first place outside of quotes that is wanted; a quote that is not closed is an ordinary sign. */
function firstOutside(text: string, wanted: (at: number) => 'yes' | 'no' | 'skip'): number {
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if ('\'"`'.includes(sign)) {
      const end = closingQuote(text, at);
      if (end > 0) at = end;
      continue;
    }
    const verdict = wanted(at);
    if (verdict === 'yes') return at;
    if (verdict === 'skip') at++;
  }
  return -1;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[open]) return at;
  }
  return -1;
}
