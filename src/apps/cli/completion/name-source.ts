import { loadKubeconfig } from '../../../edge/config/load-kubeconfig.ts';
import { type KnownNames, readKnownNames } from '../../../edge/storage/known-names.ts';
import { defaultStateFolder } from '../../../edge/storage/state-folder.ts';
import type { Candidate } from './candidate.ts';

/** Where completion takes names from; nothing is read before it is asked for, and everything once. Never rejects: no names are an answer too. */
export interface NameSource {
  /** Clusters and namespaces. */
  known(): Promise<KnownNames>;
  /** Resources by plural, with their short names. */
  resources(): Promise<readonly Candidate[]>;
  /** Columns of a resource, and those that every resource has. */
  columns(resource: string): Promise<readonly string[]>;
  /** Names of objects, from a running server only. */
  objects(resource: string): Promise<readonly string[]>;
  outputForms(command: string): Promise<readonly string[]>;
}

/** What a name source reads from. */
export interface NameSourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--server` and `--token` of the line, where given. */
  readonly server: string | undefined;
  readonly token: string | undefined;
  readonly kubeconfigs: readonly string[];
}

/** A person waits: a server that has not answered by then is left out. */
const serverMs = 300;
/** Objects offered at most: a longer list helps nobody choose. */
const mostObjects = 300;

const nothing: KnownNames = { clusters: [], namespaces: [], resources: [] };

/** Names from a running server, else of the last known state, else of the kubeconfig; resources and columns also from the built-ins. */
export function openNameSource(q: NameSourceOptions): NameSource {
  let names: Promise<KnownNames> | undefined;
  const known = (): Promise<KnownNames> => {
    names ??= readNames(q);
    return names;
  };
  return {
    known,
    resources: async () => resourceCandidates(await known()),
    columns: async (resource) => columnNames(resource),
    objects: async (resource) => (serverAddress(q) === undefined ? [] : objectNames(q, resource)),
    outputForms: async (command) => (command === 'get' ? (await import('../run/read-output.ts')).outputForms : (otherForms[command] ?? [])),
  };
}

const otherForms: Readonly<Record<string, readonly string[]>> = {
  describe: ['text', 'json'],
  diff: ['text', 'json'],
  events: ['json', 'yaml', 'tsv', 'csv', 'md', 'wide'],
  clusters: ['wide', 'json', 'yaml', 'name', 'tsv', 'csv', 'md'],
  top: ['tsv', 'csv', 'md', 'name'],
};

async function readNames(q: NameSourceOptions): Promise<KnownNames> {
  if (serverAddress(q) !== undefined) return (await fromServer<KnownNames>(q, '/api/names')) ?? nothing;
  if (q.kubeconfigs.length === 0) {
    const remembered = readKnownNames(q.env.HINDSIGHT_STATE_DIR ?? defaultStateFolder(q.env));
    if (remembered !== undefined) return remembered;
  }
  try {
    const { contexts } = await loadKubeconfig(q.kubeconfigs.length > 0 ? q.kubeconfigs : undefined, q.env);
    return { ...nothing, clusters: [...contexts.keys()].map((name) => ({ name, aliases: [], labels: {} })) };
  } catch {
    return nothing;
  }
}

interface Address {
  readonly url: string;
  readonly token: string | undefined;
}

function serverAddress({ server, token, env }: NameSourceOptions): Address | undefined {
  const text = server ?? env.HINDSIGHT_SERVER ?? '';
  const url = text === '' ? null : URL.parse(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (url === null) return undefined;
  return { url: url.origin + url.pathname.replace(/\/+$/, ''), token: token ?? url.searchParams.get('token') ?? env.HINDSIGHT_TOKEN };
}

async function fromServer<T>(q: NameSourceOptions, path: string): Promise<T | undefined> {
  const { url, token } = serverAddress(q) as Address;
  try {
    const headers = { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(url + path, { headers, signal: AbortSignal.timeout(serverMs) });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

async function resourceCandidates(names: KnownNames): Promise<readonly Candidate[]> {
  const { resourceList } = await import('../../../core/resources/registry.gen.ts');
  const found = new Map<string, Candidate>();
  for (const { plural, group, otherNames } of names.resources)
    found.set(`${plural}.${group}`, { value: plural, description: otherNames.join(' ') });
  for (const { plural, group, singular, shortNames } of resourceList) {
    if (!found.has(`${plural}.${group}`))
      found.set(`${plural}.${group}`, { value: plural, description: [singular, ...shortNames].join(' ') });
  }
  return [...new Map([...found.values()].map((one) => [one.value, one])).values()].sort((a, b) => (a.value < b.value ? -1 : 1));
}

async function columnNames(resource: string): Promise<readonly string[]> {
  const [{ resolveBuiltin }, { fixedColumns }] = await Promise.all([
    import('../../../core/resources/builtin-resources.ts'),
    import('../../../core/query/column-reader.ts'),
  ]);
  return [...new Set([...(resolveBuiltin(resource)?.columns.map(({ name }) => name) ?? []), ...fixedColumns])];
}

async function objectNames(q: NameSourceOptions, resource: string): Promise<readonly string[]> {
  if (!/^[A-Za-z0-9.-]+$/.test(resource)) return [];
  const path = `/clusters/_all/namespaces/_all/${resource}?scope=any&objects=0&hidecols=*&limit=${mostObjects}`;
  const answer = await fromServer<{ readonly tables: readonly { readonly rows: readonly { readonly name: string }[] }[] }>(q, path);
  return [...new Set(answer?.tables.flatMap(({ rows }) => rows.map(({ name }) => name)) ?? [])].sort();
}
