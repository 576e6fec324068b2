import type { FieldPath } from '../../core/checks/fault.ts';
import type { SourceLine, SourcePlace } from '../../core/checks/source-place.ts';
import type { ManifestObject, ManifestText } from './manifest-document.ts';
import { type TextMapping, type TextNode, textTree } from './text-tree.ts';

/** A field of an object: the path, and the key that is missing below it. */
export interface FieldAsked {
  readonly path: FieldPath;
  readonly missing?: string | undefined;
}

const linesBefore = 1;
const longestBlock = 4;

/**
 * Where fields of one object are written. A field that is not there is placed where it belongs: at the nearest one above it that is.
 * Keys that come by an alias or a merge are found where they are written.
 */
export function fieldPlaces(text: ManifestText, at: ManifestObject, asked: readonly FieldAsked[]): readonly SourcePlace[] {
  const content = text.text.slice(at.start, at.end);
  const root = textTree(content);
  const lines = new LinesOf(content, at.line, at.start - (text.text.lastIndexOf('\n', Math.max(0, at.start - 1)) + 1));
  const origin = text.rendered === undefined ? {} : { rendered: text.rendered };
  return asked.map((field) => ({ file: text.file, ...lines.place(spotOf(root, [...at.within, ...field.path], content)), ...origin }));
}

interface Spot {
  readonly start: number;
  readonly end: number;
}

/** The deepest node of the path that is written: from its key to the end of its value, where that is on the same line. */
function spotOf(root: TextNode | undefined, path: FieldPath, content: string): Spot {
  let node = root;
  let spot: Spot = firstKey(root);
  for (const step of path) {
    const held = node?.type === 'alias' ? node.target : node;
    if (held?.type === 'sequence' && typeof step === 'number') {
      node = held.items[step];
      if (node === undefined) break;
      spot = itemSpot(node);
    } else if (held?.type === 'mapping') {
      const pair = pairOf(held, String(step));
      if (pair === undefined) break;
      node = pair.value;
      spot = { start: pair.key.start, end: endOnLine(pair, content) };
    } else break;
  }
  return spot;
}

function firstKey(root: TextNode | undefined): Spot {
  const pair = root?.type === 'mapping' ? root.pairs[0] : undefined;
  return pair === undefined
    ? { start: root?.start ?? 0, end: (root?.start ?? 0) + 1 }
    : { start: pair.key.start, end: nodeEnd(pair.value) };
}

function itemSpot(node: TextNode): Spot {
  if (node.type === 'scalar' || node.type === 'alias') return { start: node.start, end: node.end };
  const first = node.type === 'mapping' ? node.pairs[0] : undefined;
  return first === undefined ? { start: node.start, end: node.start + 1 } : { start: first.key.start, end: nodeEnd(first.value) };
}

/** The last pair of that name counts; what is merged counts only where the mapping has none of its own. */
function pairOf({ pairs }: TextMapping, key: string, depth = 0): TextMapping['pairs'][number] | undefined {
  const own = pairs.findLast((pair) => pair.key.type === 'scalar' && pair.key.text === key);
  if (own !== undefined || depth > 20) return own;
  for (const { key: name, value } of pairs) {
    if (name.type !== 'scalar' || name.text !== '<<') continue;
    const sources = value.type === 'sequence' ? value.items : [value];
    for (const source of sources) {
      const held = source.type === 'alias' ? source.target : source;
      const found = held?.type === 'mapping' ? pairOf(held, key, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function endOnLine({ key, value }: TextMapping['pairs'][number], content: string): number {
  const keyEnd = nodeEnd(key);
  const end = nodeEnd(value);
  return end > keyEnd && !content.slice(keyEnd, end).includes('\n') ? end : keyEnd;
}

/** The end of what is written on its first line. */
function nodeEnd(node: TextNode): number {
  return node.type === 'scalar' || node.type === 'alias' ? node.end : node.start + 1;
}

/** Turns offsets of a document into lines of its file. */
class LinesOf {
  readonly #content: string;
  readonly #first: number;
  /** Signs before the document on its first line: `--- `. */
  readonly #lead: number;
  readonly #starts: readonly number[];

  constructor(content: string, first: number, lead: number) {
    this.#content = content;
    this.#first = first;
    this.#lead = lead;
    const starts = [0];
    for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  place({ start, end }: Spot): Omit<SourcePlace, 'file'> {
    const line = this.#indexOf(start);
    const endLine = Math.min(this.#indexOf(Math.max(start, end - 1)), line + longestBlock);
    const excerpt: SourceLine[] = [];
    for (let i = Math.max(0, line - linesBefore); i <= endLine; i++) {
      const text = this.#text(i);
      if (i < line && text.trim() === '') continue;
      excerpt.push({ number: this.#first + i, text });
    }
    return {
      line: this.#first + line,
      column: start - (this.#starts[line] as number) + (line === 0 ? this.#lead : 0) + 1,
      endLine: this.#first + endLine,
      endColumn: Math.min(end - (this.#starts[endLine] as number), this.#text(endLine).length) + (endLine === 0 ? this.#lead : 0) + 1,
      excerpt,
    };
  }

  #text(index: number): string {
    const next = this.#starts[index + 1];
    return this.#content.slice(this.#starts[index], next === undefined ? undefined : next - 1).replace(/\r$/, '');
  }

  /** The line that an offset is in, by halves. */
  #indexOf(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
