import { HindsightError } from '../base/hindsight-error.ts';
import { isLabelKey, isLabelValue } from './label-syntax.ts';

/** One requirement of a label selector. `in` also stands for `=` and `==`, `notin` for `!=`; values are sorted and distinct. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';
  readonly values: readonly string[];
}

/** A Kubernetes label selector: all requirements must hold; none at all selects everything. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[];
}

/** Says where a selector goes wrong, in the API server's own words. */
type Refuse = (offset: number, message: string) => never;

interface Token {
  /** `word`, `end`, or the symbol itself. */
  readonly type: 'word' | 'end' | ',' | '(' | ')' | '!' | '=' | '==' | '!=' | '>' | '<';
  readonly text: string;
  readonly offset: number;
}

const symbols = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'] as const;
const wordEnd = /[=!(),<>\s]/;
const operatorNames = 'in, notin, =, ==, !=, gt, lt';

/**
 * Parses a label selector as the API server does: `a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`, `a>1`, `a<1`, comma for "and".
 * Throws HindsightError `query-invalid` with the place of the first mistake.
 * Source: k8s.io/apimachinery pkg/labels/selector.go Parse
 */
export function parseLabelSelector(text: string): LabelSelector {
  const refuse: Refuse = (offset, message) => {
    throw new HindsightError('query-invalid', `unable to parse selector "${text}": ${message}`, {
      place: { source: 'selector', text, offset },
    });
  };
  const tokens = tokenize(text);
  const requirements: LabelRequirement[] = [];
  let at = 0;
  const peek = (): Token => tokens[Math.min(at, tokens.length - 1)] as Token;
  const take = (): Token => tokens[Math.min(at++, tokens.length - 1)] as Token;
  if (peek().type === 'end') return { requirements };
  for (;;) {
    requirements.push(requirement(take, peek, refuse));
    const next = take();
    if (next.type === 'end') return { requirements };
    if (next.type !== ',') refuse(next.offset, `found '${next.text}', expected: ',' or 'end of string'`);
    const after = peek();
    if (after.type !== 'word' && after.type !== '!') refuse(after.offset, `found '${after.text}', expected: identifier after ','`);
  }
}

/** Tells whether labels satisfy all requirements; `label` answers undefined for a label that is not there. */
export function matchesLabelSelector(selector: LabelSelector, label: (key: string) => string | undefined): boolean {
  for (const requirement of selector.requirements) if (!matchesRequirement(requirement, label(requirement.key))) return false;
  return true;
}

/** Writes a selector in its canonical form, as error messages of API servers show it. */
export function labelSelectorText(selector: LabelSelector): string {
  return selector.requirements.map(requirementText).join(',');
}

function matchesRequirement({ operator, values }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      const bound = BigInt(values[0] ?? '0');
      return operator === 'gt' ? BigInt(value) > bound : BigInt(value) < bound;
    }
  }
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case 'absent':
      return `!${key}`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    case 'in':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(',')})`;
    case 'notin':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(',')})`;
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    if (at >= text.length) break;
    const symbol = symbols.find((s) => text.startsWith(s, at));
    if (symbol !== undefined) {
      tokens.push({ type: symbol, text: symbol, offset: at });
      at += symbol.length;
      continue;
    }
    const start = at;
    while (at < text.length && !wordEnd.test(text.charAt(at))) at++;
    tokens.push({ type: 'word', text: text.slice(start, at), offset: start });
  }
  tokens.push({ type: 'end', text: '', offset: text.length });
  return tokens;
}

function requirement(take: () => Token, peek: () => Token, refuse: Refuse): LabelRequirement {
  let token = take();
  const absent = token.type === '!';
  if (absent) token = take();
  else if (token.type !== 'word') refuse(token.offset, `found '${token.text}', expected: !, identifier, or 'end of string'`);
  if (token.type !== 'word') refuse(token.offset, `found '${token.text}', expected: identifier`);
  const key = token.text;
  if (!isLabelKey(key)) refuse(token.offset, `'${key}' is no valid label key`);
  const next = peek();
  if (next.type === 'end' || next.type === ',') return { key, operator: absent ? 'absent' : 'exists', values: [] };
  if (absent) refuse(next.offset, `found '${next.text}', expected: ',' or 'end of string'`);
  return binary(key, take, peek, refuse);
}

function binary(key: string, take: () => Token, peek: () => Token, refuse: Refuse): LabelRequirement {
  const token = take();
  switch (token.type) {
    case '=':
    case '==':
      return { key, operator: 'in', values: [exactValue(take, peek, refuse)] };
    case '!=':
      return { key, operator: 'notin', values: [exactValue(take, peek, refuse)] };
    case '>':
    case '<': {
      const offset = peek().offset;
      const value = exactValue(take, peek, refuse);
      if (!/^[+-]?\d+$/.test(value)) refuse(offset, `"${value}": for 'Gt', 'Lt' operators, the value must be an integer`);
      return { key, operator: token.type === '>' ? 'gt' : 'lt', values: [value.replace(/^\+/, '')] };
    }
    default:
      if (token.text === 'in' || token.text === 'notin') return { key, operator: token.text, values: valueSet(take, peek, refuse) };
      return refuse(token.offset, `found '${token.text}', expected: ${operatorNames}`);
  }
}

/** The value after `=`; nothing there means the empty value. */
function exactValue(take: () => Token, peek: () => Token, refuse: Refuse): string {
  const next = peek();
  if (next.type === 'end' || next.type === ',') return '';
  if (next.type !== 'word') refuse(next.offset, `found '${next.text}', expected: identifier`);
  return checkedValue(take(), refuse);
}

/** `(a,b)`; empty places stand for the empty value, so `()` selects it. */
function valueSet(take: () => Token, peek: () => Token, refuse: Refuse): string[] {
  const open = take();
  if (open.type !== '(') refuse(open.offset, `found '${open.text}' expected: '('`);
  const values = new Set<string>();
  for (;;) {
    values.add(peek().type === 'word' ? checkedValue(take(), refuse) : '');
    const next = take();
    if (next.type === ')') return [...values].sort();
    if (next.type !== ',') refuse(next.offset, `found '${next.text}', expected: ',' or ')'`);
  }
}

function checkedValue(token: Token, refuse: Refuse): string {
  if (!isLabelValue(token.text)) refuse(token.offset, `'${token.text}' is no valid label value`);
  return token.text;
}
