import type { Clock } from '../../core/base/clock.ts';
import { abortFailure } from './failure-from-error.ts';

/** Etiquette towards one API server. Source: spec web-view D.4, 22. */
const mostReads = 4;
const mostLists = 2;

/** No server may silence us for longer, whatever its Retry-After says. */
const longestPauseMs = 60_000;

type Lane = 'watch' | 'list' | 'small';

interface Waiting {
  readonly lane: Lane;
  enter(): void;
}

/** The queue before one API server: two lists and four reads at a time, first come first served, and silence after a 429. Watches only wait for the silence. */
export class RequestGate {
  readonly #clock: Clock;
  readonly #queue: Waiting[] = [];
  #reads = 0;
  #lists = 0;
  #openAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Requests that wait for a place. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Lets nothing through for so long. */
  pause(ms: number): void {
    const untilMs = this.#clock.nowMs() + Math.min(ms, longestPauseMs);
    this.#openAtMs = Math.max(this.#openAtMs, untilMs);
    this.#arm();
  }

  /** Waits for a place; the answer gives it back and may be called twice. Throws ApiFailure when the signal aborts first. */
  async enter(lane: Lane, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw abortFailure(signal);
    if (this.#queue.length > 0 || !this.#hasPlace(lane)) await this.#wait(lane, signal);
    else this.#take(lane);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#give(lane);
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #wait(lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(abortFailure(signal));
      };
      const waiting: Waiting = {
        lane,
        enter: () => {
          signal.removeEventListener('abort', onAbort);
          this.#take(lane);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiting);
      // A small request need not stand behind lists that wait for a list's place.
      this.#admit();
    });
  }

  #admit(): void {
    for (let i = 0; i < this.#queue.length; ) {
      const waiting = this.#queue[i];
      if (waiting !== undefined && this.#hasPlace(waiting.lane)) {
        this.#queue.splice(i, 1);
        waiting.enter();
      } else i++;
    }
  }

  #hasPlace(lane: Lane): boolean {
    if (this.#clock.nowMs() < this.#openAtMs) return false;
    if (lane === 'watch') return true;
    return this.#reads < mostReads && (lane !== 'list' || this.#lists < mostLists);
  }

  #take(lane: Lane): void {
    if (lane === 'watch') return;
    this.#reads++;
    if (lane === 'list') this.#lists++;
  }

  #give(lane: Lane): void {
    if (lane !== 'watch') {
      this.#reads--;
      if (lane === 'list') this.#lists--;
    }
    this.#admit();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const restMs = this.#openAtMs - this.#clock.nowMs();
    this.#timer = setTimeout(() => (this.#clock.nowMs() < this.#openAtMs ? this.#arm() : this.#admit()), Math.max(1, restMs));
    this.#timer.unref();
  }
}
