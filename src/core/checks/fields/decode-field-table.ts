import { anyShape, type FieldShape, type ObjectShape, scalarShape } from './field-shape.ts';
import { fieldTableMinors, fieldTableText } from './field-tables.gen.ts';

/**
 * The table as text: lines `apiVersion kind type…`, an empty line, then one line for each type: `field` or `field:shape` with spaces between.
 * A shape is nothing for a scalar, `*` for anything, a number for the type of that line, `[shape|key` for a list and `{shape` for a map;
 * `@since-until` follows where it does not hold for all versions. Several entries with one name hold for different versions.
 */
interface Table {
  /** `apiVersion kind` → what stands after it. */
  readonly kinds: ReadonlyMap<string, readonly string[]>;
  readonly types: readonly string[];
}

let table: Table | undefined;
const shapes = new Map<string, ObjectShape>();

/**
 * The fields of a built-in kind in a minor version; all that any version has where none is given. Undefined for what is not built in,
 * and for versions of a kind that are not served then. Versions before and after the table's count as its first and last.
 */
export function builtinShape(apiVersion: string, kind: string, minor: number | undefined): ObjectShape | undefined {
  const entries = (table ?? takeApart()).kinds.get(`${apiVersion} ${kind}`);
  const known = minor === undefined ? undefined : Math.min(Math.max(minor, fieldTableMinors.first), fieldTableMinors.last);
  const entry = entries?.map(readRange).findLast(({ since, until }) => known === undefined || (since <= known && known <= until));
  return entry === undefined ? undefined : typeShape(Number(entry.text), known);
}

function takeApart(): Table {
  const [kinds = '', types = ''] = fieldTableText.trim().split('\n\n');
  table = {
    kinds: new Map(
      kinds.split('\n').map((line): [string, readonly string[]] => {
        const [apiVersion, kind, ...entries] = line.split(' ');
        return [`${apiVersion} ${kind}`, entries];
      }),
    ),
    types: types.split('\n'),
  };
  return table;
}

/** One type in one version; its fields are read when they are asked for, as types hold themselves. */
function typeShape(type: number, minor: number | undefined): ObjectShape {
  const key = `${type} ${minor}`;
  const known = shapes.get(key);
  if (known !== undefined) return known;
  let fields: ReadonlyMap<string, FieldShape> | undefined;
  const shape: ObjectShape = {
    kind: 'object',
    get fields() {
      fields ??= readFields(type, minor);
      return fields;
    },
  };
  shapes.set(key, shape);
  return shape;
}

function readFields(type: number, minor: number | undefined): ReadonlyMap<string, FieldShape> {
  const line = (table ?? takeApart()).types[type] ?? '';
  const fields = new Map<string, FieldShape>();
  for (const word of line === '' ? [] : line.split(' ')) {
    const colon = word.indexOf(':');
    const { text, since, until } = readRange(colon === -1 ? '' : word.slice(colon + 1));
    if (minor === undefined || (since <= minor && minor <= until))
      fields.set(colon === -1 ? word : word.slice(0, colon), readShape(text, minor));
  }
  return fields;
}

function readShape(text: string, minor: number | undefined): FieldShape {
  if (text === '') return scalarShape;
  if (text === '*') return anyShape;
  if (text.startsWith('{')) return { kind: 'map', value: readShape(text.slice(1), minor) };
  if (!text.startsWith('[')) return typeShape(Number(text), minor);
  const bar = text.lastIndexOf('|');
  return {
    kind: 'list',
    item: readShape(text.slice(1, bar === -1 ? undefined : bar), minor),
    key: bar === -1 ? undefined : text.slice(bar + 1),
  };
}

function readRange(entry: string): { readonly text: string; readonly since: number; readonly until: number } {
  const at = entry.indexOf('@');
  if (at === -1) return { text: entry, since: 0, until: Number.POSITIVE_INFINITY };
  const [since = '', until = ''] = entry.slice(at + 1).split('-');
  return {
    text: entry.slice(0, at),
    since: since === '' ? 0 : Number(since),
    until: until === '' ? Number.POSITIVE_INFINITY : Number(until),
  };
}
