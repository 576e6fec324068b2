import { RE2JS } from 're2js';
import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { nearest } from '../../core/base/nearest.ts';
import type { ConfigFile } from './config-file.ts';
import { type ConfigContent, configSchema } from './config-schema.ts';
import type { ConfigPlace } from './kubeconfig-file.ts';

type Path = readonly PropertyKey[];

/** Reads and checks the text of `hindsight.yaml`. HindsightError `config-invalid` with file, line and column, and the nearest key for one that does not exist. */
export function parseConfig(text: string, path: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw mistake(
      at(error.pos[0]),
      `not valid YAML: ${(error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`,
    );
  const content = readContent(document, at);
  const parsed = configSchema.safeParse(content);
  const place = (keys: Path): ConfigPlace => at(offsetOf(document, keys));
  if (!parsed.success) throw issueError(parsed.error.issues[0] as z.core.$ZodIssue, place);
  checkPatterns(parsed.data, place);
  return {
    path,
    value: (key) => key.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], parsed.data),
    place: (key) => (document.hasIn(key.split('.')) ? place(key.split('.')) : undefined),
  };
}

/** Aliases may refer to themselves or grow without end; the library says so only when values are made. */
function readContent(document: Document, at: (offset: number) => ConfigPlace): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw mistake(at(0), `not usable: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

function mistake(place: ConfigPlace, reason: string, hint?: string): HindsightError {
  return new HindsightError('config-invalid', `${place.file}:${place.line}:${place.column}: ${reason}`, {
    place: { source: place.file, line: place.line, column: place.column },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Where the key of a path stands; of its nearest parent where it does not exist. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(isNode(item.key) ? item.key.toJSON() : item.key) === String(last));
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

function issueError(issue: z.core.$ZodIssue, place: (path: Path) => ConfigPlace): HindsightError {
  const key = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const near = nearest(unknown, keysAt(issue.path));
    const full = key === '' ? unknown : `${key}.${unknown}`;
    return mistake(
      place([...issue.path, unknown]),
      `there is no key "${full}"`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Keys here: ${keysAt(issue.path).join(', ')}.`,
    );
  }
  return mistake(place(issue.path), key === '' ? 'the file is a map with keys such as clusters and serve' : `"${key}" ${reasonOf(issue)}`);
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'invalid_type') return `must be ${aKindOf(issue.expected)}`;
  if (issue.code === 'invalid_union') return 'must be a text or a list of texts';
  return `is wrong: ${issue.message.replace(/^./, (first) => first.toLowerCase())}`;
}

function aKindOf(expected: string): string {
  const kinds: Readonly<Record<string, string>> = {
    string: 'a text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    record: 'a map',
  };
  return kinds[expected] ?? expected;
}

/** The keys that the schema has at a path. */
function keysAt(path: Path): readonly string[] {
  let at: unknown = configSchema;
  for (const part of path) at = childOf(unwrapped(at), part);
  const shape = (unwrapped(at) as { shape?: Readonly<Record<string, unknown>> } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

interface Wrapper {
  readonly def?: { readonly innerType?: unknown; readonly element?: unknown };
  readonly shape?: Readonly<Record<string, unknown>>;
}

function unwrapped(schema: unknown): unknown {
  const inner = (schema as Wrapper | undefined)?.def?.innerType;
  return inner === undefined ? schema : unwrapped(inner);
}

function childOf(schema: unknown, part: PropertyKey): unknown {
  const { shape, def } = schema as Wrapper;
  return typeof part === 'number' ? def?.element : shape?.[String(part)];
}

/** Patterns that a user writes must compile in the linear-time engine: better here than when they are used. */
function checkPatterns(content: ConfigContent, place: (path: Path) => ConfigPlace): void {
  const patterns: (readonly [Path, string])[] = [
    ...(content.clusters?.rules ?? []).flatMap(({ context }, i) =>
      context === undefined ? [] : [[['clusters', 'rules', i, 'context'], context] as const],
    ),
    ...(['include', 'exclude'] as const).flatMap((key) =>
      (content.namespaces?.[key] ?? []).map((pattern, i) => [['namespaces', key, i], pattern] as const),
    ),
  ];
  for (const [path, pattern] of patterns) {
    try {
      RE2JS.compile(RE2JS.translateRegExp(pattern));
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '');
      throw mistake(
        place(path),
        `"${pattern}" is no regular expression in RE2 syntax: ${reason}`,
        'There is no look-around and no back-reference: every pattern runs in linear time.',
      );
    }
  }
}
