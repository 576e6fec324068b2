import type { TLSSocket } from 'node:tls';
import { ApiFailure } from './api-server.ts';
import type { Connector } from './connect-socket.ts';
import type { HttpAnswer, HttpRequest, HttpTransport, TransportOptions } from './http-transport.ts';
import { Http1Transport } from './http1-transport.ts';
import { Http2Transport } from './http2-transport.ts';
import { untilAborted } from './until-aborted.ts';

/** The transport a server speaks: HTTP/2 where TLS agrees on it, else HTTP/1.1. Found out by the first connection, which is then used. */
export class NegotiatedTransport {
  readonly #connector: Connector;
  readonly #q: TransportOptions;
  #transport: Promise<HttpTransport> | undefined;

  constructor(connector: Connector, q: TransportOptions) {
    this.#connector = connector;
    this.#q = q;
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    this.#transport ??= this.#negotiate();
    const transport = this.#transport;
    try {
      return await (await untilAborted(transport, request.signal)).send(request);
    } catch (error) {
      // Nothing was agreed on yet, or the server may have changed its mind: the next request asks again.
      transport.catch(() => this.#forget(transport));
      if (error instanceof ApiFailure && (error.kind === 'tls' || error.kind === 'garbage')) this.retire();
      throw error;
    }
  }

  close(): void {
    this.#connector.close();
    this.#transport?.then((transport) => transport.close()).catch(() => undefined);
    this.#transport = undefined;
  }

  /** Lets what is open finish; nothing new is sent. */
  retire(): void {
    this.#transport?.then((transport) => transport.retire()).catch(() => undefined);
    this.#transport = undefined;
  }

  #forget(transport: Promise<HttpTransport>): void {
    if (this.#transport === transport) this.#transport = undefined;
  }

  async #negotiate(): Promise<HttpTransport> {
    if (this.#connector.route.server.protocol !== 'https:') return new Http1Transport(this.#connector);
    const socket = (await this.#connector.connect(['h2', 'http/1.1'])) as TLSSocket;
    if (socket.alpnProtocol !== 'h2') return new Http1Transport(this.#connector, socket);
    return new Http2Transport(this.#connector, socket, this.#q);
  }
}
