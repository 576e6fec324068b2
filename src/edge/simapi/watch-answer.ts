import type { SimEntry, SimEvent } from '../../core/sim/sim-cluster.ts';
import { refusals, statusObject } from './api-status.ts';
import { type ListOptions, listOptions } from './list-options.ts';
import type { ObjectWriter } from './object-writer.ts';
import { baseHeaders, type RequestContext } from './request-context.ts';
import type { ResourceRoute } from './route.ts';
import type { OpenStream } from './sim-endpoint.ts';

/** Source: k8s.io/apiserver pkg/server/options MinRequestTimeout: 30 to 60 minutes. */
const shortestDefaultTimeoutMs = 1_800_000;
/** How long before its end a watch gets a last bookmark. Source: k8s.io/apiserver pkg/storage/cacher/cache_watcher.go nextBookmarkTime */
const lastBookmarkMs = 2_000;
const lineEnd = Buffer.from('}\n');
const openers = new Map(
  (['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] as const).map((type) => [type, Buffer.from(`{"type":"${type}","object":`)]),
);

/** Answers a watch; settles when its stream is set up, not when it ends. */
export async function answerWatch(context: RequestContext, route: ResourceRoute, writer: ObjectWriter, silent: boolean): Promise<void> {
  const options = listOptions(context.query, route);
  context.reply.head(200, baseHeaders(context));
  if (silent) context.reply.freeze();
  const watch = new WatchStream(context, route, writer, options);
  await watch.start();
}

/** One open watch: initial events, then changes as they happen, bookmarks when nothing happens. */
class WatchStream implements OpenStream {
  readonly subject: OpenStream['subject'];
  readonly reply: RequestContext['reply'];
  readonly #context: RequestContext;
  readonly #route: ResourceRoute;
  readonly #writer: ObjectWriter;
  readonly #options: ListOptions;
  #subscription: { close(): void } | undefined;
  #pending: Uint8Array[] = [];
  #flushing = false;
  /** While initial events are sent, changes wait. */
  #waiting: SimEvent[] | undefined;
  #bookmarks: NodeJS.Timeout | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #lastBookmark: NodeJS.Timeout | undefined;
  #startVersion = 0;

  constructor(context: RequestContext, route: ResourceRoute, writer: ObjectWriter, options: ListOptions) {
    this.#context = context;
    this.#route = route;
    this.#writer = writer;
    this.#options = options;
    this.reply = context.reply;
    this.subject = { verb: 'watch', resource: route.id, user: context.user.name, path: context.path };
  }

  async start(): Promise<void> {
    const { endpoint } = this.#context;
    const store = endpoint.cluster.objects;
    const { resourceVersion, sendInitialEvents } = this.#options;
    const fromState = sendInitialEvents ?? (resourceVersion === '' || resourceVersion === '0');
    const since = fromState || resourceVersion === '' || resourceVersion === '0' ? store.resourceVersion : Number(resourceVersion);
    const initial = fromState ? this.#selected(store.list(this.#route.form.stored, this.#route.namespace)) : undefined;
    if (initial !== undefined) this.#waiting = [];
    const subscription = store.watch(this.#route.form.stored, since, (event) => this.#onEvent(event));
    if (subscription === 'expired') return this.#expire(`too old resource version: ${since} (${store.compactedVersion})`);
    this.#subscription = subscription;
    endpoint.streams.add(this);
    this.reply.onClose(() => this.#dispose());
    this.#startTimers();
    this.#startVersion = since;
    if (initial !== undefined) await this.#sendInitial(initial, since);
  }

  end(why: 'expired' | 'done'): void {
    if (why === 'expired') this.#expire('The resourceVersion for the provided watch is too old.');
    this.#flush();
    this.reply.end();
    this.#dispose();
  }

  spoil(): void {
    this.reply.push(Buffer.from('{"type":"MODIFIED","object":{"kind":\u0007<<<\n'));
  }

  #expire(message: string): void {
    const status = statusObject(refusals.expired(message).parts);
    this.#write('ERROR', [Buffer.from(JSON.stringify(status))]);
    this.#flush();
    this.reply.end();
  }

  #selected(entries: readonly SimEntry[]): readonly SimEntry[] {
    const { select } = this.#options;
    return select === undefined ? entries : entries.filter((entry) => select(entry.object));
  }

  async #sendInitial(entries: readonly SimEntry[], version: number): Promise<void> {
    let batch = 0;
    for (const entry of entries) {
      this.#write('ADDED', this.#writer.event(entry));
      if (++batch % 64 !== 0) continue;
      this.#flush();
      await new Promise((resolve) => setImmediate(resolve));
      await this.reply.room();
      if (this.reply.closed) return;
    }
    if (this.#options.sendInitialEvents === true && this.#options.allowWatchBookmarks) this.#bookmark(version, true);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const event of waiting) this.#onEvent(event);
    this.#flush();
  }

  #onEvent(event: SimEvent): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(event);
      return;
    }
    const { namespace } = this.#route;
    if (namespace !== undefined && event.entry.object.metadata.namespace !== namespace) return;
    const seen = this.#asSeen(event);
    if (seen === undefined) return;
    this.#write(seen.type, this.#writer.event(seen.entry));
    this.#flushSoon();
  }

  /** What a selector makes of a change: an object that comes to match is added, one that ceases to is deleted. */
  #asSeen(event: SimEvent): { type: SimEvent['type']; entry: SimEntry } | undefined {
    const { select } = this.#options;
    if (select === undefined) return event;
    const matches = select(event.entry.object);
    if (event.type !== 'MODIFIED') return matches ? event : undefined;
    const matched = event.before !== undefined && select(event.before.object);
    if (matches) return matched ? event : { type: 'ADDED', entry: event.entry };
    return matched && event.before !== undefined ? { type: 'DELETED', entry: lastSeen(event.before, event.entry) } : undefined;
  }

  #bookmark(version: number, initialEventsEnd: boolean): void {
    this.#write('BOOKMARK', [this.#writer.bookmark(version, initialEventsEnd)]);
    this.#flush();
  }

  #startTimers(): void {
    const { bookmarkMs } = this.#context.endpoint.settings;
    const { timeoutSeconds, allowWatchBookmarks } = this.#options;
    const timeoutMs =
      timeoutSeconds === undefined || timeoutSeconds === 0 ? shortestDefaultTimeoutMs * (1 + Math.random()) : timeoutSeconds * 1000;
    this.#timeout = setTimeout(() => this.end('done'), timeoutMs).unref();
    if (!allowWatchBookmarks) return;
    if (timeoutMs > lastBookmarkMs) this.#lastBookmark = setTimeout(() => this.#bookmarkIfPassed(), timeoutMs - lastBookmarkMs).unref();
    this.#bookmarks = setInterval(() => this.#bookmarkIfPassed(), bookmarkMs).unref();
  }

  /** Only a version that has been passed is worth saying; a watch from the future stays silent. */
  #bookmarkIfPassed(): void {
    const version = this.#context.endpoint.cluster.objects.resourceVersion;
    if (this.#waiting === undefined && version > this.#startVersion) this.#bookmark(version, false);
  }

  #write(type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR', object: readonly Uint8Array[]): void {
    this.#pending.push(openers.get(type) as Buffer, ...object, lineEnd);
  }

  /** All changes of one turn of the event loop go out as one chunk. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const chunk = Buffer.concat(this.#pending);
    this.#pending = [];
    this.reply.push(chunk);
    const { watchBacklogBytes } = this.#context.endpoint.settings;
    if (this.#waiting === undefined && this.reply.backlogBytes > watchBacklogBytes) this.reply.destroy();
  }

  #dispose(): void {
    clearTimeout(this.#timeout);
    clearTimeout(this.#lastBookmark);
    clearInterval(this.#bookmarks);
    this.#subscription?.close();
    this.#context.endpoint.streams.delete(this);
  }
}

/** The object as it last matched, under the version of the change that took it away. */
function lastSeen(before: SimEntry, entry: SimEntry): SimEntry {
  const resourceVersion = String(entry.resourceVersion);
  const object = { ...before.object, metadata: { ...before.object.metadata, resourceVersion } };
  return { object, resourceVersion: entry.resourceVersion };
}
