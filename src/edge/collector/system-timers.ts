import type { Clock } from '../../core/base/clock.ts';
import type { Timers } from './timers.ts';

/** The timers of this process. A pending one keeps the process alive: `Collector.stop` cancels them all. */
export const systemTimers: Timers = {
  after(ms, run) {
    let timer: NodeJS.Timeout | undefined = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
      // Whoever may cancel often stays long: a watch would keep two spent timers for as long as it is open.
      timer = undefined;
    };
  },
  yieldToLoop: () => new Promise((resolve) => setImmediate(resolve)),
};

/** The clock of this process. */
export const systemClock: Clock = { nowMs: () => Date.now() };
