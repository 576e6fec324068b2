import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, type Scalar, stringify, type YAMLMap } from 'yaml';
import type { FieldPath, PatchStep } from '../../core/checks/fault.ts';
import { kubernetesSchema } from './kubernetes-yaml.ts';

/**
 * A document's text with a patch applied, as a person would have edited it: only the lines concerned change, comments and layout stay.
 * Undefined where it cannot be done and be proved right: what comes out is read again and must be the object with the patch and nothing else.
 */
export function patchText(content: string, steps: readonly PatchStep[], within: FieldPath = []): string | undefined {
  const wanted = patched(load(content, { schema: kubernetesSchema }), steps, within);
  if (wanted === undefined) return undefined;
  for (const edit of [editedLines, editedDocument]) {
    const text = edit(content, steps, within);
    if (text !== undefined && isDeepStrictEqual(readBack(text), wanted)) return text;
  }
  return undefined;
}

function readBack(text: string): unknown {
  try {
    return plain(load(text, { schema: kubernetesSchema }));
  } catch {
    return undefined;
  }
}

/** Without the shared parts that aliases make. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** The object as it should be afterwards. */
function patched(value: unknown, steps: readonly PatchStep[], within: FieldPath): unknown {
  const object = plain(value);
  for (const step of inOrder(steps)) {
    const path = [...within, ...step.path];
    if (step.op === 'set') setAt(object, path, step.value);
    if (step.op === 'remove') removeAt(object, path);
    if (step.op === 'move') {
      const from = [...within, ...step.from];
      const moved = valueAt(object, from);
      if (moved === undefined) return undefined;
      removeAt(object, from);
      setAt(object, path, moved);
    }
  }
  return object;
}

/** Changes before removals, and removals from the end of a list, so that indexes keep their meaning. */
function inOrder(steps: readonly PatchStep[]): readonly PatchStep[] {
  const removals = steps.filter(({ op }) => op === 'remove');
  return [...steps.filter(({ op }) => op !== 'remove'), ...removals.sort((a, b) => Number(b.path.at(-1)) - Number(a.path.at(-1)) || 0)];
}

type Container = Record<string | number, unknown>;

function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce((value, key) => (typeof value === 'object' && value !== null ? (value as Container)[key] : undefined), object);
}

function setAt(object: unknown, path: FieldPath, value: unknown): void {
  let at = object as Container;
  for (const [i, key] of path.entries()) {
    if (i === path.length - 1) at[key] = plain(value);
    else {
      if (typeof at[key] !== 'object' || at[key] === null) at[key] = typeof path[i + 1] === 'number' ? [] : {};
      at = at[key] as Container;
    }
  }
}

function removeAt(object: unknown, path: FieldPath): void {
  const parent = valueAt(object, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(parent) && typeof key === 'number') parent.splice(key, 1);
  else if (typeof parent === 'object' && parent !== null) delete (parent as Container)[key as string];
}

/** Edits line by line; each step sees the text that the last one left. */
function editedLines(content: string, steps: readonly PatchStep[], within: FieldPath): string | undefined {
  let text: string | undefined = content;
  for (const step of inOrder(steps)) {
    const path: FieldPath = [...within, ...step.path];
    if (step.op === 'set') text = setText(text, path, step.value);
    else if (step.op === 'remove') text = removeText(text, path);
    else {
      const from = [...within, ...step.from];
      const moved = valueAt(plain(load(text, { schema: kubernetesSchema })), from);
      const removed = removeText(text, from);
      text = removed === undefined ? undefined : setText(removed, path, moved);
    }
    if (text === undefined) return undefined;
  }
  return text;
}

function parsed(content: string): Document.Parsed | undefined {
  const document = parseDocument(content, { version: '1.1', merge: true, uniqueKeys: false });
  return document.errors.length === 0 ? document : undefined;
}

interface Reached {
  /** The deepest node that is written. */
  readonly node: unknown;
  /** The pair that holds it. */
  readonly pair: Pair | undefined;
  /** The map that holds the pair. */
  readonly map: YAMLMap | undefined;
  /** What of the path is not written. */
  readonly rest: FieldPath;
}

/** Undefined where an alias stands in the way: what it names is used elsewhere too. */
function reach(document: Document.Parsed, path: FieldPath): Reached | undefined {
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  let map: YAMLMap | undefined;
  for (const [i, key] of path.entries()) {
    if (isAlias(node)) return undefined;
    if (isMap(node)) {
      const next = node.items.findLast((one) => isScalar(one.key) && String(one.key.value) === String(key));
      if (next === undefined) return { node, pair, map, rest: path.slice(i) };
      [map, pair, node] = [node, next, next.value];
    } else if (isSeq(node) && typeof key === 'number' && node.items[key] !== undefined)
      [map, pair, node] = [undefined, undefined, node.items[key]];
    else return { node, pair, map, rest: path.slice(i) };
  }
  return isAlias(node) ? undefined : { node, pair, map, rest: [] };
}

function setText(content: string, path: FieldPath, value: unknown): string | undefined {
  const document = parsed(content);
  const at = document === undefined ? undefined : reach(document, path);
  if (at === undefined) return undefined;
  const { node, rest, pair } = at;
  const [key, ...deeper] = rest;
  if (key === undefined) return replaceText(content, at, value);
  if (typeof key !== 'string' || deeper.some((one) => typeof one !== 'string')) return undefined;
  const nested = deeper.reduceRight<unknown>((inner, one) => ({ [one as string]: inner }), value);
  if (isMap(node)) return node.flow === true ? intoFlow(content, node, { [key]: nested }) : afterLast(content, node, { [key]: nested });
  if (isScalar(node) && node.value === null && pair !== undefined) return belowKey(content, pair, { [key]: nested });
  return undefined;
}

/** A value in the place of another: on its line where both fit, else as lines below the key. */
function replaceText(content: string, { node, pair }: Reached, value: unknown): string | undefined {
  const range = (node as Scalar | undefined)?.range;
  if (range === undefined || range === null) return undefined;
  if (typeof value !== 'object' || value === null) {
    if (!isScalar(node) || content.slice(range[0], range[1]).includes('\n')) return undefined;
    const lead = range[0] === range[1] && content[range[0] - 1] === ':' ? ' ' : '';
    return `${content.slice(0, range[0])}${lead}${scalarText(value, node)}${content.slice(range[1])}`;
  }
  if (pair !== undefined && isMap(node) && node.flow === true)
    return `${content.slice(0, range[0])}${flowText(value)}${content.slice(range[1])}`;
  return undefined;
}

function scalarText(value: unknown, before: Scalar): string {
  const type = typeof value === 'string' && (before.type === 'QUOTE_DOUBLE' || before.type === 'QUOTE_SINGLE') ? before.type : undefined;
  return stringify(value, { version: '1.1', ...(type === undefined ? {} : { defaultStringType: type }), lineWidth: 0 }).trimEnd();
}

function flowText(value: unknown): string {
  return stringify(value, { version: '1.1', collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

function intoFlow(content: string, map: YAMLMap, added: object): string | undefined {
  const end = map.range?.[1];
  if (end === undefined || content[end - 1] !== '}') return undefined;
  const inner = flowText(added).slice(1, -1);
  const before = content.slice(0, end - 1);
  const padded = before.endsWith(' ') && map.items.length > 0;
  const kept = padded ? before.trimEnd() : before;
  return `${kept}${map.items.length > 0 ? ', ' : ''}${inner}${padded ? ' ' : ''}}${content.slice(end)}`;
}

/** New lines after the last pair of a block. */
function afterLast(content: string, map: YAMLMap, added: object): string | undefined {
  const first = map.items[0]?.key as Scalar | undefined;
  const last = map.items.at(-1);
  const start = first?.range?.[0];
  const end = endOf(last);
  if (start === undefined || end === undefined) return undefined;
  return inserted(content, lineEnd(content, lastSign(content, end)), { column: columnOf(content, start), added });
}

function belowKey(content: string, pair: Pair, added: object): string | undefined {
  const start = (pair.key as Scalar).range?.[0];
  if (start === undefined) return undefined;
  return inserted(content, lineEnd(content, start), { column: columnOf(content, start) + 2, added });
}

function inserted(content: string, at: number, { column, added }: { readonly column: number; readonly added: object }): string {
  const indent = ' '.repeat(column);
  const newline = content.includes('\r\n') ? '\r\n' : '\n';
  const lines = stringify(added, { version: '1.1', lineWidth: 0, indentSeq: !hasFlatLists(content) })
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line));
  return `${content.slice(0, at)}${newline}${lines.join(newline)}${content.slice(at)}`;
}

/** Whether the lists of a text stand at the column of their key, as kubectl writes them. */
function hasFlatLists(content: string): boolean {
  const [, indent, deeper] = /^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( *)- /m.exec(content) ?? [];
  return indent !== undefined && indent.length === deeper?.length;
}

function removeText(content: string, path: FieldPath): string | undefined {
  const document = parsed(content);
  const at = document === undefined ? undefined : reach(document, path);
  if (
    at === undefined ||
    at.rest.length > 0 ||
    at.pair === undefined ||
    at.map === undefined ||
    at.map.flow === true ||
    at.map.items.length === 1
  )
    return undefined;
  const start = (at.pair.key as Scalar).range?.[0];
  const end = endOf(at.pair);
  if (start === undefined || end === undefined) return undefined;
  const from = content.lastIndexOf('\n', start - 1) + 1;
  // The first key of a list item shares its line with the dash.
  if (content.slice(from, start).trim() !== '') return undefined;
  const to = lineEnd(content, lastSign(content, Math.max(end, start + 1)));
  return content.slice(0, from) + content.slice(Math.min(content.length, to + (content[to] === '\r' ? 2 : 1)));
}

function endOf(pair: Pair | undefined): number | undefined {
  const value = (pair?.value as Scalar | null | undefined)?.range?.[1];
  const key = (pair?.key as Scalar | undefined)?.range?.[1];
  return value ?? key;
}

/** Ranges of blocks end at the start of what follows: back to the last sign that is theirs. */
function lastSign(content: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(content[at - 1] as string)) at--;
  return Math.max(0, at - 1);
}

/** The end of the line that an offset is in, before its line break. */
function lineEnd(content: string, from: number): number {
  const at = content.indexOf('\n', from);
  if (at === -1) return content.length;
  return content[at - 1] === '\r' ? at - 1 : at;
}

function columnOf(content: string, offset: number): number {
  return offset - (content.lastIndexOf('\n', offset - 1) + 1);
}

/** Where lines do not do: the whole document written anew, comments kept, layout as near as can be. */
function editedDocument(content: string, steps: readonly PatchStep[], within: FieldPath): string | undefined {
  const document = parsed(content);
  if (document === undefined) return undefined;
  try {
    for (const step of inOrder(steps)) {
      const path = [...within, ...step.path];
      if (step.op === 'set') document.setIn(path, document.createNode(step.value));
      if (step.op === 'remove') document.deleteIn(path);
      if (step.op === 'move') {
        const from = [...within, ...step.from];
        const node = document.getIn(from, true);
        document.deleteIn(from);
        document.setIn(path, node);
      }
    }
    const lead = /^[ \t]*\n/.exec(content)?.[0] ?? '';
    return lead + document.toString({ lineWidth: 0, indentSeq: !hasFlatLists(content), flowCollectionPadding: !/\{\S/.test(content) });
  } catch {
    return undefined;
  }
}
