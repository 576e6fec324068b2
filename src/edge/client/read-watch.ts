import type { WatchEnd, WatchRequest } from './api-server.ts';
import type { HttpAnswer } from './http-transport.ts';
import type { ItemDecoder } from './item-reader.ts';
import { plainBody } from './read-text.ts';
import { readWatchEvent } from './watch-event-reader.ts';
import { WatchLines } from './watch-lines.ts';

/** What reading a watch needs of the API server. */
export interface WatchPort {
  readonly decoder: ItemDecoder;
  readonly maxObjectBytes: number;
  onWire(bytes: number): void;
}

/** Reads an open watch to its end. Rejects with ApiFailure only when the stream holds something that is no event. */
export function readWatch(answer: HttpAnswer, q: WatchRequest, more: WatchPort): Promise<WatchEnd> {
  const lines = new WatchLines({ maxLineBytes: more.maxObjectBytes });
  const body = plainBody(answer, more.onWire);
  return new Promise((resolve, reject) => {
    let ended = false;
    const settle = (): void => {
      if (q.signal.aborted) resolve({ reason: 'aborted' });
      else resolve({ reason: ended && !lines.isOpen && answer.complete() ? 'ended' : 'broken' });
    };
    body.on('data', (chunk: Buffer) => {
      if (q.signal.aborted) return;
      try {
        const events = lines.add(chunk).map((line) => readWatchEvent(line, more.decoder));
        if (events.length > 0) q.onEvents(events);
      } catch (error) {
        reject(error);
        body.destroy();
      }
    });
    body.once('end', () => {
      ended = true;
    });
    body.on('error', () => undefined);
    body.once('close', settle);
  });
}
