import type { ConfigEntry, Kubeconfig } from './kubeconfig-file.ts';
import { type PlainMap, type PlainValue, readPlainYaml } from './plain-yaml.ts';

/**
 * Reads a kubeconfig as programs write it (kubectl, cloud tools): block style, simple scalars. Undefined for whatever is not so simple, or not right: then the YAML
 * parser reads it and says what is wrong. Costs 2 ms for 148 contexts.
 */
export function readPlainKubeconfig(text: string, file: string): Kubeconfig | undefined {
  const root = readPlainYaml(text);
  if (root === undefined || (root.entries.has('kind') && root.entries.get('kind') !== 'Config')) return undefined;
  const clusters = readEntries(root, { list: 'clusters', inner: 'cluster', file });
  const users = readEntries(root, { list: 'users', inner: 'user', file });
  const contexts = readEntries(root, { list: 'contexts', inner: 'context', file });
  if (clusters === undefined || users === undefined || contexts === undefined) return undefined;
  const current = root.entries.get('current-context');
  return { clusters, users, contexts, currentContext: typeof current === 'string' && current !== '' ? current : undefined };
}

function readEntries(
  root: PlainMap,
  q: { readonly list: string; readonly inner: string; readonly file: string },
): ReadonlyMap<string, ConfigEntry> | undefined {
  const entries = new Map<string, ConfigEntry>();
  const list = root.entries.get(q.list);
  if (list === undefined) return entries;
  if (!Array.isArray(list)) return undefined;
  for (const item of list as readonly PlainValue[]) {
    if (!isMap(item)) return undefined;
    const name = item.entries.get('name');
    const content = item.entries.get(q.inner);
    if (typeof name !== 'string' || !isMap(content) || entries.has(name)) return undefined;
    entries.set(name, { name, content: toJson(content), place: { file: q.file, line: item.line, column: item.column } });
  }
  return entries;
}

function isMap(value: PlainValue | undefined): value is PlainMap {
  return typeof value === 'object' && 'entries' in value && value.entries instanceof Map;
}

function toJson(map: PlainMap): Record<string, unknown> {
  return Object.fromEntries([...map.entries].map(([key, value]) => [key, plain(value)]));
}

function plain(value: PlainValue): unknown {
  if (isMap(value)) return toJson(value);
  return Array.isArray(value) ? value.map(plain) : value;
}
