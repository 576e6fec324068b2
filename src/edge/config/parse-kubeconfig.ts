import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
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
  const current: unknown = root.get('current-context');
  return {
    clusters: readEntries(root, { list: 'clusters', inner: 'cluster', at }),
    users: readEntries(root, { list: 'users', inner: 'user', at }),
    contexts: readEntries(root, { list: 'contexts', inner: 'context', at }),
    currentContext: typeof current === 'string' && current !== '' ? current : undefined,
  };
}

const empty: Kubeconfig = { clusters: new Map(), users: new Map(), contexts: new Map(), currentContext: undefined };

interface ListShape {
  readonly list: string;
  readonly inner: string;
  at(offset: number): ConfigPlace;
}

function readEntries(root: YAMLMap, shape: ListShape): ReadonlyMap<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>();
  const list = root.get(shape.list, true) as Node | undefined;
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

function readEntry(item: Node, shape: ListShape): ConfigEntry {
  const place = shape.at(item.range?.[0] ?? 0);
  if (!isMap(item)) throw invalid(place, `an entry of "${shape.list}" must be a map with "name" and "${shape.inner}"`);
  const name: unknown = item.get('name');
  if (typeof name !== 'string' && typeof name !== 'number') throw invalid(place, `an entry of "${shape.list}" has no name`);
  const content = item.get(shape.inner, true) as Node | undefined;
  if (content === undefined || (isScalar(content) && content.value === null)) return { name: String(name), content: {}, place };
  if (!isMap(content)) throw invalid(shape.at(content.range?.[0] ?? 0), `"${shape.inner}" of "${name}" must be a map`);
  return { name: String(name), content: content.toJSON() as Record<string, unknown>, place };
}

/** The library adds the place to its message; ours stands before it. */
function reasonOf(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
