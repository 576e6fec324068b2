import type { Random } from '../../core/base/random.ts';
import type { ReflectorHost } from './reflector-host.ts';

/**
 * A server that starts answers 403 to everything until its RBAC caches are filled: a refusal is believed when it was repeated so often, and for so long after the first one
 * and after the cluster became reachable again.
 */
const believedRefusals = 3;
const believedAfterMs = 3000;
/** Between those tries, with jitter. */
const retryBounds = { firstMs: 1500, maxMs: 4000 };
/** When a shard that is limited to namespaces looks whether it may read all of them by now; at the last, again and again, namespaces are looked for too. */
const looksMs: readonly number[] = [30_000, 60_000, 120_000, 300_000, 600_000];

/** What looking again needs. */
export interface WiderLook {
  readonly signal: AbortSignal;
  /** True when the whole cluster may be read now; never rejects. */
  mayReadAll(): Promise<boolean>;
  widen(): void;
}

/** Refusals of one resource for a whole cluster: whether they are believed yet, and when to look whether they still hold. */
export class WideRefusals {
  readonly #host: Pick<ReflectorHost, 'clock' | 'timers' | 'random' | 'reachableSinceMs'>;
  #count = 0;
  #sinceMs = 0;
  /** Looks since the shard was limited to namespaces. */
  #looks = 0;

  constructor(host: Pick<ReflectorHost, 'clock' | 'timers' | 'random' | 'reachableSinceMs'>) {
    this.#host = host;
  }

  refused(): void {
    if (this.#count++ === 0) this.#sinceMs = this.#host.clock.nowMs();
  }

  /** The whole cluster could be listed. */
  allowed(): void {
    this.#count = 0;
    this.#looks = 0;
  }

  /** Once a shard has been limited, the next refusal is believed at once. */
  get isBelieved(): boolean {
    if (this.#looks > 0) return true;
    const sinceMs = Math.max(this.#sinceMs, this.#host.reachableSinceMs());
    return this.#count >= believedRefusals && this.#host.clock.nowMs() - sinceMs >= believedAfterMs;
  }

  /** Until the next try of what is not believed. */
  delayMs(): number {
    return jittered(Math.min(retryBounds.maxMs, retryBounds.firstMs * 2 ** (this.#count - 1)), this.#host.random);
  }

  /** Looks again and again, cheaply at first; the answer ends that. */
  lookWider(q: WiderLook): () => void {
    const { timers, random } = this.#host;
    const last = looksMs.length - 1;
    let cancel = (): void => {};
    const next = (): void => {
      const bound = looksMs[Math.min(this.#looks, last)] as number;
      cancel = timers.after(bound * (0.8 + random.next() / 5), look);
    };
    const look = (): void => {
      if (this.#looks++ >= last) q.widen();
      else void q.mayReadAll().then((may) => (q.signal.aborted ? undefined : may ? q.widen() : next()));
    };
    next();
    return () => cancel();
  }
}

/** At least half of the bound: many shards are refused together, and must not come back together nor at once. */
export function jittered(boundMs: number, random: Random): number {
  return boundMs * (0.5 + random.next() / 2);
}
