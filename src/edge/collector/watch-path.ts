import type { KubeStatus, WatchEvent } from '../../core/kube/watch-event.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { laterVersion } from './resource-version.ts';
import type { ShardFeed } from './shard-feed.ts';
import type { StreamPath } from './stream-path.ts';

/** What a watch needs. */
export interface WatchPath {
  readonly host: ReflectorHost;
  readonly feed: ShardFeed;
  readonly path: StreamPath;
  readonly signal: AbortSignal;
  onOpen(): void;
  /** Something arrived: how many events of objects, and objects that came minus objects that went. */
  onEvents(news: { readonly rows: number; readonly added: number }): void;
}

/** Seconds a watch may be open: random, so that watches opened together do not end together. Source: client-go tools/cache/reflector.go minWatchTimeout (5 to 10 minutes). */
const timeoutSeconds = { least: 300, spread: 301 };
/** What we allow the server beyond that before we end the watch ourselves. */
const graceMs = 15_000;
/** A watch opens at once, or after its time in the server's queue; a connection that is dead and does not know it never opens one. */
const openDeadlineMs = 30_000;
/** A watch that ends sooner and brought nothing is a broken one: reopening it at once would be a busy loop. */
const shortestMs = 1000;

/**
 * Watches a path, and again from where it was whenever a watch ends in order; moves `path.version` on.
 * Never resolves: throws ApiFailure, `gone` where only a new list helps.
 */
export async function watchPath(q: WatchPath): Promise<never> {
  for (;;) {
    const startMs = q.host.clock.nowMs();
    const events = await watchOnce(q);
    q.signal.throwIfAborted();
    if (events === 0 && q.host.clock.nowMs() - startMs < shortestMs)
      throw new ApiFailure('server-error', 'the watch ended as soon as it began');
  }
}

/** One request; resolves with the number of events when it ended in order. */
async function watchOnce(q: WatchPath): Promise<number> {
  const seconds = timeoutSeconds.least + q.host.random.int(timeoutSeconds.spread);
  const request = new AbortController();
  const abort = (): void => request.abort();
  let count = 0;
  let failure: ApiFailure | undefined;
  const tooLate = q.host.timers.after(openDeadlineMs, () => {
    failure = new ApiFailure('timeout', `the watch did not open within ${openDeadlineMs / 1000} s`);
    abort();
  });
  const tooLong = q.host.timers.after(seconds * 1000 + graceMs, abort);
  q.signal.addEventListener('abort', abort, { once: true });
  try {
    const end = await q.host.api().watch({
      path: q.path.path,
      resourceVersion: q.path.version,
      timeoutSeconds: seconds,
      signal: request.signal,
      onOpen: () => {
        tooLate();
        if (!request.signal.aborted) q.onOpen();
      },
      onEvents: (events) => {
        if (request.signal.aborted) return;
        count += events.length;
        failure ??= takeEvents(q, events);
        if (failure !== undefined) abort();
      },
    });
    if (failure !== undefined) throw failure;
    if (end.reason === 'broken') throw new ApiFailure('reset', 'the watch broke');
    return count;
  } catch (error) {
    // Our own deadline is an orderly end, also where the client says it as a failure.
    if (failure === undefined && error instanceof ApiFailure && error.kind === 'aborted' && !q.signal.aborted) return count;
    throw failure ?? error;
  } finally {
    tooLate();
    tooLong();
    q.signal.removeEventListener('abort', abort);
  }
}

/** Hands the events of one chunk over; the answer is the failure that an ERROR event reports. What came before it counts. */
function takeEvents(q: WatchPath, chunk: readonly WatchEvent[]): ApiFailure | undefined {
  const stop = chunk.findIndex((event) => event.type === 'ERROR');
  const events = stop < 0 ? chunk : chunk.slice(0, stop);
  let added = 0;
  let rows = 0;
  for (const event of events) {
    if (event.type === 'ERROR') continue;
    if (event.type !== 'BOOKMARK') rows++;
    if (event.type === 'ADDED') added++;
    if (event.type === 'DELETED') added--;
    const version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion;
    if (version) q.path.version = laterVersion(q.path.version, version);
  }
  if (rows > 0) q.feed.events(events, q.path.version);
  else if (events.length > 0) q.feed.bookmark(q.path.version);
  if (events.length > 0) q.onEvents({ rows, added });
  const error = chunk[stop];
  return error?.type === 'ERROR' ? failureOf(error.status) : undefined;
}

function failureOf(status: KubeStatus): ApiFailure {
  const message = status.message ?? status.reason ?? 'an ERROR event';
  if (status.code === 410 || status.reason === 'Expired' || status.reason === 'Gone')
    return new ApiFailure('gone', message, { status: 410, body: status });
  const seconds = status.details?.retryAfterSeconds;
  return new ApiFailure(status.code === 429 ? 'throttled' : 'server-error', message, {
    ...(status.code === undefined ? {} : { status: status.code }),
    ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
    body: status,
  });
}
