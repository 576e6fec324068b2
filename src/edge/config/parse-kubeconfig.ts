import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { type ConfigEntry, type ConfigPlace, invalid, type Kubeconfig } from './kubeconfig-file.ts';

/**
 * Reads the text of one kubeconfig. Throws HindsightError `kubeconfig-invalid` with file, line and column when it is no YAML, has another shape, or names one
 * thing twice. Source: k8s.io/client-go tools/clientcmd/api/v1 types.go and conversion.go (a name twice in one file is an error).
 */
export function parseKubeconfig(text: string, file: string): Kubeconfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  if (error !== undefined) throw invalid(at(error.pos[0]), `not valid YAML: ${reasonOf(error.message)}`);
  const root = document.contents as Node | null;
  if (root === null || (isScalar(root) && root.value === null)) return empty;
  if (!isMap(root)) throw invalid(at(root.range?.[0] ?? 0), 'a kubeconfig is a map with clusters, users and contexts');
  const kind = root.get('kind', true) as Node | undefined;
  if (isScalar(kind) && typeof kind.value === 'string' && kind.value !== 'Config') {
    throw invalid(
      at((root.items.find((pair) => pair.value === kind)?.key as Node | undefined)?.range?.[0] ?? 0),
      `this is a ${kind.value}, and no kubeconfig`,
      otherKinds,
    );
  }
  const current: unknown = root.get('current-context');
  const shape = { at, document };
  return {
    clusters: readEntries(root, { list: 'clusters', inner: 'cluster', ...shape }),
    users: readEntries(root, { list: 'users', inner: 'user', ...shape }),
    contexts: readEntries(root, { list: 'contexts', inner: 'context', ...shape }),
    currentContext: typeof current === 'string' && current !== '' ? current : undefined,
  };
}

const empty: Kubeconfig = { clusters: new Map(), users: new Map(), contexts: new Map(), currentContext: undefined };

const otherKinds =
  'A kubeconfig has the kind Config; one that lies in a Secret must be taken out first: kubectl get secret … -o jsonpath=… | base64 -d.';

interface ListShape {
  readonly document: Document;
  readonly list: string;
  readonly inner: string;
  at(offset: number): ConfigPlace;
}

function readEntries(root: YAMLMap, shape: ListShape): ReadonlyMap<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>();
  const list = resolved(root.get(shape.list, true) as Node | undefined, shape.document);
  if (list === undefined || (isScalar(list) && list.value === null)) return entries;
  if (!isSeq(list)) throw invalid(shape.at(list.range?.[0] ?? 0), `"${shape.list}" must be a list`);
  for (const item of list.items as Node[]) {
    const entry = readEntry(item, shape);
    const before = entries.get(entry.name);
    if (before !== undefined) {
      const reason = `${shape.inner} "${entry.name}" is there twice (first in line ${before.place.line})`;
      throw invalid(entry.place, reason, 'Rename or remove one of the two.');
    }
    entries.set(entry.name, entry);
  }
  return entries;
}

function readEntry(node: Node, shape: ListShape): ConfigEntry {
  const place = shape.at(node.range?.[0] ?? 0);
  const item = resolved(node, shape.document);
  if (!isMap(item)) throw invalid(place, `an entry of "${shape.list}" must be a map with "name" and "${shape.inner}"`);
  const name: unknown = item.get('name');
  if (typeof name !== 'string' && typeof name !== 'number') throw invalid(place, `an entry of "${shape.list}" has no name`);
  const written = item.get(shape.inner, true) as Node | undefined;
  const content = resolved(written, shape.document);
  if (content === undefined || (isScalar(content) && content.value === null)) return { name: String(name), content: {}, place };
  if (!isMap(content)) throw invalid(shape.at(written?.range?.[0] ?? 0), `"${shape.inner}" of "${name}" must be a map`);
  return { name: String(name), content: plainValue(content, shape), place };
}

function resolved(node: Node | undefined, document: Document): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

/** As many aliases as a kubeconfig may hold; more is made to fill memory. */
const mostAliases = 100;

/** The content as plain values. Aliases may refer to what they stand in, or multiply without end: both is refused. */
function plainValue(content: YAMLMap, shape: ListShape): Record<string, unknown> {
  try {
    const value = content.toJS(shape.document, { maxAliasCount: mostAliases }) as Record<string, unknown>;
    // Throws where a value contains itself.
    JSON.stringify(value);
    return value;
  } catch (error) {
    const reason =
      error instanceof Error && /excessive alias/i.test(error.message) ? 'has too many aliases' : 'refers to itself by an alias';
    throw invalid(shape.at(content.range?.[0] ?? 0), `"${shape.inner}" ${reason}`);
  }
}

/** The library adds the place to its message; ours stands before it. */
function reasonOf(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
