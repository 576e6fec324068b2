/**
 * Writes src/core/checks/fields/field-tables.gen.ts: every field of every built-in kind, from the API servers' own OpenAPI.
 * `node tools/field-tables.ts [version…]` takes the Go modules k8s.io/kubernetes of the versions given from the module cache and fetches what is missing.
 * Not part of `npm run generate`: it needs Go, the network and 1.5 GB; its output is committed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findGo } from './find-go.ts';

const target = join(import.meta.dirname, '../src/core/checks/fields/field-tables.gen.ts');

/** The newest patch release of each minor version. */
const newest = [
  'v1.25.16',
  'v1.26.15',
  'v1.27.16',
  'v1.28.15',
  'v1.29.6',
  'v1.30.14',
  'v1.31.14',
  'v1.32.13',
  'v1.33.13',
  'v1.34.4',
  'v1.35.4',
  'v1.36.3',
  'v1.37.2',
];

/** The parts of a definition that are read. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-patch-merge-key'?: string;
}

type Definitions = Readonly<Record<string, Schema>>;

/** What a field or kind was in each minor version: how it is written there. */
type ByMinor = Map<number, string>;

const definitionPrefix = '#/definitions/';
/** Nothing can be said of what is in these. */
const open = '*';

class Tables {
  /** Definition → field → written shape by minor version. Shapes name definitions. */
  readonly #types = new Map<string, Map<string, ByMinor>>();
  /** `apiVersion kind` → definition by minor version. */
  readonly #kinds = new Map<string, ByMinor>();
  readonly #minors: number[] = [];

  add(minor: number, definitions: Definitions): void {
    this.#minors.push(minor);
    for (const [name, definition] of Object.entries(definitions)) {
      for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? [])
        if (isObjectKind(definition, kind))
          this.#note(this.#kinds, `${group === '' ? '' : `${group}/`}${version} ${kind}`, { minor, is: name });
      for (const [field, schema] of Object.entries(definition.properties ?? {})) {
        const fields = this.#types.get(name) ?? new Map<string, ByMinor>();
        this.#types.set(name, fields);
        this.#note(fields, field, { minor, is: shapeOf(schema, definitions) });
      }
    }
  }

  /** The lines of the table: kinds, then types. Only what a kind reaches outside its status. */
  text(): string {
    const numbers = new Map<string, number>();
    const order: string[] = [];
    const numberOf = (definition: string): number => {
      const known = numbers.get(definition);
      if (known !== undefined) return known;
      numbers.set(definition, order.length);
      order.push(definition);
      return order.length - 1;
    };
    const numbered = (shape: string): string => shape.replaceAll(/<([^>]+)>/g, (_, definition: string) => String(numberOf(definition)));
    const kinds = [...this.#kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, byMinor]) => `${kind} ${this.#ranges(byMinor, (definition) => String(numberOf(definition))).join(' ')}`);
    const roots = new Set([...this.#kinds.values()].flatMap((byMinor) => [...byMinor.values()]));
    const types: string[] = [];
    for (let i = 0; i < order.length; i++) {
      const definition = order[i] as string;
      const fields = [...(this.#types.get(definition) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      types.push(
        fields
          .flatMap(([field, byMinor]) =>
            roots.has(definition) && field === 'status'
              ? this.#ranges(byMinor, () => open).map((range) => `status:${range}`)
              : this.#ranges(byMinor, numbered).map((range) => (range === '' ? field : `${field}:${range}`)),
          )
          .join(' '),
      );
    }
    return `${kinds.join('\n')}\n\n${types.join('\n')}`;
  }

  #note(map: Map<string, ByMinor>, key: string, { minor, is }: { readonly minor: number; readonly is: string }): void {
    const byMinor = map.get(key) ?? new Map<number, string>();
    map.set(key, byMinor);
    byMinor.set(minor, is);
  }

  /** `shape@since-until`, shorter where it holds from the first version or to the last. */
  #ranges(byMinor: ByMinor, written: (is: string) => string): readonly string[] {
    const first = this.#minors[0] as number;
    const last = this.#minors.at(-1) as number;
    const runs: { is: string; since: number; until: number }[] = [];
    for (const minor of this.#minors) {
      const is = byMinor.get(minor);
      const run = runs.at(-1);
      if (is === undefined) continue;
      if (run !== undefined && run.is === is && run.until === minor - 1) run.until = minor;
      else runs.push({ is, since: minor, until: minor });
    }
    return runs.map(({ is, since, until }) => {
      const shape = written(is);
      if (since === first && until === last) return shape;
      return `${shape}@${since === first ? '' : since}${until === last ? '' : `-${until}`}`;
    });
  }
}

/** Lists and options of requests are no objects that anybody writes down. */
function isObjectKind({ properties }: Schema, kind: string): boolean {
  return properties?.metadata?.$ref?.endsWith('.ObjectMeta') === true && !kind.endsWith('Options');
}

/** A field's value: nothing for a scalar, `*` for anything, `<definition>`, `[` list of, `{` map of; `|key` names what tells a list's items apart. */
function shapeOf(schema: Schema, definitions: Definitions): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(definitionPrefix.length);
    const definition = definitions[name];
    if (definition?.properties !== undefined) return `<${name}>`;
    return definition?.type === undefined || definition.type === 'object' ? open : '';
  }
  if (schema.type === 'array') {
    const key = schema['x-kubernetes-list-map-keys']?.[0] ?? schema['x-kubernetes-patch-merge-key'];
    return `[${shapeOf(schema.items ?? {}, definitions)}${key === undefined ? '' : `|${key}`}`;
  }
  if (schema.type === 'object')
    return schema.additionalProperties === undefined ? open : `{${shapeOf(schema.additionalProperties, definitions)}`;
  return schema.type === undefined ? open : '';
}

function definitionsOf(version: string): Definitions {
  const found = findGo({ cacheFolder: join(homedir(), '.cache/hindsight'), install: false });
  if ('missing' in found) throw new Error(found.missing);
  const json = execFileSync(found.go, ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], { encoding: 'utf8', cwd: '/' });
  const { Dir } = JSON.parse(json) as { readonly Dir: string };
  return (JSON.parse(readFileSync(join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as { readonly definitions: Definitions })
    .definitions;
}

const versions = process.argv.length > 2 ? process.argv.slice(2) : newest;
const tables = new Tables();
for (const version of versions) tables.add(Number(version.split('.')[1]), definitionsOf(version));
const text = tables.text();
const first = versions[0]?.split('.')[1];
const last = versions.at(-1)?.split('.')[1];
writeFileSync(
  target,
  `// Generated by \`node tools/field-tables.ts\` from api/openapi-spec of Kubernetes ${versions.join(', ')}; do not edit.
// Copyright The Kubernetes Authors, Apache License 2.0; see NOTICE.

/** The minor versions that the table knows, first and last. */
export const fieldTableMinors = { first: ${first}, last: ${last} } as const;

/**
 * Every field of every built-in kind outside its status, as one text that is taken apart when it is asked for: decode-field-table.ts says how it is written.
 * Source: api/openapi-spec/swagger.json of k8s.io/kubernetes.
 */
export const fieldTableText = \`
${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('$', '\\$')}\`;
`,
);
process.stdout.write(`${target}: ${Math.round(text.length / 1024)} KB\n`);
