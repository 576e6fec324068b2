import type { Clock } from '../../src/core/base/clock.ts';
import type { Timers } from '../../src/edge/collector/timers.ts';

/** Time that moves only when told to: a clock and its timers in one. */
export class ManualTimers implements Timers, Clock {
  #nowMs: number;
  #count = 0;
  #pending: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = [];

  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** How often anybody asked for a timer so far. */
  get asked(): number {
    return this.#count;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#pending.length;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, ms), order: this.#count++, run };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  yieldToLoop(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets everything run that needs no time to pass. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) await this.yieldToLoop();
  }

  /** Moves on, firing what falls due in order, with everything settled before and after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await this.settle();
    for (;;) {
      const next = this.#pending.filter((entry) => entry.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (next === undefined) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      await this.settle();
    }
    this.#nowMs = untilMs;
    await this.settle();
  }
}
