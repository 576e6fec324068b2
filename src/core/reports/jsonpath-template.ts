import { HindsightError } from '../base/hindsight-error.ts';
import { compileJsonPath } from '../kube/jsonpath.ts';
import { goJson } from '../resources/go-json.ts';

/** How values become text where that differs from kubectl. */
export interface TemplateOptions {
  /** What every value passes through before it is written; the text of the template itself does not. */
  readonly show?: (text: string) => string;
}

/**
 * A function that writes an object as kubectl's `-o jsonpath=…` does: text stays, `{path}` is replaced by its values with a blank between them,
 * `{range path}…{end}` is written for each value, `{"\n"}` is a line break. Maps and lists are JSON as Go writes it. What an object lacks is nothing.
 * Throws HindsightError `query-invalid` with the place for a template that cannot be read.
 * Source: k8s.io/client-go util/jsonpath jsonpath.go FindResults and PrintResults, parser.go.
 */
export function compileJsonPathTemplate(template: string, options: TemplateOptions = {}): (object: unknown) => string {
  const { show = (text: string) => text } = options;
  const writers = compileBlock({ template, parts: splitTemplate(template), at: 0, show }, 0);
  return (object) => writeAll(writers, object);
}

type Writer = (object: unknown) => string;

/** A piece of the template: text, or what stands between two braces. */
interface Part {
  readonly type: 'text' | 'action';
  readonly text: string;
  /** Its place in the template. */
  readonly at: number;
}

interface Cursor {
  readonly template: string;
  readonly parts: readonly Part[];
  readonly show: (text: string) => string;
  at: number;
}

/** Ranges inside ranges, deeper than anybody writes. */
const maxDepth = 32;

function writeAll(writers: readonly Writer[], object: unknown): string {
  let text = '';
  for (const writer of writers) text += writer(object);
  return text;
}

/** Compiles up to the `{end}` that closes the block; the cursor stays on it. */
function compileBlock(cursor: Cursor, depth: number): readonly Writer[] {
  const writers: Writer[] = [];
  for (; cursor.at < cursor.parts.length; cursor.at++) {
    const part = cursor.parts[cursor.at] as Part;
    if (part.type === 'text') writers.push(() => part.text);
    else if (/^\s*end\s*$/.test(part.text)) {
      if (depth > 0) return writers;
      throw broken(cursor.template, part.at, 'there is no range that this could end');
    } else if (/^\s*range\b/.test(part.text)) writers.push(compileRange(cursor, part, depth));
    else writers.push(compileAction(cursor, part));
  }
  if (depth > 0) throw broken(cursor.template, cursor.template.length, 'a range without {end}');
  return writers;
}

function compileRange(cursor: Cursor, part: Part, depth: number): Writer {
  if (depth >= maxDepth) throw broken(cursor.template, part.at, 'ranges are nested too deeply');
  const lead = part.text.indexOf('range') + 'range'.length;
  const read = pathOf(cursor, part.text.slice(lead), part.at + lead);
  cursor.at++;
  const inside = compileBlock(cursor, depth + 1);
  return (object) => {
    let text = '';
    for (const value of read(object)) text += writeAll(inside, value);
    return text;
  };
}

function compileAction(cursor: Cursor, part: Part): Writer {
  const read = pathOf(cursor, part.text, part.at);
  if (/^\s*["']/.test(part.text)) return (object) => read(object).map(valueText).join(' ');
  return (object) =>
    read(object)
      .map((value) => cursor.show(valueText(value)))
      .join(' ');
}

/** The path of an action; its mistakes are told at their place in the whole template. */
function pathOf(cursor: Cursor, text: string, at: number): (object: unknown) => readonly unknown[] {
  try {
    return compileJsonPath(text.trimEnd());
  } catch (error) {
    if (!(error instanceof HindsightError)) throw error;
    const offset = error.place?.offset ?? 0;
    const reason = error.message.replace(`JSONPath ${JSON.stringify(text.trimEnd())}: `, '').replace(/ at position \d+$/, '');
    throw broken(cursor.template, at + offset, reason);
  }
}

/** Cuts a template into text and what stands in braces; braces inside quotes are no ends. */
function splitTemplate(template: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const textEnd = open === -1 ? template.length : open;
    if (textEnd > at) parts.push({ type: 'text', text: template.slice(at, textEnd), at });
    if (open === -1) break;
    const close = actionEnd(template, open);
    parts.push({ type: 'action', text: template.slice(open + 1, close), at: open + 1 });
    at = close + 1;
  }
  return parts;
}

function actionEnd(template: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < template.length; at++) {
    const char = template[at] as string;
    if (char === '\\') at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '}') return at;
  }
  throw broken(template, open, quote === '' ? 'a brace without its end' : 'a quote without its end');
}

/** The text of one value. Source: jsonpath.go PrintResults and evalToText. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? goJson(value) : String(value);
}

function broken(template: string, offset: number, reason: string): HindsightError {
  return new HindsightError('query-invalid', `the JSONPath template is broken at position ${offset + 1}: ${reason}`, {
    place: { source: 'jsonpath', text: template, offset, length: 1 },
    hint: 'Templates look like \'{range .items[*]}{.metadata.name}{"\\n"}{end}\'.',
  });
}
