import type { SearchMatch } from '../query/search/search-answer.ts';

/** A piece of a snippet; marked ones are what matched. */
export interface SnippetPart {
  readonly text: string;
  readonly marked: boolean;
}

/** Characters that a page shows around what matched. Source: kube-web-view. */
const pageContext = 20;

/** The surroundings of the first mark of a match, in pieces: so many characters before and after it; other marks that fall into them are marked too. */
export function snippetParts({ text, marks }: Pick<SearchMatch, 'text' | 'marks'>, context: number = pageContext): readonly SnippetPart[] {
  const [first] = marks;
  if (first === undefined) return [{ text: text.slice(0, 2 * context), marked: false }];
  const from = wholeSign(text, Math.max(0, first[0] - context));
  const to = wholeSign(text, Math.min(text.length, first[0] + first[1] + context));
  const parts: SnippetPart[] = [];
  let at = from;
  for (const [begin, length] of marks) {
    if (begin < at || begin >= to) continue;
    const end = Math.min(begin + length, to);
    if (begin > at) parts.push({ text: text.slice(at, begin), marked: false });
    parts.push({ text: text.slice(begin, end), marked: true });
    at = end;
  }
  if (at < to) parts.push({ text: text.slice(at, to), marked: false });
  return parts;
}

/** What a match is found in, in words: `label`, `image`, or the column's name. */
export function matchPlace({ field, key }: Pick<SearchMatch, 'field' | 'key'>): string {
  return field === 'column' ? key : field;
}

/** Not between the two halves of a sign. */
function wholeSign(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
