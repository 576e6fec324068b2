import { type BackoffBounds, backoffMs } from '../../core/base/backoff.ts';
import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import { asApiFailure, failureReason } from './failure-reason.ts';
import { dateOf, failOnStatus, readLatestVersion } from './latest-version.ts';
import { isEarlier } from './resource-version.ts';
import { sleep, type Timers } from './timers.ts';

/** A resource that is synced: its path, and the newest version that was seen of it. */
export interface WatchedResource {
  readonly resource: string;
  readonly path: string;
  readonly version: string;
}

/** What the health of a cluster is made of. */
export interface ClusterHealthOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Between two probes of a cluster that is well. */
  readonly probeEveryMs: number;
  api(): ApiServer;
  /** What is synced, the resource to probe by first. */
  watched(): readonly WatchedResource[];
  /** A fact changed: reachability, version, clock. */
  onChange(): void;
  /** A probe answered or failed: what the shards may say of themselves changed. */
  onJudged(): void;
  /** The API server is behind what we have seen. */
  onRewound(reason: string): void;
}

/** Failures in a row, of any resource, after which only one attempt at a time is made. */
const openAfterFailures = 3;
const retryBounds: BackoffBounds = { firstMs: 1000, maxMs: 60_000 };
/** A probe may have to queue. Source: web-view.md D.5, 9: 10.9 s. */
const probeDeadlineMs = 15_000;
/** Doubts that come in a crowd share a probe. */
const leastGapMs = 1000;

/**
 * Knows whether one cluster can be reached and believed: counts failures, lets only one attempt at a time through while nobody answers (circuit breaker),
 * and probes: `/readyz`, and a one-item quorum list whose resourceVersion must not be lower than what the watches have seen.
 */
export class ClusterHealth {
  readonly #q: ClusterHealthOptions;
  readonly #stopped = new AbortController();
  #nap = new AbortController();
  #run: Promise<void> | undefined;
  #failures = 0;
  #open = false;
  #failing: ApiFailure | undefined;
  #distrust = '';
  #doubted = false;
  #attempt = 0;
  #lastProbeMs = Number.NEGATIVE_INFINITY;
  #waiting: (() => void)[] = [];
  /** Resources with versions of their own: another etcd, an aggregated API. */
  readonly #foreign = new Set<string>();
  lastContactMs: number | undefined;
  /** When it answered first, or again after a failure; 0 before. */
  reachableSinceMs = 0;
  clockSkewMs: number | undefined;
  /** `gitVersion`. */
  version: string | undefined;

  constructor(q: ClusterHealthOptions) {
    this.#q = q;
  }

  /** The last failure of the cluster as a whole; undefined once it answered again. */
  get failing(): ApiFailure | undefined {
    return this.#failing;
  }

  /** True while only probes are sent. */
  get cut(): boolean {
    return this.#open;
  }

  /** Why watches cannot be believed; empty when they can. */
  get distrust(): string {
    return this.#distrust;
  }

  /** Starts to probe; the first time after a random part of the interval, so that many clusters spread. */
  start(): void {
    this.#run ??= this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#nap.abort();
    this.#release();
    await this.#run;
  }

  /** Resolves when the cluster may be asked: at once, or when a probe has got through. */
  mayAsk(signal: AbortSignal): Promise<void> {
    if (!this.#open || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The API server answered something. */
  answered(serverDateMs?: number): void {
    const nowMs = this.#q.clock.nowMs();
    if (this.lastContactMs === undefined || this.#failing !== undefined || this.#open) this.reachableSinceMs = nowMs;
    this.lastContactMs = nowMs;
    if (serverDateMs !== undefined) this.clockSkewMs = skewOf(serverDateMs, nowMs);
    this.#failures = 0;
    if (this.#failing === undefined && !this.#open) return;
    this.#failing = undefined;
    this.#open = false;
    this.#release();
    this.#q.onChange();
  }

  /** The API server could not be reached or does not let us in: a probe will tell whether that is true of all of it. */
  unanswered(failure: ApiFailure): void {
    this.#count(failure);
    if (!this.#open) this.probeSoon();
  }

  #count(failure: ApiFailure): void {
    this.#failing = failure;
    if (++this.#failures >= openAfterFailures && !this.#open) {
      this.#open = true;
      this.#attempt = 0;
      this.#nap.abort();
    }
    this.#q.onChange();
  }

  /** A connection broke, or all we have is from before: until the next probe nothing is believed. */
  doubt(why = 'the connection broke; not yet checked again'): void {
    this.#doubted = true;
    if (this.#distrust === '') {
      this.#distrust = why;
      this.#q.onJudged();
    }
    this.#nap.abort();
  }

  /** Probes as soon as possible. */
  probeSoon(): void {
    this.#doubted = true;
    this.#nap.abort();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  async #loop(): Promise<void> {
    const signal = this.#stopped.signal;
    let delay = this.#q.random.next() * this.#q.probeEveryMs;
    while (!signal.aborted) {
      this.#nap = new AbortController();
      if (!this.#doubted) await sleep(this.#q.timers, delay, this.#nap.signal);
      if (this.#open || this.#doubted) await sleep(this.#q.timers, this.#soon(), signal);
      if (signal.aborted) return;
      const doubted = this.#doubted;
      this.#doubted = false;
      this.#lastProbeMs = this.#q.clock.nowMs();
      const well = await this.#probe(signal, doubted);
      if (signal.aborted) return;
      delay = well ? this.#q.probeEveryMs : backoffMs(this.#attempt++, retryBounds, this.#q.random);
      if (well) this.#attempt = 0;
    }
  }

  /** Not sooner than the least gap after the last probe; with a cut connection, after a random part of it. */
  #soon(): number {
    return Math.max(0, this.#lastProbeMs + leastGapMs - this.#q.clock.nowMs());
  }

  /** True when the cluster answered and can be believed. */
  async #probe(signal: AbortSignal, doubted: boolean): Promise<boolean> {
    try {
      await this.#readiness(signal);
      const rewound = await this.#findRewound(signal);
      // A server that was away may have come back as another version.
      if (this.version === undefined || doubted) this.version = (await this.#readVersion(signal)) ?? this.version;
      this.#trust('');
      if (rewound !== undefined) this.#q.onRewound(rewound);
      this.#q.onChange();
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const failure = asApiFailure(error);
      if (failure === undefined) throw error;
      this.#count(failure);
      this.#trust(`the probe failed: ${failureReason(failure)}`);
      return false;
    }
  }

  #trust(distrust: string): void {
    this.#distrust = distrust;
    this.#q.onJudged();
  }

  /** A server that is not ready is not believed; one that does not let us ask is. */
  async #readiness(signal: AbortSignal): Promise<void> {
    const answer = await tolerate(['forbidden', 'not-found', 'bad-request', 'throttled'], () =>
      this.#q.api().get('/readyz', { signal, deadlineMs: probeDeadlineMs }),
    );
    if (answer !== undefined) {
      if (answer.status === 401 || answer.status >= 500) failOnStatus(answer.status, answer.body);
      this.answered(dateOf(answer.headers));
    } else this.answered();
  }

  /**
   * Finds the first resource whose newest version is lower than what we have seen. One resource speaks for all that share its version counter;
   * one that holds a higher version is asked itself and, when it is right, from then on always: it lives in an etcd of its own.
   */
  async #findRewound(signal: AbortSignal): Promise<string | undefined> {
    const held = this.#q.watched().filter((watched) => watched.version !== '');
    let counter: string | undefined;
    for (const watched of held) {
      const foreign = this.#foreign.has(watched.resource);
      if (counter !== undefined && !foreign && !isEarlier(counter, watched.version)) continue;
      const latest = await tolerate(['forbidden', 'not-found', 'bad-request', 'throttled'], () =>
        readLatestVersion(this.#q.api(), watched.path, { signal, deadlineMs: probeDeadlineMs }),
      );
      if (latest === undefined) continue;
      this.answered(latest.serverDateMs);
      if (isEarlier(latest.resourceVersion, watched.version))
        return `the API server is at version ${latest.resourceVersion} of ${watched.resource}, we have seen ${watched.version}: it was restored`;
      if (counter === undefined) counter = latest.resourceVersion;
      else this.#foreign.add(watched.resource);
    }
    return undefined;
  }

  async #readVersion(signal: AbortSignal): Promise<string | undefined> {
    const answer = await tolerate(['forbidden', 'not-found'], () => this.#q.api().get('/version', { signal, deadlineMs: probeDeadlineMs }));
    if (answer === undefined || answer.status >= 400) return undefined;
    try {
      const version: unknown = (JSON.parse(answer.body) as { gitVersion?: unknown } | null)?.gitVersion;
      return typeof version === 'string' ? version : undefined;
    } catch {
      return undefined;
    }
  }
}

/** `Date` has whole seconds: a difference below that is none. */
function skewOf(serverDateMs: number, nowMs: number): number {
  const skew = serverDateMs + 500 - nowMs;
  return Math.abs(skew) <= 1000 ? 0 : Math.round(skew);
}

/** Undefined instead of the failures named: answers that say nothing against the cluster. */
async function tolerate<T>(kinds: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiFailure && kinds.includes(error.kind)) return undefined;
    throw error;
  }
}
