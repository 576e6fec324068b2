import { JmespathMistake } from './jmespath-mistake.ts';
import { type Comparator, currentNode, type JmespathNode, type Slice } from './jmespath-node.ts';
import { jmespathTokens, type Token, type TokenKind } from './jmespath-tokens.ts';

/** Expressions are written by people; longer and deeper ones are refused before they cost anything. */
const longest = 8192;
const deepest = 200;

/** How strongly a piece holds on to what stands left of it. Source: jmespath.org, precedence; pieces not named bind not at all. */
const binding: Readonly<Partial<Record<TokenKind, number>>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};
/** Pieces that bind less end a projection. */
const endsProjection = 10;

/** Parses a JMESPath expression. Throws JmespathMistake with the place. Source: jmespath.org/specification.html. */
export function parseJmespath(text: string): JmespathNode {
  if (text.length > longest) throw new JmespathMistake(`an expression has at most ${longest} characters`, longest);
  const parser = new Parser(jmespathTokens(text));
  return parser.whole();
}

/** A top-down parser by binding powers. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): JmespathNode {
    const node = this.#expression(0);
    if (this.#kind !== 'end') throw this.#unexpected();
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get #kind(): TokenKind {
    return this.#token.kind;
  }

  #power(kind: TokenKind): number {
    return binding[kind] ?? 0;
  }

  #expression(power: number): JmespathNode {
    if (++this.#depth > deepest) throw new JmespathMistake('this is nested too deeply', this.#token.offset);
    let node = this.#prefix();
    while (power < this.#power(this.#kind)) node = this.#infix(node);
    this.#depth--;
    return node;
  }

  #prefix(): JmespathNode {
    const token = this.#next();
    switch (token.kind) {
      case 'literal':
        return { type: 'literal', value: token.value };
      case 'name':
        return { type: 'field', name: token.value as string };
      case 'quoted':
        if (this.#kind === '(') throw new JmespathMistake('a function name has no quotes', token.offset, token.length);
        return { type: 'field', name: token.value as string };
      case '@':
        return currentNode;
      case '*':
        return this.#projected(currentNode, this.#kind === ']' ? currentNode : this.#projection('*'), true);
      case '[?':
        return this.#filter(currentNode);
      case '{':
        return this.#map();
      case '(': {
        const node = this.#expression(0);
        this.#expect(')');
        return node;
      }
      case '[]':
        return this.#projected({ type: 'flatten', of: currentNode }, this.#projection('[]'), false);
      case '!':
        return { type: 'not', of: this.#expression(this.#power('!')) };
      case '&':
        return { type: 'reference', of: this.#expression(0) };
      case '[':
        return this.#bracket(currentNode, true);
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  #infix(left: JmespathNode): JmespathNode {
    const token = this.#next();
    switch (token.kind) {
      case '.':
        if (this.#kind === '*') {
          this.#next();
          return this.#projected(left, this.#projection('.'), true);
        }
        return { type: 'sub', left, right: this.#afterDot('.') };
      case '|':
        return { type: 'pipe', left, right: this.#expression(this.#power('|')) };
      case '||':
        return { type: 'or', left, right: this.#expression(this.#power('||')) };
      case '&&':
        return { type: 'and', left, right: this.#expression(this.#power('&&')) };
      case '(':
        return this.#call(left, token);
      case '[?':
        return this.#filter(left);
      case '[]':
        return this.#projected({ type: 'flatten', of: left }, this.#projection('[]'), false);
      case '[':
        return this.#bracket(left, false);
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return { type: 'compare', operator: token.kind as Comparator, left, right: this.#expression(this.#power('==')) };
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  /** Behind `[`: an index, a slice, `*`, or (where a value begins) a list of expressions. */
  #bracket(left: JmespathNode, begins: boolean): JmespathNode {
    if (this.#kind === 'number' || this.#kind === ':') return this.#indexOrSlice(left);
    if (this.#kind === '*' && this.#tokens[this.#at + 1]?.kind === ']') {
      this.#at += 2;
      return this.#projected(left, this.#projection('*'), false);
    }
    if (begins) return this.#list();
    throw this.#unexpected();
  }

  #indexOrSlice(of: JmespathNode): JmespathNode {
    const parts: (number | undefined)[] = [undefined];
    const start = this.#token;
    while (this.#kind !== ']') {
      if (this.#kind === 'number' && parts.at(-1) === undefined) parts[parts.length - 1] = this.#next().value as number;
      else if (this.#kind === ':' && parts.length < 3) {
        this.#next();
        parts.push(undefined);
      } else throw this.#unexpected();
    }
    this.#expect(']');
    if (parts.length === 1) return { type: 'index', of, index: parts[0] as number };
    const slice: Slice = { from: parts[0], to: parts[1], step: parts[2] };
    if (slice.step === 0) throw new JmespathMistake('the step of a slice is not 0', start.offset);
    return this.#projected({ type: 'slice', of, slice }, this.#projection('*'), false);
  }

  #filter(of: JmespathNode): JmespathNode {
    const condition = this.#expression(0);
    this.#expect(']');
    return { type: 'filter', of, condition, each: this.#kind === '[]' ? currentNode : this.#projection('[?') };
  }

  /** What is applied to each item of a projection. */
  #projection(kind: TokenKind): JmespathNode {
    if (this.#power(this.#kind) < endsProjection) return currentNode;
    if (this.#kind === '[' || this.#kind === '[?') return this.#expression(this.#power(kind));
    if (this.#kind !== '.') throw this.#unexpected();
    this.#next();
    return this.#afterDot(kind);
  }

  #afterDot(kind: TokenKind): JmespathNode {
    switch (this.#kind) {
      case 'name':
      case 'quoted':
      case '*':
        return this.#expression(this.#power(kind));
      case '[':
        this.#next();
        return this.#list();
      case '{':
        this.#next();
        return this.#map();
      default:
        throw this.#unexpected();
    }
  }

  #list(): JmespathNode {
    const items: JmespathNode[] = [];
    do items.push(this.#expression(0));
    while (this.#take(','));
    this.#expect(']');
    return { type: 'list', items };
  }

  #map(): JmespathNode {
    const entries: { key: string; value: JmespathNode }[] = [];
    do {
      if (this.#kind !== 'name' && this.#kind !== 'quoted') throw this.#unexpected('a key');
      const key = this.#next().value as string;
      this.#expect(':');
      entries.push({ key, value: this.#expression(0) });
    } while (this.#take(','));
    this.#expect('}');
    return { type: 'map', entries };
  }

  #call(left: JmespathNode, open: Token): JmespathNode {
    const named = this.#tokens[this.#at - 2];
    if (left.type !== 'field' || named?.kind !== 'name') throw new JmespathMistake('only a name can be called', open.offset);
    const args: JmespathNode[] = [];
    if (this.#kind !== ')') {
      do args.push(this.#expression(0));
      while (this.#take(','));
    }
    this.#expect(')');
    return { type: 'call', name: left.name, args, offset: named.offset };
  }

  #projected(of: JmespathNode, each: JmespathNode, values: boolean): JmespathNode {
    return { type: 'projection', of, each, values };
  }

  #next(): Token {
    const token = this.#token;
    if (token.kind !== 'end') this.#at++;
    else throw this.#unexpected();
    return token;
  }

  #take(kind: TokenKind): boolean {
    if (this.#kind !== kind) return false;
    this.#at++;
    return true;
  }

  #expect(kind: TokenKind): void {
    if (!this.#take(kind)) throw this.#unexpected(kind);
  }

  #unexpected(wanted?: string): JmespathMistake {
    const { kind, offset, length } = this.#token;
    const expected = wanted === undefined ? '' : `, expected ${wanted}`;
    return kind === 'end'
      ? new JmespathMistake(`the expression ends too early${expected}`, Math.max(0, offset - 1))
      : new JmespathMistake(`this does not fit here${expected}`, offset, length);
  }
}
