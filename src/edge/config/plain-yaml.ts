/** A value of plain YAML. */
export type PlainValue = string | boolean | readonly PlainValue[] | PlainMap;

/** A map, and where its first key stands. Lines and columns count from 1. */
export interface PlainMap {
  readonly entries: Map<string, PlainValue>;
  readonly line: number;
  readonly column: number;
}

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

/** Reads text of the most plain YAML only, block maps and lists of simple scalars on one line each, and answers undefined for anything else, also where YAML would allow it. */
export function readPlainYaml(text: string): PlainMap | undefined {
  try {
    const lines = toLines(text);
    const reader = new PlainReader(lines);
    const root = lines.length === 0 ? notPlain() : reader.map(0);
    return reader.isAtEnd ? root : undefined;
  } catch (error) {
    if (error === odd) return undefined;
    throw error;
  }
}

const odd = new Error('not plain');

function notPlain(): never {
  throw odd;
}

function toLines(text: string): Line[] {
  const lines: Line[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const indent = line.length - line.trimStart().length;
    const rest = line.slice(indent).trimEnd();
    if (rest === '' || rest.startsWith('#')) return;
    if (/[^\x20-\x7e]/.test(line)) notPlain();
    lines.push({ indent, text: rest, number: i + 1 });
  });
  return lines;
}

/** `key:` or `key: value`; keys as kubeconfigs have them. */
const pair = /^([A-Za-z][A-Za-z0-9_.-]*):(?: +(.*))?$/;
/** Text that no version of YAML takes for anything but itself: no number (a digit first needs a letter that numbers have not), no date, no indicator, and none of the words below. */
const plainText = /^(?!.*:(?: |$))(?:[A-Za-z/]|[0-9](?=.*[g-np-wyzG-NP-WYZ]))[A-Za-z0-9_./@:=+,-]*(?: [A-Za-z0-9_./@=+,-]+)*$/;
const word = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

class PlainReader {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  /** A map whose keys stand at an indent; the first may stand behind a dash, then `first` is the rest of that line. */
  map(indent: number, first?: Line): PlainMap {
    const entries = new Map<string, PlainValue>();
    const begin = first ?? this.#lines[this.#at] ?? notPlain();
    for (let line: Line | undefined = begin; line !== undefined; line = this.#nextAt(indent)) {
      if (line !== first) this.#at++;
      const [, key = notPlain(), value] = pair.exec(line.text) ?? notPlain();
      if (line.indent !== indent || entries.has(key) || key === '__proto__' || word.test(key)) notPlain();
      entries.set(key, value === undefined ? this.#nested(indent) : scalar(value));
    }
    return { entries, line: begin.number, column: indent + 1 };
  }

  #nextAt(indent: number): Line | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent < indent || line.text.startsWith('- ')) return undefined;
    return line.indent === indent ? line : notPlain();
  }

  /** What stands under `key:`; a list may stand at the indent of its key. */
  #nested(indent: number): PlainValue {
    const line = this.#lines[this.#at] ?? notPlain();
    if (line.text.startsWith('- ') && line.indent >= indent) return this.#list(line.indent);
    return line.indent > indent ? this.map(line.indent) : notPlain();
  }

  #list(indent: number): PlainValue[] {
    const items: PlainValue[] = [];
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent || (line.indent === indent && !line.text.startsWith('- '))) return items;
      if (line.indent > indent) notPlain();
      this.#at++;
      const rest = line.text.slice(2).trimStart();
      const inner = indent + line.text.length - rest.length;
      items.push(pair.test(rest) ? this.map(inner, { indent: inner, text: rest, number: line.number }) : scalar(rest));
    }
  }
}

function scalar(text: string): PlainValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === '{}') return { entries: new Map(), line: 0, column: 0 };
  if (text === '[]') return [];
  if (/^"[^"\\]*"$/.test(text) || /^'[^']*'$/.test(text)) return text.slice(1, -1);
  return plainText.test(text) && !word.test(text) ? text : notPlain();
}
