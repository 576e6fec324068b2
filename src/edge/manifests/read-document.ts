import { load, YAMLException } from 'js-yaml';
import type { UnreadInput } from '../../core/checks/check-report.ts';
import { kubernetesSchema } from './kubernetes-yaml.ts';
import type { ManifestText } from './manifest-document.ts';
import { objectsOf, type PlacedObject } from './objects-of.ts';
import type { DocumentSpan } from './split-documents.ts';

/** What became of one document. */
export interface ReadDocument {
  readonly objects: readonly PlacedObject[];
  readonly unread: readonly Omit<UnreadInput, 'file'>[];
}

const nothing: ReadDocument = { objects: [], unread: [] };
/** Nodes that aliases may make of a document. A real manifest has some hundred. Source: the limit of go.yaml.in/yaml/v2 is of the same size. */
const mostNodes = 400_000;
const deepest = 200;

/** Reads one document of a text; what cannot be read is said with line and column, and is no error. */
export function readDocument({ text, named }: ManifestText, span: DocumentSpan): ReadDocument {
  const content = text.slice(span.start, span.end);
  const like = looksLikeObject(content);
  if (!like && !named) return nothing;
  try {
    const { value, duplicate } = contentValue(content);
    if (content.includes('*') && isBomb(value))
      return broken('its aliases unfold to more than a manifest can hold; kubectl refuses that too', span);
    const { objects, oddity } = objectsOf(value);
    if (objects.length === 0 && !like) return nothing;
    return {
      objects,
      unread: [
        ...(duplicate === undefined ? [] : [placed(duplicate, { content, span, text })]),
        ...(oddity === undefined ? [] : [{ line: firstLine(content, span), reason: oddity }]),
      ],
    };
  } catch (error) {
    if (!like && !templated.test(content) && !(named && span.line === 1)) return nothing;
    return { objects: [], unread: [problemOf(error, { content, span, text })] };
  }
}

/** What every object has, in YAML or JSON: enough to leave alone what is none. */
function looksLikeObject(content: string): boolean {
  return content.includes('kind') && content.includes('apiVersion') && /(?:^|[\n{,])[ \t]*["']?kind["']?[ \t]*:/.test(content);
}

const templated = /\{\{/;

/** A key given twice: kubectl takes the later one without a word, and so do we, with one. */
function contentValue(content: string): { readonly value: unknown; readonly duplicate?: YAMLException } {
  const options = { schema: kubernetesSchema, maxDepth: deepest };
  const first = content.trimStart()[0];
  if (first === '{' && !content.includes('{{')) {
    try {
      return { value: JSON.parse(content) };
    } catch {
      // Flow style YAML, or JSON with comments: the other reader says what is wrong.
    }
  }
  try {
    return { value: load(content, options) };
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.reason.startsWith('duplicated mapping key')) throw error;
    return { value: load(content, { ...options, json: true }), duplicate: error };
  }
}

interface InDocument {
  readonly content: string;
  readonly span: DocumentSpan;
  /** The whole file, which the document is a part of. */
  readonly text: string;
}

function problemOf(error: unknown, at: InDocument): Omit<UnreadInput, 'file'> {
  const reason = error instanceof YAMLException ? error.reason : error instanceof RangeError ? 'it is nested too deeply' : String(error);
  const { line, column } = positionOf(error, at);
  const template = templated.exec(at.content);
  if (template !== null) {
    return {
      ...lineAndColumn(at, template.index),
      reason: 'this is a template ({{ … }}), not YAML yet',
      remedy: 'Render it first, and check what comes out: helm template CHART | hindsight check -',
    };
  }
  if (reason.startsWith('tab characters')) return { line, column, reason: 'a tab indents this line; YAML allows spaces only' };
  return { line, column, reason: `not valid YAML: ${reason}` };
}

function positionOf(error: unknown, at: InDocument): { readonly line: number; readonly column: number } {
  return lineAndColumn(at, error instanceof YAMLException ? (error.mark?.position ?? 0) : 0);
}

function lineAndColumn({ content, span, text }: InDocument, position: number): { readonly line: number; readonly column: number } {
  const breaks = content.slice(0, position).split('\n').length - 1;
  const offset = span.start + position;
  return { line: span.line + breaks, column: offset - (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1) + 1 };
}

function placed(error: YAMLException, at: InDocument): Omit<UnreadInput, 'file'> {
  const place = positionOf(error, at);
  const { span } = at;
  const lines = at.content.split('\n');
  const written = lines[place.line - span.line] ?? '';
  const key = /^[\s-]*("[^"]*"|'[^']*'|[^:\s]+)\s*:/.exec(written)?.[1] ?? '';
  const indent = place.column - 1;
  const earlier = earlierLine(lines, { key, indent, before: place.line - span.line });
  const where = earlier === undefined ? '' : ` (first in line ${span.line + earlier})`;
  return {
    ...place,
    reason: `the key ${key} is given twice${where}; kubectl takes the later one and drops the other without a word`,
  };
}

/** The line above with the same key at the same column. */
function earlierLine(
  lines: readonly string[],
  q: { readonly key: string; readonly indent: number; readonly before: number },
): number | undefined {
  for (let i = q.before - 1; i >= 0; i--) {
    const line = lines[i] as string;
    if (line.startsWith(q.key, q.indent) && /^[\s-]*$/.test(line.slice(0, q.indent)) && /^\s*:/.test(line.slice(q.indent + q.key.length)))
      return i;
  }
  return undefined;
}

function firstLine(content: string, { line }: DocumentSpan): number {
  const lines = content.split('\n');
  const at = lines.findIndex((text) => text.trim() !== '' && !text.trim().startsWith('#'));
  return line + Math.max(0, at);
}

function broken(reason: string, { line }: DocumentSpan): ReadDocument {
  return { objects: [], unread: [{ line, reason }] };
}

/** Whether aliases blow a document up: shared parts count as often as they are used. */
function isBomb(value: unknown): boolean {
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();
  const size = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // An alias to what it stands in has no end.
    if (open.has(node)) return Number.POSITIVE_INFINITY;
    open.add(node);
    let sum = 1;
    for (const child of Object.values(node)) sum += size(child);
    open.delete(node);
    sizes.set(node, sum);
    return sum;
  };
  return size(value) > mostNodes;
}
