import { RE2JS } from 're2js';

/** A test whether a text contains a match of a pattern that a user wrote. Linear in the length of the text. */
export type TextPattern = (text: string) => boolean;

/**
 * Compiles a regular expression (RE2 syntax: no look-around, no back-references), unanchored, case-insensitive unless it contains a
 * capital letter outside escapes and class names. Throws what the engine throws; `patternMistake` says it in words.
 */
export function textPattern(source: string): TextPattern {
  const sensitive = hasCapital(source);
  const pattern = RE2JS.compile(source, sensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  if (/^\^[\w-]+$/.test(source)) return prefixPattern(source.slice(1), sensitive);
  if (/^[\w -]*$/.test(source)) return sensitive ? (text) => text.includes(source) : containsFolded(source.toLowerCase());
  return (text) => pattern.test(text);
}

/** Most patterns over names are beginnings. */
function prefixPattern(start: string, sensitive: boolean): TextPattern {
  if (sensitive) return (text) => text.startsWith(start);
  return (text) => text.length >= start.length && text.slice(0, start.length).toLowerCase() === start.toLowerCase();
}

/** What is wrong with a pattern, in words. */
export function patternMistake(source: string, error: unknown): string {
  const said = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  if (/\(\?(<?[=!])/.test(source)) return 'look-around is not supported, because its run time has no bound';
  return `this is no regular expression in RE2 syntax: ${said.replace(/\.$/, '')}`;
}

/** What to write instead of a pattern that cannot be read. */
export function patternHint(source: string): string {
  if (/\(\?(<?[=!])/.test(source)) return 'Say it in two terms: ~ for what must be there, !~ for what must not.';
  return `To find these characters as they are, write ${source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}.`;
}

/**
 * A case-insensitive substring test; `needle` is in lower case. An ASCII needle runs as a native expression of nothing but literal
 * characters, which is linear and a third of the cost of lowering the case of every text.
 */
export function containsFolded(needle: string): TextPattern {
  if (!/^[ -~]*$/.test(needle)) return (text) => text.toLowerCase().includes(needle);
  const literal = new RegExp(needle.replace(/[^\w]/g, '\\$&'), 'i');
  return (text) => literal.test(text);
}

/** True for a capital letter that is not part of an escape such as `\S`, `\pL`, `\p{Greek}` or of a class name such as `[:alpha:]`. */
function hasCapital(source: string): boolean {
  const plain = source.replace(
    /\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x[0-9A-Fa-f]{2}|\\[pP].|\\.|\[:\^?\w+:\]|\(\?P?<\w+>|\(\?[a-zA-Z-]+[:)]/gsu,
    '',
  );
  return /\p{Lu}/u.test(plain);
}
