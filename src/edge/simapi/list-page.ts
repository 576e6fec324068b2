import type { ResourceId } from '../../core/kube/api-resource.ts';
import { type NamespacedName, namespacedName } from '../../core/kube/object.ts';
import type { SimEntry, SimEvent, SimStore } from '../../core/sim/sim-cluster.ts';
import { refusals } from './api-status.ts';
import type { ListOptions } from './list-options.ts';

/** One page of a list. */
export interface ListPage {
  readonly entries: readonly SimEntry[];
  readonly resourceVersion: number;
  readonly continue?: string;
  /** Absent with selectors, and when nothing remains. */
  readonly remaining?: number;
}

interface ContinueToken {
  readonly v: string;
  /** -1: inconsistent, from whatever is current. */
  readonly rv: number;
  /** Path of the first object to return, as etcd sorts them. */
  readonly start: string;
}

/** A list is asked of this. */
export interface ListSource {
  readonly store: SimStore;
  readonly resource: ResourceId;
  readonly namespace: string | undefined;
}

const tooOldToContinue =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * Reads one page at the resourceVersion that the options ask for: current, exact (as far back as history goes) or where a token left off.
 * Refuses with 410 and a fresh inconsistent token when history is gone, with 504 when the version lies in the future.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
 */
export function listPage(source: ListSource, options: ListOptions): ListPage {
  const current = source.store.resourceVersion;
  if (options.continue !== '') return continuedPage(source, options);
  const asked = Number(options.resourceVersion || '0');
  if (asked > current) throw refusals.versionTooLarge(asked, current);
  if (options.resourceVersion === '0') return cut(source.store.list(source.resource, source.namespace), current, { ...options, limit: 0 });
  // Without a match, a version together with a limit has always meant exactly that version.
  const exact = options.match === 'Exact' || (options.match === '' && asked > 0 && options.limit > 0);
  if (!exact) return cut(source.store.list(source.resource, source.namespace), current, options);
  const entries = entriesAt(source, asked);
  if (entries === undefined) throw refusals.expired('The resourceVersion for the provided list is too old.');
  return cut(entries, asked, options);
}

function continuedPage(source: ListSource, options: ListOptions): ListPage {
  const { rv, start } = decodeToken(options.continue);
  if (options.resourceVersion !== '' && options.resourceVersion !== '0') {
    throw refusals.badRequest('specifying resource version is not allowed when using continue');
  }
  const version = rv === -1 ? source.store.resourceVersion : rv;
  const entries = entriesAt(source, version);
  if (entries === undefined) throw refusals.expired(tooOldToContinue, encodeToken(-1, start));
  return cut(entries, version, options, start);
}

/** What the list was at a version of the past; undefined when history does not go back that far. */
function entriesAt({ store, resource, namespace }: ListSource, version: number): readonly SimEntry[] | undefined {
  const now = store.list(resource, namespace);
  if (version === store.resourceVersion) return now;
  const later: SimEvent[] = [];
  const watch = store.watch(resource, version, (event) => later.push(event));
  if (watch === 'expired') return undefined;
  watch.close();
  if (later.length === 0) return now;
  const then = new Map<NamespacedName, SimEntry>(now.map((entry) => [namespacedName(entry.object.metadata), entry]));
  for (const { type, entry, before } of later.reverse()) {
    const { metadata } = entry.object;
    if (namespace !== undefined && metadata.namespace !== namespace) continue;
    const key = namespacedName(metadata);
    if (type === 'ADDED') then.delete(key);
    else then.set(key, before ?? entry);
  }
  return [...then].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function cut(all: readonly SimEntry[], version: number, { limit, select }: ListOptions, start = ''): ListPage {
  const from = start === '' ? 0 : firstAtOrAfter(all, start);
  if (limit <= 0) {
    const rest = from === 0 ? all : all.slice(from);
    return { entries: select === undefined ? rest : rest.filter((entry) => select(entry.object)), resourceVersion: version };
  }
  const entries: SimEntry[] = [];
  let at = from;
  for (; at < all.length; at++) {
    const entry = all[at] as SimEntry;
    if (select !== undefined && !select(entry.object)) continue;
    if (entries.length === limit) break;
    entries.push(entry);
  }
  const last = entries.at(-1);
  if (at >= all.length || last === undefined) return { entries, resourceVersion: version };
  const next = encodeToken(version, `${pathOf(last)}\u0000`);
  return { entries, resourceVersion: version, continue: next, ...(select === undefined ? { remaining: all.length - at } : {}) };
}

/** `namespace/name`, or `name` without a namespace. */
function pathOf(entry: SimEntry): string {
  const { namespace, name } = entry.object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function firstAtOrAfter(entries: readonly SimEntry[], start: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pathOf(entries[middle] as SimEntry) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Source: k8s.io/apiserver pkg/storage/continue.go */
function encodeToken(rv: number, start: string): string {
  const token: ContinueToken = { v: 'meta.k8s.io/v1', rv, start };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decodeToken(text: string): ContinueToken {
  let token: Partial<ContinueToken>;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<ContinueToken>;
  } catch (error) {
    throw refusals.badRequest(`continue key is not valid: ${(error as Error).message}`);
  }
  if (token.v !== 'meta.k8s.io/v1')
    throw refusals.badRequest('continue key is not valid: server does not recognize this encoded version "" ');
  if (typeof token.rv !== 'number' || token.rv === 0 || typeof token.start !== 'string' || token.start === '') {
    throw refusals.badRequest('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  return token as ContinueToken;
}
