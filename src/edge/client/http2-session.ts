import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2, constants, sensitiveHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { ApiFailure } from './api-server.ts';
import { abortFailure, failureFromError } from './failure-from-error.ts';
import { deadlineText } from './failure-text.ts';
import type { HttpAnswer, HttpRequest } from './http-transport.ts';

/** Streams opened at most on one session, whatever the peer allows; API servers allow 100 (spec D.5, 10). */
const mostStreams = 90;

/** Small enough that 300 sessions of stalled lists hold little, large enough for 1 GB/s on loopback. */
const nearWindowBytes = 256 * 1024;

/** For long round trips: 4 MiB per round trip, so 80 MB/s at 50 ms. */
const farWindowBytes = 4 * 1024 * 1024;

/** The server has not looked at the request: it may be sent again. Source: RFC 9113 §8.7. */
export class StreamRefused extends ApiFailure {}

/** How a session is run. */
export interface SessionOptions {
  /** True when round trips are long, so that large windows pay. */
  readonly far: boolean;
  /** A ping that is unanswered when the next is due makes the peer dead. */
  readonly pingIntervalMs: number;
  /** No new streams may be opened from now on; called once. */
  onClose(): void;
}

/** One HTTP/2 connection that counts its streams and notices a dead peer. */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #ping: NodeJS.Timeout;
  readonly #pingIntervalMs: number;
  /** Its windows are small. */
  readonly isNear: boolean;
  #open = 0;
  #unanswered = 0;
  #draining = false;
  #lastUsedMs = performance.now();

  constructor(origin: string, socket: Socket, q: SessionOptions) {
    this.#pingIntervalMs = q.pingIntervalMs;
    this.isNear = !q.far;
    const windowBytes = q.far ? farWindowBytes : nearWindowBytes;
    this.#session = connectHttp2(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: windowBytes },
      maxSessionMemory: 256,
    });
    this.#session.on('goaway', () => this.#drain(q.onClose));
    this.#session.on('error', () => this.#drain(q.onClose));
    this.#session.once('close', () => this.#drain(q.onClose));
    this.#session.setLocalWindowSize(windowBytes * 4);
    this.#ping = setInterval(() => this.#checkPeer(), q.pingIntervalMs);
    this.#ping.unref();
  }

  /** True when one more stream can be opened now. */
  get hasRoom(): boolean {
    const allowed = this.#session.remoteSettings?.maxConcurrentStreams ?? mostStreams;
    return this.isUsable && this.#open < Math.max(1, Math.min(mostStreams, allowed));
  }

  get isUsable(): boolean {
    return !this.#draining && !this.#session.closed && !this.#session.destroyed;
  }

  get openStreams(): number {
    return this.#open;
  }

  /** Milliseconds since the last stream ended; 0 while one is open. */
  get idleMs(): number {
    return this.#open > 0 ? 0 : performance.now() - this.#lastUsedMs;
  }

  /** Sends a request; resolves with the head of the answer. Throws ApiFailure. */
  send(request: HttpRequest): Promise<HttpAnswer> {
    if (request.signal.aborted) return Promise.reject(abortFailure(request.signal));
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(
        { ':method': 'GET', ':path': request.path, ...request.headers, [sensitiveHeaders]: ['authorization'] },
        { endStream: true },
      );
    } catch (error) {
      return Promise.reject(failureFromError(error, request.signal));
    }
    this.#open++;
    return this.#answer(stream, request.signal);
  }

  close(): void {
    this.#draining = true;
    clearInterval(this.#ping);
    this.#session.destroy();
  }

  /** Lets open streams finish. */
  retire(): void {
    this.#draining = true;
    this.#session.close();
  }

  #answer(stream: ClientHttp2Stream, signal: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        stream.close(constants.NGHTTP2_CANCEL);
        stream.destroy(abortFailure(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      let failure: unknown;
      stream.on('error', (error) => {
        failure = error;
      });
      stream.once('close', () => {
        this.#open--;
        this.#lastUsedMs = performance.now();
        signal.removeEventListener('abort', onAbort);
        if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) reject(new StreamRefused('reset', 'the server refused the stream'));
        else reject(failureFromError(failure ?? new ApiFailure('reset', 'connection closed before the answer'), signal));
      });
      stream.once('response', (headers) => {
        resolve({
          status: Number(headers[':status']),
          headers: headers as Readonly<Record<string, string>>,
          body: stream,
          complete: () => !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR,
        });
      });
    });
  }

  #checkPeer(): void {
    if (this.#session.destroyed) {
      clearInterval(this.#ping);
      return;
    }
    if (this.#unanswered >= 1) {
      this.#session.destroy(new ApiFailure('timeout', `no answer to a ping within ${deadlineText(this.#pingIntervalMs)}`) as Error);
      return;
    }
    this.#unanswered++;
    this.#session.ping(() => {
      this.#unanswered = 0;
    });
  }

  #drain(onClose: () => void): void {
    if (this.#session.destroyed) clearInterval(this.#ping);
    if (this.#draining) return;
    this.#draining = true;
    onClose();
  }
}
