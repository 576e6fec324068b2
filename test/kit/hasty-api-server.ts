import type { Clock } from '../../src/core/base/clock.ts';
import type { ApiServer } from '../../src/edge/client/api-server.ts';
import type { Timers } from '../../src/edge/collector/timers.ts';

/** Real time that passes `factor` times as fast, so that minutes of patience fit into a test. */
export function hastyTime(factor: number): { readonly clock: Clock; readonly timers: Timers } {
  const startMs = Date.now();
  return {
    clock: { nowMs: () => startMs + (Date.now() - startMs) * factor },
    timers: {
      after(ms, run) {
        const timer = setTimeout(run, ms / factor);
        return () => clearTimeout(timer);
      },
      yieldToLoop: () => new Promise((resolve) => setImmediate(resolve)),
    },
  };
}

/** A real server takes 3 s to say that it has not reached a version: no list gives up before that. */
const shortestListMs = 4000;

/** A connection whose deadlines are `factor` times as short. */
export function hastyApiServer(api: ApiServer, factor: number): ApiServer {
  return {
    url: api.url,
    usage: api.usage,
    list: (q) => api.list({ ...q, idleDeadlineMs: Math.max(shortestListMs, q.idleDeadlineMs / factor) }),
    watch: (q) => api.watch({ ...q, timeoutSeconds: Math.max(1, Math.round(q.timeoutSeconds / factor)) }),
    discover: (signal) => api.discover(signal),
    get: (path, q) => api.get(path, { ...q, ...(q.deadlineMs === undefined ? {} : { deadlineMs: q.deadlineMs / factor }) }),
    table: (path, q) => api.table(path, q),
    podLog: (q) => api.podLog(q),
    close: () => api.close(),
  };
}
