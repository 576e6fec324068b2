import type { LogLine } from '../../src/core/kube/log-line.ts';
import { ApiFailure, type ApiServer } from '../../src/edge/client/api-server.ts';
import type { PodLogRequest } from '../../src/edge/client/pod-log-request.ts';
import type { Timers } from '../../src/edge/collector/timers.ts';
import { FakeApiServer } from './fake-api-server.ts';

/** What happens to one request for a log. After `done` every further read is given up. */
export type LogAct =
  | { readonly failure: ApiFailure }
  | {
      readonly lines: readonly (readonly [atMs: number, text: string])[];
      readonly end: 'ended' | 'broken' | 'done';
      /** Runs after the stream has ended. */
      readonly after?: () => void;
    };

/** Time that does not pass: whoever waits is served at the next turn. */
export const fakeTimers: Timers = {
  after(_ms, run) {
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  },
  yieldToLoop: () => new Promise((resolve) => setImmediate(resolve)),
};

/** An API server whose logs follow a script, request by request. */
export function scriptedLogs(script: readonly LogAct[]): { readonly api: ApiServer; readonly requests: readonly PodLogRequest[] } {
  const requests: PodLogRequest[] = [];
  const fake = new FakeApiServer();
  const podLog = async (q: PodLogRequest): Promise<{ reason: 'ended' | 'broken' | 'aborted' }> => {
    const act = script[requests.length];
    requests.push(q);
    if (act === undefined) throw new ApiFailure('aborted', 'the script is at its end');
    if ('failure' in act) throw act.failure;
    q.onOpen?.();
    if (act.lines.length > 0) await q.onLines(act.lines.map(scriptedLine));
    setImmediate(() => act.after?.());
    return { reason: act.end === 'done' ? 'aborted' : act.end };
  };
  return { api: Object.assign(Object.create(fake) as ApiServer, { podLog }), requests };
}

/** A line as the client hands it over. */
export function scriptedLine([atMs, text]: readonly [number, string]): LogLine {
  return { atMs, time: new Date(atMs).toISOString(), text };
}
