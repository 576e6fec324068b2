import type { Clock } from '../../core/base/clock.ts';
import type { Timers } from './timers.ts';

/** When the queue holds more than this many objects, memory matters more than latency: it is worked off at once. */
const mostWaitingObjects = 4096;

interface Job {
  readonly objects: number;
  readonly run: () => void;
}

/**
 * Runs jobs in order of arrival, at most `sliceMs` of them per turn of the event loop; the rest waits for the next turn.
 * One queue serves the whole fleet, so that many streams that speak at once cannot hold the loop together.
 */
export class SliceQueue {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #sliceMs: number;
  #jobs: Job[] = [];
  #next = 0;
  #waitingObjects = 0;
  #turnStartMs: number | undefined;

  constructor(q: { clock: Clock; timers: Timers; sliceMs?: number }) {
    this.#clock = q.clock;
    this.#timers = q.timers;
    this.#sliceMs = q.sliceMs ?? 8;
  }

  /** Objects that wait to be applied. */
  get waitingObjects(): number {
    return this.#waitingObjects;
  }

  /** Runs the job now if this turn has time left and nothing is waiting, else later. A job must not throw. */
  push(objects: number, run: () => void): void {
    this.#openTurn();
    if (this.#next === this.#jobs.length && this.#hasTime()) {
      run();
      return;
    }
    this.#jobs.push({ objects, run });
    this.#waitingObjects += objects;
    if (this.#waitingObjects > mostWaitingObjects) this.#drain(() => this.#waitingObjects > mostWaitingObjects / 2);
  }

  /** Resolves when everything pushed before this call has run. */
  settled(): Promise<void> {
    if (this.#next === this.#jobs.length) return Promise.resolve();
    return new Promise((resolve) => this.push(0, resolve));
  }

  #openTurn(): void {
    if (this.#turnStartMs !== undefined) return;
    this.#turnStartMs = this.#clock.nowMs();
    void this.#timers.yieldToLoop().then(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#turnStartMs = undefined;
    if (this.#next === this.#jobs.length) return;
    this.#openTurn();
    this.#drain(() => this.#hasTime());
  }

  #hasTime(): boolean {
    return this.#turnStartMs === undefined || this.#clock.nowMs() - this.#turnStartMs < this.#sliceMs;
  }

  #drain(goOn: () => boolean): void {
    while (this.#next < this.#jobs.length && goOn()) {
      const job = this.#jobs[this.#next++] as Job;
      this.#waitingObjects -= job.objects;
      job.run();
    }
    if (this.#next === this.#jobs.length) {
      this.#jobs = [];
      this.#next = 0;
    }
  }
}
