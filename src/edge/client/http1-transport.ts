import type { Socket } from 'node:net';
import type { Dispatcher, Pool } from 'undici';
import { ApiFailure } from './api-server.ts';
import type { Connector } from './connect-socket.ts';
import { abortFailure, failureFromError } from './failure-from-error.ts';
import type { HttpAnswer, HttpRequest, HttpTransport } from './http-transport.ts';

/** HTTP/1.1 to one API server: one connection for each request under way. For servers without HTTP/2 and for `http://`. */
export class Http1Transport implements HttpTransport {
  readonly protocol = 'http/1.1';
  readonly #connector: Connector;
  #pool: Promise<Pool> | undefined;
  #first: Socket | undefined;

  constructor(connector: Connector, first?: Socket) {
    this.#connector = connector;
    this.#first = first;
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    if (request.signal.aborted) throw abortFailure(request.signal);
    try {
      return await this.#attempt(request);
    } catch (error) {
      // A kept connection may have died unnoticed: one attempt on another.
      if (!(error instanceof ApiFailure) || error.kind !== 'reset') throw error;
      return this.#attempt(request);
    }
  }

  close(): void {
    this.#first?.destroy();
    this.#pool?.then((pool) => pool.destroy(new ApiFailure('aborted', 'client is closed'))).catch(() => undefined);
  }

  retire(): void {
    this.#first?.destroy();
    this.#pool?.then((pool) => pool.close()).catch(() => undefined);
  }

  async #attempt(request: HttpRequest): Promise<HttpAnswer> {
    this.#pool ??= this.#open();
    try {
      const pool = await this.#pool;
      return toAnswer(await pool.request({ method: 'GET', path: request.path, headers: request.headers, signal: request.signal }));
    } catch (error) {
      throw failureFromError(error, request.signal);
    }
  }

  async #open(): Promise<Pool> {
    const { Pool: UndiciPool } = await import('undici');
    return new UndiciPool(this.#connector.route.server.origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
      allowH2: false,
      connect: (_options, callback) => {
        const first = this.#first;
        this.#first = undefined;
        // Answered within the call itself, undici would forget to send what waits.
        if (first !== undefined && !first.destroyed) process.nextTick(callback, null, first);
        else
          this.#connector.connect(['http/1.1']).then(
            (socket) => callback(null, socket),
            (error: unknown) => callback(error as Error, null),
          );
      },
    });
  }
}

function toAnswer(answer: Dispatcher.ResponseData): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const { body } = answer;
  return { status: answer.statusCode, headers, body, complete: () => !body.errored };
}
