import type { Json } from '../object.ts';
import { JmespathMistake } from './jmespath-mistake.ts';

/** What a piece of an expression is. Signs are their own kind; `name` and `quoted` are identifiers. */
export type TokenKind =
  | 'name'
  | 'quoted'
  | 'number'
  | 'literal'
  | 'end'
  | '.'
  | '*'
  | '['
  | ']'
  | '[]'
  | '[?'
  | '{'
  | '}'
  | '('
  | ')'
  | ','
  | ':'
  | '@'
  | '&'
  | '&&'
  | '|'
  | '||'
  | '!'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>=';

/** A piece of an expression. */
export interface Token {
  readonly kind: TokenKind;
  readonly offset: number;
  readonly length: number;
  /** The value of a literal or number, the text of an identifier. */
  readonly value: Json;
}

/** Longest first. */
const signs: readonly TokenKind[] = [
  '[]',
  '[?',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  ...(['.', '*', '[', ']', '{', '}', '(', ')', ',', ':', '@', '&', '|', '!', '<', '>'] as const),
];

/**
 * Splits an expression into its pieces, an `end` last. Throws JmespathMistake.
 * Source: jmespath.org/specification.html, grammar.
 */
export function jmespathTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at++;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', offset: text.length, length: 1, value: null });
  return tokens;
}

function tokenAt(text: string, offset: number): Token {
  const rest = text.slice(offset);
  const name = /^[A-Za-z_][0-9A-Za-z_]*/.exec(rest);
  if (name !== null) return { kind: 'name', offset, length: name[0].length, value: name[0] };
  const number = /^-?\d+/.exec(rest);
  if (number !== null) return { kind: 'number', offset, length: number[0].length, value: Number(number[0]) };
  if (rest[0] === '"') return quotedName(text, offset);
  if (rest[0] === "'") return rawText(text, offset);
  if (rest[0] === '`') return literal(text, offset);
  const sign = signs.find((one) => rest.startsWith(one));
  if (sign !== undefined) return { kind: sign, offset, length: sign.length, value: sign };
  const hint = rest[0] === '=' ? ': comparisons are written ==' : '';
  throw new JmespathMistake(`"${rest[0]}" means nothing here${hint}`, offset);
}

function quotedName(text: string, offset: number): Token {
  const length = closedLength(text, offset, '"');
  const written = text.slice(offset, offset + length);
  try {
    return { kind: 'quoted', offset, length, value: JSON.parse(written) as string };
  } catch {
    throw new JmespathMistake(`${written} is no JSON string`, offset, length);
  }
}

/** A backslash hides a quote and is else itself. */
function rawText(text: string, offset: number): Token {
  const length = closedLength(text, offset, "'");
  return { kind: 'literal', offset, length, value: text.slice(offset + 1, offset + length - 1).replaceAll("\\'", "'") };
}

/** JSON between backticks; what is no JSON is taken as a text, as the reference implementation does. COMPAT. */
function literal(text: string, offset: number): Token {
  const length = closedLength(text, offset, '`');
  const inner = text
    .slice(offset + 1, offset + length - 1)
    .replaceAll('\\`', '`')
    .trim();
  for (const written of [inner, `"${inner}"`]) {
    try {
      return { kind: 'literal', offset, length, value: JSON.parse(written) as Json };
    } catch {}
  }
  throw new JmespathMistake(`${text.slice(offset, offset + length)} is no JSON`, offset, length);
}

function closedLength(text: string, offset: number, quote: string): number {
  for (let at = offset + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1 - offset;
  }
  throw new JmespathMistake(`this ${quote} is not closed`, offset, text.length - offset);
}
