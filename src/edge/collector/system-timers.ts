import type { Clock } from '../../core/base/clock.ts';
import type { Timers } from './timers.ts';

/** The timers of this process. A pending one keeps the process alive: `Collector.stop` cancels them all. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  yieldToLoop: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The clock of this process. */
export const systemClock: Clock = { nowMs: () => Date.now() };
