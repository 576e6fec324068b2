/** Time as an argument: everything in this room that waits, waits through this. */
export interface Timers {
  /** Runs `run` once after `ms`; calling the answer cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Resolves after the event loop has served what was waiting. */
  yieldToLoop(): Promise<void>;
}

/** Waits; resolves early, never rejects, when `signal` aborts. */
export function sleep(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = timers.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
