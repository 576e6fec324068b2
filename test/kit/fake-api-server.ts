import { type ApiResource, listPath } from '../../src/core/kube/api-resource.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { KubeStatus, WatchEvent } from '../../src/core/kube/watch-event.ts';
import {
  ApiFailure,
  type ApiServer,
  type ApiUsage,
  type DiscoveryAnswer,
  type ListAnswer,
  type ListItem,
  type ListRequest,
  type ServerTable,
  type WatchEnd,
  type WatchRequest,
} from '../../src/edge/client/api-server.ts';
import type { Timers } from '../../src/edge/collector/timers.ts';

/** What a fake API server does to a request instead of answering it. `half`: a list breaks after half of its items. `silent`: a watch opens and says nothing. */
export type FakeFault = ApiFailure | 'hang' | 'half' | 'silent';

interface Change {
  readonly revision: number;
  readonly collection: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

interface OpenWatch {
  readonly request: WatchRequest;
  readonly collection: string;
  readonly namespace: string | undefined;
  silent: boolean;
  /** Revision up to which the watcher has been told. */
  told: number;
  end(end: WatchEnd): void;
}

interface Rule {
  readonly match: string;
  readonly fault: FakeFault;
  times: number;
}

/** Everything an API server stores, to go back to. */
export interface FakeSnapshot {
  readonly revision: number;
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
}

const encoder = new TextEncoder();
const expired: WatchEvent = {
  type: 'ERROR',
  status: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
};

/**
 * An API server in memory that keeps a history like the real one and misbehaves on purpose. Requests are written down as one line each, e.g.
 * `list /api/v1/pods rv=0`, `list /api/v1/pods rv=7 NotOlderThan`, `list /api/v1/pods quorum`, `watch /api/v1/pods rv=7`, `get /readyz`.
 */
export class FakeApiServer implements ApiServer {
  readonly url = 'https://fake';
  readonly usage: ApiUsage = { requests: 0, bytesIn: 0, openStreams: 0, byStatus: new Map(), latencyMs: undefined };
  /** In order of arrival. */
  readonly requests: string[] = [];
  readonly resources: ApiResource[] = [];
  readonly broken: { groupVersion: string; reason: string }[] = [];
  /** Answers of single GETs by path. */
  readonly documents = new Map<string, string>([
    ['/readyz', 'ok'],
    ['/version', JSON.stringify({ gitVersion: 'v1.37.2' })],
    ['/api/v1/namespaces/kube-system', JSON.stringify({ metadata: { name: 'kube-system', uid: 'uid-of-cluster' } })],
  ]);
  /** Paths whose list, watch and probe are forbidden. */
  readonly forbidden = new Set<string>();
  /** Answers of lists at version 0 come from here while set: a replica that lags. */
  staleCache: FakeSnapshot | undefined;
  tableAnswer: ServerTable | undefined;
  /** Added to the versions of a collection: it lives in an etcd of its own. */
  readonly ownRevision = new Map<string, number>();
  closed = false;
  revision = 100;
  #uids = 0;
  #compacted = 0;
  #rules: Rule[] = [];
  #collections = new Map<string, Map<string, KubeObject>>();
  #history: Change[] = [];
  #watches: OpenWatch[] = [];
  #flushing = false;
  readonly #timers: Timers | undefined;

  /** With timers, what hangs ends at its deadline; without, only by its signal. */
  constructor(timers?: Timers) {
    this.#timers = timers;
  }

  /** Serves a resource; verbs list and watch unless told otherwise. */
  serve(resource: Partial<ApiResource> & { plural: string; kind: string }): void {
    const full: ApiResource = {
      group: '',
      version: 'v1',
      singular: resource.kind.toLowerCase(),
      namespaced: true,
      shortNames: [],
      categories: [],
      verbs: ['get', 'list', 'watch'],
      preferred: true,
      ...resource,
    };
    this.resources.push(full);
    this.#collections.set(listPath(full), new Map());
  }

  /** No longer serves a collection. */
  unserve(path: string): void {
    this.#collections.delete(path);
    const at = this.resources.findIndex((resource) => listPath(resource) === path);
    if (at >= 0) this.resources.splice(at, 1);
  }

  /** Creates or changes an object; a new one gets a new uid, also under a name that was used before. */
  put(collection: string, name: string, more: { namespace?: string; content?: object } = {}): KubeObject {
    const store = this.#collection(collection);
    const key = `${more.namespace ?? ''}/${name}`;
    const before = store.get(key);
    const revision = ++this.revision;
    const own = this.ownRevision.get(collection) ?? 0;
    const object: KubeObject = {
      ...more.content,
      metadata: {
        name,
        ...(more.namespace === undefined ? {} : { namespace: more.namespace }),
        uid: before?.metadata.uid ?? `uid-${++this.#uids}`,
        resourceVersion: String(revision + own),
      },
    };
    store.set(key, object);
    this.#record({ revision, collection, type: before === undefined ? 'ADDED' : 'MODIFIED', object });
    return object;
  }

  delete(collection: string, name: string, namespace = ''): void {
    const store = this.#collection(collection);
    const object = store.get(`${namespace}/${name}`);
    if (object === undefined) return;
    store.delete(`${namespace}/${name}`);
    const revision = ++this.revision;
    this.#record({
      revision,
      collection,
      type: 'DELETED',
      object: { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } },
    });
  }

  /** What is true, by uid. */
  truth(collection: string): ReadonlyMap<string, KubeObject> {
    return new Map([...this.#collection(collection).values()].map((object) => [object.metadata.uid, object]));
  }

  /** Applies the fault to the next `times` requests whose line begins with `match`. */
  fail(match: string, fault: FakeFault, times = 1): void {
    this.#rules.push({ match, fault, times });
  }

  /** All faults are over. */
  heal(): void {
    this.#rules = [];
    for (const watch of this.#watches) watch.silent = false;
    this.#flushSoon();
  }

  /** Ends open watches whose path begins with `match`, with everything undelivered lost. */
  endWatches(reason: 'ended' | 'broken', match = ''): void {
    for (const watch of this.#watches.filter(({ request }) => request.path.startsWith(match))) watch.end({ reason });
  }

  /** Sends an ERROR event and ends the watch, as the server does. */
  sendError(status: Omit<KubeStatus, 'kind'>, match = ''): void {
    for (const watch of this.#watches.filter(({ request }) => request.path.startsWith(match))) {
      watch.request.onEvents([{ type: 'ERROR', status: { kind: 'Status', ...status } }]);
      watch.end({ reason: 'ended' });
    }
  }

  /** Tells every open watch how far it is. */
  bookmark(): void {
    this.#flush();
    for (const watch of this.#watches)
      if (!watch.silent) watch.request.onEvents([{ type: 'BOOKMARK', resourceVersion: String(this.revision) }]);
  }

  /** Forgets the history: watches from before now are told 410. */
  compact(): void {
    this.#flush();
    this.#compacted = this.revision;
    this.#history = [];
  }

  snapshot(): FakeSnapshot {
    return { revision: this.revision, collections: copyOf(this.#collections) };
  }

  /** Goes back to a snapshot as an etcd restore does. Open watches go silent: they are from a future. */
  restore(snapshot: FakeSnapshot): void {
    this.revision = snapshot.revision;
    this.#collections = copyOf(snapshot.collections);
    this.#history = [];
    this.#compacted = snapshot.revision;
  }

  get openWatches(): number {
    return this.#watches.length;
  }

  async list(q: ListRequest): Promise<ListAnswer> {
    const version =
      q.resourceVersion === undefined ? 'quorum' : `rv=${q.resourceVersion}${q.resourceVersionMatch ? ` ${q.resourceVersionMatch}` : ''}`;
    const selectors = [q.labelSelector && ` labels=${q.labelSelector}`, q.fieldSelector && ` fields=${q.fieldSelector}`]
      .filter(Boolean)
      .join('');
    const fault = await this.#arrive(`list ${q.path} ${version}${selectors}`, q.path, { signal: q.signal, deadlineMs: q.idleDeadlineMs });
    const { collection, namespace } = split(q.path);
    const own = this.ownRevision.get(collection) ?? 0;
    if (Number(q.resourceVersion ?? 0) > this.revision + own)
      throw new ApiFailure('version-too-large', 'Too large resource version', { status: 504, retryAfterMs: 1000 });
    const source = q.resourceVersion === '0' && this.staleCache !== undefined ? this.staleCache : this.snapshot();
    const objects = [...(source.collections.get(collection)?.values() ?? [])].filter((object) => inNamespace(object, namespace));
    const items = objects.map(itemOf);
    const shown = fault === 'half' ? items.slice(0, Math.ceil(items.length / 2)) : items;
    for (let i = 0; i < shown.length; i += 2) {
      q.onItems(shown.slice(i, i + 2), { received: Math.min(i + 2, shown.length), expected: undefined });
      await Promise.resolve();
    }
    if (fault === 'half') throw new ApiFailure('reset', 'closed mid-line');
    return { resourceVersion: String(source.revision + own), items: items.length, wireBytes: 0, bodyBytes: 0, serverDateMs: undefined };
  }

  async watch(q: WatchRequest): Promise<WatchEnd> {
    const fault = await this.#arrive(`watch ${q.path} rv=${q.resourceVersion}`, q.path, { signal: q.signal, deadlineMs: 30_000 });
    const { collection, namespace } = split(q.path);
    q.onOpen();
    const from = Number(q.resourceVersion) - (this.ownRevision.get(collection) ?? 0);
    if (from < this.#compacted) {
      q.onEvents([expired]);
      return { reason: 'ended' };
    }
    return new Promise((resolve) => {
      const watch: OpenWatch = { request: q, collection, namespace, silent: fault === 'silent', told: from, end: () => {} };
      const end = (end: WatchEnd): void => {
        this.#watches = this.#watches.filter((other) => other !== watch);
        this.usage.openStreams = this.#watches.length;
        resolve(end);
      };
      watch.end = end;
      this.#watches.push(watch);
      this.usage.openStreams = this.#watches.length;
      q.signal.addEventListener('abort', () => end({ reason: 'aborted' }), { once: true });
      if (q.signal.aborted) end({ reason: 'aborted' });
      this.#flushSoon();
    });
  }

  async discover(signal: AbortSignal): Promise<DiscoveryAnswer> {
    await this.#arrive('discover', undefined, { signal });
    return { resources: [...this.resources], broken: [...this.broken] };
  }

  async get(
    path: string,
    q: { signal: AbortSignal; deadlineMs?: number },
  ): Promise<{ status: number; body: string; headers: Readonly<Record<string, string>> }> {
    const [plain = path, query] = path.split('?');
    await this.#arrive(`get ${path}`, query === undefined ? undefined : plain, q);
    const latest = String(this.revision + (this.ownRevision.get(plain) ?? 0));
    const body = query === 'limit=1' ? JSON.stringify({ metadata: { resourceVersion: latest }, items: [] }) : this.documents.get(path);
    if (body === undefined) throw new ApiFailure('not-found', 'not found', { status: 404 });
    return { status: 200, body, headers: {} };
  }

  async podLog(): Promise<never> {
    throw new ApiFailure('not-found', 'this server keeps no logs', { status: 404 });
  }

  async table(path: string, q: { signal: AbortSignal }): Promise<ServerTable> {
    await this.#arrive(`table ${path}`, path.split('?')[0], q);
    return this.tableAnswer ?? { columns: [], rows: [], resourceVersion: '' };
  }

  close(): void {
    this.closed = true;
    this.endWatches('broken');
  }

  /** Writes the request down and does what the first matching fault says. */
  async #arrive(line: string, path: string | undefined, q: { signal: AbortSignal; deadlineMs?: number }): Promise<FakeFault | undefined> {
    this.requests.push(line);
    this.usage.requests++;
    await Promise.resolve();
    const rule = this.#rules.find(({ match, times }) => times > 0 && line.startsWith(match));
    if (rule !== undefined) rule.times--;
    if (q.signal.aborted) throw new ApiFailure('aborted', 'aborted');
    if (rule?.fault === 'hang') await this.#hang(q);
    if (rule?.fault instanceof ApiFailure) throw rule.fault;
    if (path !== undefined && this.forbidden.has(path)) throw new ApiFailure('forbidden', `cannot list ${path}`, { status: 403 });
    if (path !== undefined && !this.#collections.has(split(path).collection))
      throw new ApiFailure('not-found', 'not found', { status: 404 });
    return rule?.fault;
  }

  #hang(q: { signal: AbortSignal; deadlineMs?: number }): Promise<never> {
    return new Promise((_, reject) => {
      const cancel = this.#timers?.after(q.deadlineMs ?? 60_000, () => reject(new ApiFailure('timeout', 'no answer in time')));
      const abort = (): void => {
        cancel?.();
        reject(new ApiFailure('aborted', 'aborted'));
      };
      q.signal.addEventListener('abort', abort, { once: true });
    });
  }

  #collection(path: string): Map<string, KubeObject> {
    const store = this.#collections.get(path);
    if (store === undefined) throw new Error(`${path} is not served`);
    return store;
  }

  #record(change: Change): void {
    this.#history.push(change);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  /** The watcher was too slow: what it has not been told is gone. */
  #expire(watch: OpenWatch): void {
    watch.request.onEvents([expired]);
    watch.end({ reason: 'ended' });
  }

  #flush(): void {
    for (const watch of [...this.#watches]) {
      if (watch.silent) continue;
      if (watch.told < this.#compacted) {
        this.#expire(watch);
        continue;
      }
      const events: WatchEvent[] = this.#history
        .filter(
          (change) => change.revision > watch.told && change.collection === watch.collection && inNamespace(change.object, watch.namespace),
        )
        .map(({ type, object }) => ({ type, ...itemOf(object) }));
      watch.told = Math.max(watch.told, this.revision);
      if (events.length > 0) watch.request.onEvents(events);
    }
  }
}

function copyOf(collections: FakeSnapshot['collections']): Map<string, Map<string, KubeObject>> {
  return new Map([...collections].map(([path, objects]) => [path, new Map(objects)]));
}

function itemOf(object: KubeObject): ListItem {
  return { object, bytes: encoder.encode(JSON.stringify(object)) };
}

function inNamespace(object: KubeObject, namespace: string | undefined): boolean {
  return namespace === undefined || object.metadata.namespace === namespace;
}

function split(path: string): { collection: string; namespace: string | undefined } {
  const found = /^(.*)\/namespaces\/([^/]+)\/([^/]+)$/.exec(path);
  return found === null ? { collection: path, namespace: undefined } : { collection: `${found[1]}/${found[3]}`, namespace: found[2] };
}
