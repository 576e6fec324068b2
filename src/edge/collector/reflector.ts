import type { RestoredShard } from '../../core/fleet/fleet-restorer.ts';
import type { ShardState } from '../../core/fleet/fleet-view.ts';
import { type ApiResource, groupVersionOf } from '../../core/kube/api-resource.ts';
import { ApiFailure } from '../client/api-server.ts';
import { FailurePatience } from './failure-patience.ts';
import { asApiFailure, failureReason, isClusterWide } from './failure-reason.ts';
import { readLatestVersion } from './latest-version.ts';
import type { ListClass } from './list-schedule.ts';
import { listShard } from './list-shard.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { laterVersion } from './resource-version.ts';
import type { ShardFeed } from './shard-feed.ts';
import { type StreamPath, streamPath } from './stream-path.ts';
import { sleep } from './timers.ts';
import { watchPath } from './watch-path.ts';

/** What a reflector is made of. */
export interface ReflectorOptions {
  readonly host: ReflectorHost;
  readonly feed: ShardFeed;
  /** As the cluster serves it. */
  readonly resource: Pick<ApiResource, 'group' | 'version' | 'plural' | 'namespaced'>;
  readonly listClass: ListClass;
  /** Reads again so often instead of watching, for resources that cannot be watched. */
  readonly pollMs?: number;
  /** What was kept from before the restart: it goes on from there instead of from nothing. */
  readonly kept?: RestoredShard | undefined;
  /** Called whenever the state has reached the store. */
  onState(state: ShardState): void;
  /** Called when objects were added, changed or removed. */
  onNews(): void;
}

/** Running totals of a reflector, for `/metrics`. */
export interface ReflectorTotals {
  /** Complete lists. */
  lists: number;
  /** Lists and watches that failed or broke. */
  failures: number;
  /** Histories that were replaced because the server was restored. */
  rewinds: number;
  /** Last event, bookmark or list. */
  lastNewsMs: number | undefined;
}

/** A first list that is complete is true without a watch for so long: opening it waits for more urgent things. */
const openGraceMs = 5000;
/** No answer for so long ends a list. Source: web-view.md D.5, 9: 10.9 s were seen in the queue of an API server. */
const listIdleDeadlineMs = 30_000;
/** Progress of a first list is told to the store no more often than this. */
const progressEveryMs = 250;

/**
 * Keeps one resource of one cluster in the store true: lists, watches from there, resumes, lists again where it must, for ever.
 * Guarantees: rows are removed only by an event or by a complete list; the state says `live` only while the watch is open (or, for five seconds, being opened after the
 * first list) and its cluster's probe holds; every failure
 * becomes a state, none leaves as an exception; between two attempts lies a delay with full jitter, `Retry-After` is obeyed.
 */
export class Reflector {
  readonly #q: ReflectorOptions;
  readonly totals: ReflectorTotals = { lists: 0, failures: 0, rewinds: 0, lastNewsMs: undefined };
  #paths: readonly StreamPath[];
  #held = 0;
  #synced = false;
  #mustList = true;
  readonly #patience: FailurePatience;
  #state: ShardState;
  #watching = false;
  #progressMs = 0;
  #failure: ApiFailure | undefined;
  #listing = false;
  /** True once a watch was open. */
  #heard = false;
  /** Somebody found the server behind what we know: the next list asks first how far behind. */
  #doubted = false;
  #stopped = false;
  #stream = new AbortController();
  /** While it waits for the time of its next attempt. */
  #nap: AbortController | undefined;
  #run: Promise<void> | undefined;

  constructor(q: ReflectorOptions) {
    this.#q = q;
    this.#patience = new FailurePatience(q.host);
    this.#paths = [streamPath(q.resource)];
    this.#state = initialState(q.resource, q.host.clock.nowMs());
    if (q.kept !== undefined) this.#goOn(q.kept);
  }

  /** Rows that were kept are like rows that were listed long ago; where they can be continued from, a watch tells what changed since. */
  #goOn({ state, rows, complete }: RestoredShard): void {
    const version = state.resourceVersion;
    const namespaces = state.namespaces ?? [undefined];
    this.#paths = namespaces.map((namespace) => ({ ...streamPath(this.#q.resource, namespace), version }));
    this.#synced = true;
    this.#held = rows;
    this.#state = state;
    this.totals.lastNewsMs = state.trueAtMs;
    // Streams by namespace were at different places; the latest of their versions is not true of all.
    this.#mustList = !complete || version === '' || state.namespaces !== undefined || this.#q.pollMs !== undefined;
  }

  /** True while nothing was heard of what was kept, neither good nor bad. */
  get unconfirmed(): boolean {
    return this.#q.kept !== undefined && !this.#heard && this.totals.lists === 0 && this.totals.failures === 0;
  }

  /** As last sent to the store. */
  get state(): ShardState {
    return this.#state;
  }

  /** The paths that are listed and watched, with the versions that we hold. */
  get paths(): readonly StreamPath[] {
    return this.#paths;
  }

  /** True once a list was complete. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Objects held, as far as the events say. */
  get held(): number {
    return this.#held;
  }

  /** Begins; calling it again does nothing. */
  start(): void {
    this.#run ??= this.#loop();
  }

  /** Ends everything under way; resolves when nothing is. */
  async stop(): Promise<void> {
    this.#q.feed.close();
    this.#stopped = true;
    this.#stream.abort();
    this.#nap?.abort();
    await this.#run;
  }

  /** Lists again now, because the server seems to have been restored. A list under way is left alone: its answer decides. */
  relist(reason: string): void {
    if (this.#listing) return;
    this.#mustList = true;
    this.#doubted = true;
    if (this.#synced) this.#say('stale', reason);
    this.#stream.abort();
    this.#nap?.abort();
  }

  /** What was handed over could not be used: lists again, after a delay. */
  failed(failure: ApiFailure): void {
    this.#failure = failure;
    this.#mustList = true;
    this.#stream.abort();
  }

  /** Tries again now instead of after its delay. */
  retryNow(): void {
    this.#nap?.abort();
  }

  /** The cluster's probe has something new to say: the state may change by it, and the shard was true just now. */
  judged(): void {
    if (this.#watching) this.#sayTrusted();
  }

  /** The connection was replaced: everything is opened again on the new one. */
  reconnect(): void {
    this.#stream.abort();
    this.#nap?.abort();
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      this.#stream = new AbortController();
      this.#failure = undefined;
      try {
        await this.#turn(this.#stream.signal);
      } catch (error) {
        this.#watching = false;
        await this.#recover(error);
      }
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    await this.#q.host.mayAsk(signal);
    signal.throwIfAborted();
    if (this.#mustList) {
      this.#listing = true;
      await this.#list(signal).finally(() => {
        this.#listing = false;
      });
    }
    signal.throwIfAborted();
    if (this.#q.pollMs === undefined) return this.#watch(signal);
    await this.#pause(this.#q.pollMs);
    this.#mustList = true;
  }

  async #list(signal: AbortSignal): Promise<void> {
    const listed = await this.#listPaths(signal);
    signal.throwIfAborted();
    if (listed.rewound) {
      this.totals.rewinds++;
      this.#q.host.log('warn', 'history rewound: the API server was restored from an older snapshot');
    }
    this.totals.lists++;
    this.#paths = listed.paths;
    this.#held = listed.items;
    const first = !this.#synced;
    this.#synced = true;
    this.#mustList = false;
    this.#doubted = false;
    this.#patience.listed({ limited: this.#limited });
    this.#news();
    if (this.#q.pollMs !== undefined) this.#say('live', '');
    else if (first) this.#sayTrusted();
  }

  async #listPaths(signal: AbortSignal): ReturnType<typeof listShard> {
    const request = {
      host: this.#q.host,
      feed: this.#q.feed,
      held: this.#held,
      doubted: this.#doubted,
      listClass: this.#q.listClass,
      signal,
      idleDeadlineMs: listIdleDeadlineMs,
      onProgress: (received: number, expected: number | undefined) => this.#progress(received, expected),
    };
    try {
      return await listShard({ ...request, paths: this.#paths });
    } catch (error) {
      if (asApiFailure(error)?.kind !== 'forbidden') throw error;
      this.#patience.wideRefusals.refused();
      if (!this.#q.resource.namespaced || !(this.#limited || this.#patience.wideRefusals.isBelieved)) throw error;
      const version = this.version;
      const namespaces = await this.#q.host.namespaces();
      if (namespaces.length === 0) throw error;
      return await listShard({ ...request, paths: namespaces.map((name) => ({ ...streamPath(this.#q.resource, name), version })) });
    }
  }

  /** Watches all paths at the same time; the first that fails ends the others, each goes on from its own version later. */
  async #watch(signal: AbortSignal): Promise<void> {
    // One path needs no signal of its own: this stands still for minutes, some thousand times in a fleet.
    const together = this.#limited ? follower(signal) : undefined;
    const common = together?.signal ?? signal;
    const open = new Set<StreamPath>();
    const startMs = this.#q.host.clock.nowMs();
    const cancelGrace = this.#q.host.timers.after(openGraceMs, () => this.#graceOver());
    const cancel = this.#limited ? this.#lookWider(common) : undefined;
    try {
      await this.#q.host.calm(common);
      signal.throwIfAborted();
      await Promise.all(
        this.#paths.map((path) =>
          watchPath({
            host: this.#q.host,
            feed: this.#q.feed,
            path,
            signal: common,
            onOpen: () => {
              open.add(path);
              this.#q.host.answered();
              if (open.size < this.#paths.length) return;
              cancelGrace();
              this.#opened();
            },
            onEvents: ({ rows, added }) => {
              this.#held += added;
              this.#news();
              if (rows > 0) this.#q.onNews();
            },
          }),
        ),
      );
    } finally {
      cancel?.();
      cancelGrace();
      together?.abort();
      if (this.#watching) this.#patience.watched(this.#q.host.clock.nowMs() - startMs);
    }
  }

  /** Up to where we know: versions count over all namespaces of a resource. Empty before the first list. */
  get version(): string {
    return this.#paths.reduce((latest, path) => laterVersion(latest, path.version), '');
  }

  get #limited(): boolean {
    return this.#paths.some((path) => path.namespace !== undefined);
  }

  /** Rights may have grown, or the refusal was a passing one. */
  #lookWider(signal: AbortSignal): () => void {
    const { path } = streamPath(this.#q.resource);
    const look = { signal, deadlineMs: listIdleDeadlineMs };
    return this.#patience.wideRefusals.lookWider({
      signal,
      mayReadAll: () =>
        readLatestVersion(this.#q.host.api(), path, look).then(
          () => true,
          () => false,
        ),
      widen: () => this.#widen(),
    });
  }

  /** Tries the whole cluster again, and the namespaces that there are by now. */
  #widen(): void {
    this.#paths = [{ ...streamPath(this.#q.resource), version: this.version }];
    this.#mustList = true;
    this.#stream.abort();
  }

  #graceOver(): void {
    if (!this.#watching && this.#state.state === 'live') this.#say('stale', 'the watch has not opened yet');
  }

  #opened(): void {
    this.#watching = true;
    this.#heard = true;
    if (this.#q.host.distrust() === '') this.#news();
    this.#sayTrusted();
  }

  #sayTrusted(): void {
    const distrust = this.#q.host.distrust();
    if (distrust === '') {
      this.#news();
      this.#say('live', '');
    } else this.#say('stale', distrust);
  }

  #news(): void {
    this.totals.lastNewsMs = this.#q.host.clock.nowMs();
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#stopped) return;
    const failure = this.#failure ?? asApiFailure(error);
    if (failure?.kind === 'aborted' && this.#stream.signal.aborted) return;
    if (failure === undefined) this.#q.host.log('error', 'defect in the reflector', { error });
    const met = failure ?? new ApiFailure('garbage', `defect: ${error instanceof Error ? error.message : String(error)}`);
    this.totals.failures++;
    if (met.kind === 'gone' || met.kind === 'version-too-large') this.#mustList = true;
    if (failure === undefined) this.#mustList = true;
    if (isClusterWide(met) && this.#synced) this.#q.host.doubt();
    if (isClusterWide(met)) this.#q.host.unanswered(met);
    const verdict = this.#patience.judge(met, { synced: this.#synced, mustList: this.#mustList, limited: this.#limited });
    this.#say(verdict.state, failureReason(met));
    this.#mustList = verdict.mustList;
    if (verdict.notServed) this.#forget();
    this.#stream = new AbortController();
    await this.#pause(verdict.delayMs);
  }

  /** What we hold of a resource that is not served is gone. */
  #forget(): void {
    if (!this.#synced) return;
    this.#q.feed.beginList('', true);
    this.#q.feed.endList('');
    this.#paths = [streamPath(this.#q.resource)];
    this.#synced = false;
    this.#held = 0;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stopped || this.#stream.signal.aborted) return;
    this.#nap = new AbortController();
    await sleep(this.#q.host.timers, ms, this.#nap.signal);
    this.#nap = undefined;
  }

  #progress(received: number, expected: number | undefined): void {
    const nowMs = this.#q.host.clock.nowMs();
    if (nowMs - this.#progressMs < progressEveryMs) return;
    this.#progressMs = nowMs;
    this.#state = { ...this.#state, received, expected };
    if (this.#synced) this.#send(this.#state);
    else this.#say('syncing', '');
  }

  #say(state: ShardState['state'], reason: string): void {
    const same = state === this.#state.state;
    this.#send({
      ...this.#state,
      state,
      reason,
      sinceMs: same ? this.#state.sinceMs : this.#q.host.clock.nowMs(),
      ...(state === 'live' ? { received: this.#held, expected: undefined } : {}),
    });
  }

  #send(state: ShardState): void {
    const { namespaces: _, ...rest } = state;
    const limits = this.#paths.flatMap((path) => path.namespace ?? []);
    const next: ShardState = {
      ...rest,
      trueAtMs: this.#synced ? this.totals.lastNewsMs : undefined,
      resourceVersion: this.version,
      ...(limits.length === 0 ? {} : { namespaces: limits }),
    };
    this.#state = next;
    this.#q.feed.state(next, () => this.#q.onState(next));
  }
}

/** A controller that aborts when the signal does, and lets go of it when it is aborted itself. */
function follower(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  signal.addEventListener('abort', () => controller.abort(), { once: true, signal: controller.signal });
  return controller;
}

/** The state of a shard of which nothing is known. */
export function initialState(resource: Pick<ApiResource, 'group' | 'version'>, nowMs: number): ShardState {
  return {
    state: 'syncing',
    sinceMs: nowMs,
    reason: '',
    received: 0,
    expected: undefined,
    groupVersion: groupVersionOf(resource),
    trueAtMs: undefined,
    resourceVersion: '',
  };
}
