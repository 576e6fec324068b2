import { HindsightError } from '../base/hindsight-error.ts';

/** One step of a path: from the values so far to the next ones. */
export type PathStep =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'slice'; readonly slice: PathSlice }
  | { readonly type: 'union'; readonly paths: readonly (readonly PathStep[])[] }
  | { readonly type: 'filter'; readonly filter: PathFilter }
  | { readonly type: 'literal'; readonly value: string | number | boolean };

/** `[2]`, `[-1]`, `[1:3]`, `[*]`, `[::2]`. */
export interface PathSlice {
  readonly from: number;
  /** Undefined: to the end of the list. */
  readonly to: number | undefined;
  /** True when `to` follows from a single index, so that 0 means the end: `[-1]` is the last one. */
  readonly single: boolean;
  readonly step: number;
}

/** `[?(@.type=="Ready")]`; without operator the left side must exist. */
export interface PathFilter {
  readonly left: readonly PathStep[];
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'exists';
  readonly right: readonly PathStep[];
}

/** Where the parser stands. `base` is the place of `text` in what the person wrote, for error messages. */
interface Cursor {
  readonly whole: string;
  readonly base: number;
  readonly text: string;
  at: number;
}

const operators: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function fail(cursor: Cursor, reason: string, at: number = cursor.at): never {
  const offset = cursor.base + at;
  throw new HindsightError('query-invalid', `JSONPath ${JSON.stringify(cursor.whole)}: ${reason} at position ${offset + 1}`, {
    place: { source: 'jsonpath', text: cursor.whole, offset },
    hint: 'Paths look like .status.conditions[?(@.type=="Ready")].status; a dot inside a key is written as \\.',
  });
}

/** A cursor over a part of the text, for what stands inside brackets. */
function part(cursor: Cursor, from: number, to: number): Cursor {
  return { whole: cursor.whole, base: cursor.base + from, text: cursor.text.slice(from, to), at: 0 };
}

/**
 * Reads a JSONPath as the API server reads the paths of printer columns; throws HindsightError `query-invalid` with the place.
 * Known: fields, escaped dots, quoted keys (a dot in them separates, as on the server, unless escaped), indices, slices, wildcards,
 * unions, recursive descent, and filters with one comparison or an existence test. `$` and `@` are the current object.
 * Source: k8s.io/client-go util/jsonpath/parser.go.
 */
export function parseJsonPath(text: string): readonly PathStep[] {
  return parseSteps({ whole: text, base: 0, text, at: 0 });
}

function parseSteps(cursor: Cursor): readonly PathStep[] {
  const steps: PathStep[] = [];
  while (cursor.at < cursor.text.length) parseStep(cursor, steps);
  return steps;
}

function parseStep(cursor: Cursor, steps: PathStep[]): void {
  const { text, at } = cursor;
  const char = text[at] as string;
  if (char === ' ' || char === '@' || char === '$') cursor.at++;
  else if (text.startsWith('[?(', at)) steps.push(parseFilter(cursor));
  else if (text.startsWith('..', at)) parseRecursive(cursor, steps);
  else if (char === '.') {
    cursor.at++;
    steps.push(parseField(cursor));
  } else if (char === '[') steps.push(...parseBrackets(cursor));
  else if (char === '"' || char === "'") steps.push({ type: 'literal', value: parseQuoted(cursor, char) });
  else steps.push({ type: 'literal', value: parseWord(cursor) });
}

function parseRecursive(cursor: Cursor, steps: PathStep[]): void {
  if (steps.at(-1)?.type === 'recursive') fail(cursor, 'two recursive descents in a row');
  cursor.at += 2;
  steps.push({ type: 'recursive' });
  if (/[\p{L}\p{Nd}_]/u.test(cursor.text[cursor.at] ?? '')) steps.push(parseField(cursor));
}

/** True for the characters that end a field's name. */
function endsField(char: string): boolean {
  return ' \t\r\n.,[]$@{}'.includes(char);
}

/** The name after a dot, up to the next one that is not escaped. */
function parseField(cursor: Cursor): PathStep {
  let name = '';
  for (; cursor.at < cursor.text.length; cursor.at++) {
    let char = cursor.text[cursor.at] as string;
    if (char === '\\') char = cursor.text[++cursor.at] ?? '';
    else if (endsField(char)) break;
    name += char === '\\' ? '' : char;
  }
  return name === '*' ? { type: 'wildcard' } : { type: 'field', name };
}

/** What stands in brackets that hold no filter: a union, a quoted key, an index or a slice. */
function parseBrackets(cursor: Cursor): readonly PathStep[] {
  const start = cursor.at;
  const end = cursor.text.indexOf(']', start);
  if (end === -1) fail(cursor, 'bracket without an end');
  const inside = part(cursor, start + 1, end);
  cursor.at = end + 1;
  const texts = inside.text.split(',');
  if (texts.length === 1) return parseBracketed(inside);
  let from = 0;
  const paths = texts.map((text) => {
    const steps = parseBracketed(part(inside, from, from + text.length));
    from += text.length + 1;
    return steps;
  });
  return [{ type: 'union', paths }];
}

function parseBracketed(inside: Cursor): readonly PathStep[] {
  const text = inside.text.trim();
  const key = /^'([^']*)'$/.exec(text);
  if (key === null) return [{ type: 'slice', slice: parseSlice(inside, text) }];
  const quote = inside.text.indexOf("'");
  const name = part(inside, quote + 1, quote + 1 + (key[1] as string).length);
  return [parseField(name), ...parseSteps(name)];
}

function parseSlice(inside: Cursor, written: string): PathSlice {
  const found = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(written === '*' ? ':' : written);
  if (found === null) return fail(inside, 'neither index, slice, key nor filter', 0);
  const from = found[1] === '' ? 0 : Number(found[1]);
  const single = found[2] === undefined;
  const to = single ? from + 1 : found[2] === ':' ? undefined : Number(found[2]?.slice(1));
  const step = found[3] === undefined || found[3] === ':' ? 1 : Number(found[3].slice(1));
  if (Number.isNaN(from) || Number.isNaN(to ?? 0) || Number.isNaN(step)) return fail(inside, 'an index is no number', 0);
  if (step <= 0) return fail(inside, 'a step must be above 0', 0);
  return { from, to, single, step };
}

/** The end of what stands in `[?(…)]`: the first `)` outside of quotes. */
function filterEnd(cursor: Cursor, from: number): number {
  let quote = '';
  for (let at = from; at < cursor.text.length; at++) {
    const char = cursor.text[at] as string;
    if (quote === '' && char === ')') return at;
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote && cursor.text[at - 1] !== '\\') quote = '';
  }
  return fail(cursor, 'filter without an end');
}

function parseFilter(cursor: Cursor): PathStep {
  const from = cursor.at + 3;
  const end = filterEnd(cursor, from);
  if (cursor.text[end + 1] !== ']') fail(cursor, 'expected ]', end + 1);
  const inside = part(cursor, from, end);
  cursor.at = end + 2;
  const found = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(inside.text);
  if (found === null) return { type: 'filter', filter: { left: parseSteps(inside), operator: 'exists', right: [] } };
  const [left, operator, right] = [found[1] as string, found[2] as string, found[3] as string];
  if (!operators.has(operator)) fail(inside, `no such operator ${operator}`, left.length);
  const rightFrom = left.length + operator.length;
  const filter = {
    left: parseSteps(part(inside, 0, left.length)),
    operator: operator as PathFilter['operator'],
    right: parseSteps(part(inside, rightFrom, rightFrom + right.length)),
  };
  return { type: 'filter', filter };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
]);

function parseQuoted(cursor: Cursor, quote: string): string {
  const start = cursor.at;
  let value = '';
  for (cursor.at++; cursor.at < cursor.text.length; cursor.at++) {
    const char = cursor.text[cursor.at] as string;
    if (char === quote) {
      cursor.at++;
      return value;
    }
    if (char !== '\\') value += char;
    else {
      const escaped = cursor.text[++cursor.at] ?? '';
      value += escaped === quote ? quote : (escapes.get(escaped) ?? fail(cursor, 'unknown escape'));
    }
  }
  return fail(cursor, 'quote without an end', start);
}

/** A bare number, `true` or `false`; nothing else may stand bare. */
function parseWord(cursor: Cursor): number | boolean {
  const found = /[^\s.,[\]$@{}]+(?:\.\d+)?/y;
  found.lastIndex = cursor.at;
  const word = found.exec(cursor.text)?.[0] ?? '';
  const value = word === 'true' ? true : word === 'false' ? false : /^[+-]?\d+(\.\d+)?$/.test(word) ? Number(word) : undefined;
  if (value === undefined) return fail(cursor, word === '' ? 'unexpected character' : `unexpected ${JSON.stringify(word)}`);
  cursor.at += word.length;
  return value;
}
