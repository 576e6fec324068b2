import type { KubeObject } from '../../kube/object.ts';
import { fieldsOf, itemsOf, textOf, timeOf } from '../../resources/content.ts';
import type { FieldPath } from './yaml-lines.ts';

/** Who wrote a field, how and when. */
export interface FieldWriter {
  readonly manager: string;
  /** `Apply` or `Update`. */
  readonly operation: string;
  readonly atMs: number | null;
  /** `status`, `scale`; empty for the object itself. */
  readonly subresource: string;
}

/** Who wrote which field of an object. */
export interface FieldOwners {
  /** Everybody who holds the field or the part it belongs to, the latest writer first; empty where the server keeps no account. */
  of(path: FieldPath): readonly FieldWriter[];
  /** All writers, the latest first. */
  readonly writers: readonly FieldWriter[];
}

/** Deeper than any real object; what is deeper has no writers. */
const deepest = 60;

interface Holding {
  readonly children: Map<string | number, Holding>;
  readonly writers: FieldWriter[];
}

/**
 * Reads `metadata.managedFields` with `fieldsV1` against the object itself: list items named by their keys or values become indexes. Without fieldsV1 nobody holds anything.
 * Source: sigs.k8s.io/structured-merge-diff v4 fieldpath/serialize-pe.go (`f:` field, `k:` keys, `v:` value, `i:` index, `.` the thing itself).
 */
export function fieldOwners(object: KubeObject): FieldOwners {
  const root = holding();
  const writers = itemsOf(object.metadata.managedFields).map((each) => {
    const entry = fieldsOf(each);
    const writer: FieldWriter = {
      manager: textOf(entry.manager) || 'unknown',
      operation: textOf(entry.operation),
      atMs: timeOf(entry.time),
      subresource: textOf(entry.subresource),
    };
    read(entry.fieldsV1, object, { writer, at: root, depth: 0 });
    return writer;
  });
  return { of: (path) => latestFirst(writersAt(root, path)), writers: latestFirst(writers) };
}

function holding(): Holding {
  return { children: new Map(), writers: [] };
}

function read(set: unknown, value: unknown, q: { readonly writer: FieldWriter; readonly at: Holding; readonly depth: number }): void {
  const { writer, at, depth } = q;
  if (depth > deepest) return;
  for (const [element, inner] of Object.entries(fieldsOf(set))) {
    if (element === '.') {
      at.writers.push(writer);
      continue;
    }
    const step = stepOf(element, value);
    if (step === undefined) continue;
    const child = at.children.get(step) ?? holding();
    at.children.set(step, child);
    const below = Object.keys(fieldsOf(inner));
    if (below.length === 0) child.writers.push(writer);
    else read(inner, valueAt(value, step), { writer, at: child, depth: depth + 1 });
  }
}

function stepOf(element: string, value: unknown): string | number | undefined {
  const rest = element.slice(2);
  switch (element.slice(0, 2)) {
    case 'f:':
      return rest;
    case 'i:':
      return Number(rest);
    case 'k:':
      return indexWhere(value, rest, (item, keys) =>
        Object.entries(fieldsOf(keys)).every(([key, wanted]) => fieldsOf(item)[key] === wanted),
      );
    case 'v:':
      return indexWhere(value, rest, (item, wanted) => JSON.stringify(item) === JSON.stringify(wanted));
    default:
      return undefined;
  }
}

function indexWhere(list: unknown, json: string, test: (item: unknown, wanted: unknown) => boolean): number | undefined {
  const wanted = parsed(json);
  const index = itemsOf(list).findIndex((item) => test(item, wanted));
  return index === -1 ? undefined : index;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function valueAt(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return itemsOf(value)[step];
  const map = fieldsOf(value);
  return Object.hasOwn(map, step) ? map[step] : undefined;
}

/** The writers of the field itself or of the nearest part above that is held as a whole. */
function writersAt(root: Holding, path: FieldPath): readonly FieldWriter[] {
  let at: Holding | undefined = root;
  let found: readonly FieldWriter[] = [];
  for (const step of path) {
    const next: Holding | undefined = at.children.get(step);
    // A part that is held as a whole has no children; one whose fields are held one by one speaks for those alone.
    if (next === undefined) return at.children.size === 0 ? found : [];
    found = next.writers;
    at = next;
  }
  return found;
}

function latestFirst(writers: readonly FieldWriter[]): readonly FieldWriter[] {
  return [...writers].sort((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0));
}
