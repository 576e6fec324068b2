import { type BackoffBounds, backoffMs } from '../../core/base/backoff.ts';
import type { ShardState } from '../../core/fleet/fleet-view.ts';
import type { ApiFailure } from '../client/api-server.ts';
import { stateAfter } from './failure-reason.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { jittered, WideRefusals } from './wide-refusals.ts';

/** How it stood with a shard when something failed. */
export interface Circumstances {
  /** A list was complete: there are rows. */
  readonly synced: boolean;
  /** The next thing to do is a list, so it was a list that failed, or a watch that only a list can help. */
  readonly mustList: boolean;
  /** Only some namespaces are read. */
  readonly limited: boolean;
}

/** What a failure means. */
export interface Verdict {
  readonly state: Exclude<ShardState['state'], 'live'>;
  /** Until the next attempt. */
  readonly delayMs: number;
  /** Only a list helps. */
  readonly mustList: boolean;
  /** The cluster does not have the resource, and not by accident: rows of it are gone. */
  readonly notServed: boolean;
}

/** Delays after a failure of one resource. A cluster that cannot be reached has its own, in its circuit. */
const retryBounds: BackoffBounds = { firstMs: 500, maxMs: 30_000 };
/** A watch that lived so long was a good one: the next failure is a first one. */
const goodWatchMs = 30_000;
/** Between tries of what is forbidden or not served: rights and resources change rarely, but they do, and then somebody waits. */
const patientBounds: BackoffBounds = { firstMs: 60_000, maxMs: 600_000 };
/** A server that starts does not serve everything at once: what it had a moment ago is not given up at the first 404. */
const secondLookMs = 30_000;

/**
 * When a failure of one resource is believed, and how long to wait after it.
 * Guarantees: a resource that was there is given up only at a second 404; a refusal of everything only when repeated (`WideRefusals`); what is believed is tried
 * again after minutes, anything else after a backoff with full jitter, and `Retry-After` comes before it.
 */
export class FailurePatience {
  readonly #host: Pick<ReflectorHost, 'clock' | 'timers' | 'random' | 'reachableSinceMs'>;
  readonly wideRefusals: WideRefusals;
  /** Failures in a row that were only waited for. */
  #attempts = 0;
  #misses = 0;
  #refusals = 0;

  constructor(host: Pick<ReflectorHost, 'clock' | 'timers' | 'random' | 'reachableSinceMs'>) {
    this.#host = host;
    this.wideRefusals = new WideRefusals(host);
  }

  /** A list was complete. */
  listed({ limited }: Pick<Circumstances, 'limited'>): void {
    this.#misses = 0;
    this.#refusals = 0;
    if (!limited) this.wideRefusals.allowed();
  }

  /** A watch was open for so long. */
  watched(ms: number): void {
    if (ms >= goodWatchMs) this.#attempts = 0;
  }

  /** Judges a failure; each call counts as one more. */
  judge(failure: ApiFailure, q: Circumstances): Verdict {
    const verdict = { state: stateAfter(failure, q.synced), mustList: q.mustList, notServed: false };
    if (failure.kind === 'not-found') return this.#missed(verdict, q);
    if (failure.kind === 'forbidden' && q.mustList) return this.#refused(verdict, q);
    const delayMs = (failure.retryAfterMs ?? 0) + backoffMs(this.#attempts++, retryBounds, this.#host.random);
    // A watch that is forbidden now: the list finds out what is still allowed.
    return { ...verdict, delayMs, mustList: q.mustList || failure.kind === 'forbidden' };
  }

  #missed(verdict: Omit<Verdict, 'delayMs'>, { synced }: Circumstances): Verdict {
    if (this.#misses++ === 0 && synced) return { ...verdict, state: 'stale', delayMs: secondLookMs };
    return { ...verdict, delayMs: this.#patientMs(), mustList: true, notServed: true };
  }

  #refused(verdict: Omit<Verdict, 'delayMs'>, { synced, limited }: Circumstances): Verdict {
    if (limited || this.wideRefusals.isBelieved) return { ...verdict, delayMs: this.#patientMs() };
    return { ...verdict, state: synced ? 'stale' : 'syncing', delayMs: this.wideRefusals.delayMs() };
  }

  #patientMs(): number {
    return jittered(Math.min(patientBounds.maxMs, patientBounds.firstMs * 2 ** this.#refusals++), this.#host.random);
  }
}
