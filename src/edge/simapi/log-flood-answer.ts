import { openLogStream } from './open-log-stream.ts';
import { baseHeaders, type RequestContext } from './request-context.ts';

/** What a client wants of a log. */
export interface LogOptions {
  readonly container: string;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly follow: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  readonly sinceMs: number | undefined;
}

const tickMs = 20;
const mostBacklogBytes = 1024 * 1024;
/** What a log holds when nothing else is said. */
const keptLines = 1_000;
/** Lines put together at a time. */
const blockLines = 5_000;

/**
 * The log of a container that writes without end: line n stands at n/rate seconds since 1970 and says its number, so that any part of it can be read at any time and a
 * line that is lost or doubled shows.
 */
export async function answerLogFlood(
  context: RequestContext,
  q: { readonly linesPerSecond: number; readonly lineBytes?: number },
  options: LogOptions,
): Promise<void> {
  const { endpoint, reply } = context;
  const { clock } = endpoint.settings;
  const perMs = q.linesPerSecond / 1000;
  const lastLine = (): number => Math.floor(clock.nowMs() * perMs);
  let next = firstLine(options, { perMs, last: lastLine() });
  reply.head(200, baseHeaders(context, 'text/plain'));
  const push = (): void => {
    const last = lastLine();
    while (next <= last && reply.backlogBytes < mostBacklogBytes) {
      const to = Math.min(last, next + blockLines - 1);
      reply.push(Buffer.from(linesText({ from: next, to, perMs, lineBytes: q.lineBytes ?? 120, timestamps: options.timestamps })));
      next = to + 1;
    }
  };
  push();
  if (!options.follow) {
    const last = lastLine();
    while (next <= last && !reply.closed) {
      await reply.room(mostBacklogBytes / 2);
      push();
    }
    return reply.end();
  }
  openLogStream(context, setInterval(push, tickMs).unref());
}

function firstLine({ tailLines, sinceMs }: LogOptions, { perMs, last }: { perMs: number; last: number }): number {
  const since = sinceMs === undefined ? last - (tailLines ?? keptLines) + 1 : Math.ceil(sinceMs * perMs);
  return tailLines === undefined ? since : Math.max(since, last - tailLines + 1);
}

function linesText(q: { from: number; to: number; perMs: number; lineBytes: number; timestamps: boolean }): string {
  let text = '';
  let second = '';
  let secondMs = 0;
  for (let n = q.from; n <= q.to; n++) {
    const atMs = n / q.perMs;
    if (q.timestamps) {
      if (second === '' || atMs - secondMs >= 1000) {
        secondMs = Math.floor(atMs / 1000) * 1000;
        second = new Date(secondMs).toISOString().slice(0, 20);
      }
      text += `${second}${String(Math.floor((atMs - secondMs) * 1e6)).padStart(9, '0')}Z `;
    }
    text += `line=${n} `.padEnd(q.lineBytes, 'abcdefghij ');
    text += '\n';
  }
  return text;
}
