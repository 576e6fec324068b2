import { type MessageEvent, WebSocket } from 'undici';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { LiveChanges, LiveSnapshot } from '../../core/query/live-changes.ts';
import type { TableQuery } from '../../core/query/table-query.ts';
import { errorFromWire } from '../../core/wire/error-schema.ts';
import { liveFromWire, serverMessageSchema } from '../../core/wire/live-schema.ts';
import { type HindsightClient, listAddress } from './hindsight-client.ts';

/** A question to follow on a server. */
export interface RemoteFollow {
  readonly query: TableQuery;
  readonly signal: AbortSignal;
  onMessage(message: LiveSnapshot | LiveChanges): void;
}

/** Follows one question on a server over its WebSocket until the signal ends it. Rejects with HindsightError when the server refuses or goes away. */
export function followRemotely(client: HindsightClient, q: RemoteFollow): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(client.live.url, { headers: client.live.headers });
    const end = (error?: unknown): void => {
      q.signal.removeEventListener('abort', onAbort);
      socket.close();
      if (error === undefined) resolve();
      else reject(error);
    };
    const onAbort = (): void => end();
    q.signal.addEventListener('abort', onAbort, { once: true });
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'open', id: 'get', query: listAddress(q.query, 'rows') })));
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      const message = serverMessageSchema.parse(JSON.parse(String(data)));
      if (message.type === 'error') return end(errorFromWire(message));
      const live = liveFromWire(message);
      if (live !== undefined) q.onMessage(live);
    });
    socket.addEventListener('error', () => end(new HindsightError('server-unreachable', `${client.url} did not answer`)));
    socket.addEventListener('close', () =>
      end(q.signal.aborted ? undefined : new HindsightError('server-unreachable', `${client.url} went away`)),
    );
  });
}
