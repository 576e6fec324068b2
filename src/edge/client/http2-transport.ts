import type { Socket } from 'node:net';
import { ApiFailure } from './api-server.ts';
import type { Connector } from './connect-socket.ts';
import type { HttpAnswer, HttpRequest, HttpTransport, TransportOptions } from './http-transport.ts';
import { Http2Session, StreamRefused } from './http2-session.ts';
import { untilAborted } from './until-aborted.ts';

type Lane = 'watch' | 'read';

/** Sessions for reads that nobody used for so long are closed; the next read shares a watch session or opens a new one. */
const idleMs = 20_000;

/** A burst on a new session may exceed a limit that the server has not told yet, more than once. */
const mostAttempts = 4;

/**
 * HTTP/2 to one API server: one session for reads, one or more (90 streams each) for watches, so that a big list never delays an event. Where the server is near, watches
 * share the session for reads while it has room: what may stand before an event are the windows of two lists, half a megabyte, and a session costs 300 KB and a handshake.
 */
export class Http2Transport implements HttpTransport {
  readonly protocol = 'h2';
  readonly #connector: Connector;
  readonly #q: TransportOptions;
  readonly #sessions: Record<Lane, Http2Session[]> = { watch: [], read: [] };
  readonly #opening: Partial<Record<Lane, Promise<Http2Session>>> = {};
  readonly #sweep: NodeJS.Timeout;
  /** Its TLS handshake is done already: the connection that found out that the server speaks HTTP/2. */
  #first: Socket | undefined;
  #closed = false;

  constructor(connector: Connector, first: Socket, q: TransportOptions) {
    this.#connector = connector;
    this.#first = first;
    this.#q = q;
    this.#sweep = setInterval(() => this.#closeIdle(), idleMs / 2);
    this.#sweep.unref();
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      const reused = this.#existing(request);
      const session = reused ?? (await this.#open(request.lane === 'watch' ? 'watch' : 'read', request.signal));
      try {
        return await session.send(request);
      } catch (error) {
        // A kept connection may have died unnoticed, or the server may be closing it.
        const mayBeStale = reused !== undefined && !reused.isUsable && error instanceof ApiFailure && error.kind === 'reset';
        if (attempt === mostAttempts || !(mayBeStale || error instanceof StreamRefused)) throw error;
      }
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#first?.destroy();
    for (const session of [...this.#sessions.watch, ...this.#sessions.read]) session.close();
  }

  retire(): void {
    this.#closed = true;
    clearInterval(this.#sweep);
    this.#first?.destroy();
    for (const session of [...this.#sessions.watch, ...this.#sessions.read]) session.retire();
  }

  #existing(request: HttpRequest): Http2Session | undefined {
    const read = this.#sessions.read.find((s) => s.hasRoom);
    if (request.lane === 'watch') return this.#sessions.watch.find((s) => s.hasRoom) ?? (read?.isNear ? read : undefined);
    return read ?? (request.lane === 'small' ? this.#sessions.watch.find((s) => s.hasRoom) : undefined);
  }

  /** Callers that arrive while a session is being opened share it, as long as it has room. */
  async #open(lane: Lane, signal: AbortSignal): Promise<Http2Session> {
    for (;;) {
      this.#opening[lane] ??= this.#start(lane).finally(() => {
        delete this.#opening[lane];
      });
      const session = await untilAborted(this.#opening[lane], signal);
      if (session.hasRoom) return session;
      const other = this.#sessions[lane].find((s) => s.hasRoom);
      if (other !== undefined) return other;
      if (!session.isUsable) throw new ApiFailure('reset', 'connection closed');
    }
  }

  async #start(lane: Lane): Promise<Http2Session> {
    const socket = this.#takeFirst() ?? (await this.#connector.connect(['h2']));
    if (this.#closed) {
      socket.destroy();
      throw new ApiFailure('aborted', 'client is closed');
    }
    const list = this.#sessions[lane];
    const session = new Http2Session(this.#connector.route.server.origin, socket, {
      far: this.#q.far(),
      pingIntervalMs: this.#q.pingIntervalMs,
      onClose: () => {
        const at = list.indexOf(session);
        if (at >= 0) list.splice(at, 1);
      },
    });
    list.push(session);
    return session;
  }

  #takeFirst(): Socket | undefined {
    const socket = this.#first;
    this.#first = undefined;
    return socket?.destroyed === true ? undefined : socket;
  }

  #closeIdle(): void {
    const { read } = this.#sessions;
    for (const session of read.filter((s) => s.idleMs > idleMs)) {
      read.splice(read.indexOf(session), 1);
      session.retire();
    }
  }
}
