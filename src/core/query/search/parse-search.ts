import { HindsightError } from '../../base/hindsight-error.ts';
import { type LabelRequirement, parseLabelSelector } from '../../kube/label-selector.ts';
import { foldText } from './fold-text.ts';

/** What the text of a search says. */
export interface SearchTerms {
  /** Folded words and phrases, each once; all must match. */
  readonly words: readonly string[];
  /** Of `cluster:`; several are alternatives. */
  readonly clusters: readonly string[];
  /** Of `ns:`; several are alternatives. */
  readonly namespaces: readonly string[];
  /** Of `kind:`; several are alternatives. */
  readonly kinds: readonly string[];
  /** Of `label:` and of words with `=`. */
  readonly requirements: readonly LabelRequirement[];
}

/** Words cost a look at every text each. */
const mostWords = 12;
const mostCharacters = 2000;

type Prefix = 'clusters' | 'namespaces' | 'kinds' | 'labels';

const prefixes: ReadonlyMap<string, Prefix> = new Map([
  ['cluster', 'clusters'],
  ['ns', 'namespaces'],
  ['namespace', 'namespaces'],
  ['kind', 'kinds'],
  ['type', 'kinds'],
  ['label', 'labels'],
]);

/** A piece of the text between blanks. */
interface Piece {
  readonly prefix: Prefix | undefined;
  /** Without prefix and quotes. */
  readonly value: string;
  /** Where the value begins. */
  readonly offset: number;
  readonly quoted: boolean;
}

/**
 * Reads the text of a search: words, "phrases", `cluster:` `ns:` `kind:` `label:`, and label selectors (a word with `=`).
 * Throws HindsightError `query-invalid` with the place of the first mistake.
 */
export function parseSearch(text: string): SearchTerms {
  checkSigns(text);
  const lists: Record<Exclude<Prefix, 'labels'>, string[]> = { clusters: [], namespaces: [], kinds: [] };
  const words = new Set<string>();
  const requirements: LabelRequirement[] = [];
  for (const piece of piecesOf(text)) {
    const { prefix, value } = piece;
    if (prefix === 'labels' || (prefix === undefined && !piece.quoted && value.includes('='))) {
      requirements.push(...selectorOf(text, piece));
    } else if (prefix !== undefined) lists[prefix].push(...namesOf(text, piece));
    else for (const word of piece.quoted ? [value] : value.split(',')) if (word !== '') words.add(foldText(word));
    if (words.size > mostWords) refuse(text, piece.offset, value.length, `more than ${mostWords} words are not searched at once`);
  }
  return { words: [...words], ...lists, requirements };
}

function* piecesOf(text: string): Generator<Piece> {
  const pattern = /\S/g;
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at;
    const start = pattern.exec(text)?.index;
    if (start === undefined) return;
    const word = /^([a-zA-Z]+):/.exec(text.slice(start, start + 12))?.[1] ?? '';
    const known = prefixes.get(word.toLowerCase());
    const valueAt = known === undefined ? start : start + word.length + 1;
    const { value, end, quoted } = text[valueAt] === '"' ? quotedValue(text, valueAt) : bareValue(text, valueAt);
    if (known !== undefined && value.trim() === '')
      refuse(text, start, Math.max(1, end - start), `${word}: needs a value right after the colon`, 'Quote it to search it as text.');
    yield { prefix: known, value, offset: quoted ? valueAt + 1 : valueAt, quoted };
    at = end;
  }
}

function bareValue(text: string, from: number): { value: string; end: number; quoted: boolean } {
  const blank = text.slice(from).search(/\s/);
  const end = blank < 0 ? text.length : from + blank;
  return { value: text.slice(from, end), end, quoted: false };
}

function quotedValue(text: string, from: number): { value: string; end: number; quoted: boolean } {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) value += text[++at];
    else if (sign !== '"') value += sign;
    else {
      if (at + 1 < text.length && !/[\s,]/.test(text[at + 1] as string))
        refuse(text, at + 1, 1, 'expected a blank or the end after the closing quote');
      return { value, end: text[at + 1] === ',' ? at + 2 : at + 1, quoted: true };
    }
  }
  return refuse(text, from, 1, 'this quote is not closed', `Close the quote: ${text}"`);
}

function namesOf(text: string, { value, offset }: Piece): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) refuse(text, offset, value.length, 'expected a name');
  return names;
}

function selectorOf(text: string, { value, offset }: Piece): readonly LabelRequirement[] {
  try {
    return parseLabelSelector(value).requirements;
  } catch (error) {
    if (!(error instanceof HindsightError)) throw error;
    const at = Math.min(offset + (error.place?.offset ?? 0), text.length);
    const said = error.message.replace(/^unable to parse selector ".*": /s, '');
    return refuse(text, at, 1, `a word with = is a label selector, and in this one ${said}`, `To search it as text, quote it: "${value}"`);
  }
}

/** Texts are packed with control characters between them, and nobody can see what such a sign would find. */
function checkSigns(text: string): void {
  if (text.length > mostCharacters) refuse(text, mostCharacters, 1, `more than ${mostCharacters} characters are not searched`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the signs that are refused; blanks of any kind divide words
  const at = text.search(/[\u0000-\u0008\u000e-\u001f]/);
  if (at >= 0) refuse(text, at, 1, 'control characters cannot be searched');
}

function refuse(text: string, offset: number, length: number, what: string, hint?: string): never {
  throw new HindsightError('query-invalid', `Search: ${what}.`, {
    ...(hint === undefined ? {} : { hint }),
    place: { source: 'q', text, offset, length },
  });
}
