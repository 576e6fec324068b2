import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way in which a network misbehaves. */
export type ProxyFault =
  /** Connections are refused; open ones die. */
  | { readonly type: 'refuse' }
  /** Connections are accepted and nothing passes any more, in either direction. */
  | { readonly type: 'hang' }
  /** Bytes from the server pass this slowly. */
  | { readonly type: 'trickle'; readonly bytesPerSecond: number }
  /** Connections are reset after this many bytes from the server; open ones with their next bytes. */
  | { readonly type: 'reset'; readonly afterBytes: number }
  /** Connections are closed, in the middle of whatever it is, after this many bytes from the server. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** Everything from the server comes later. */
  | { readonly type: 'latency'; readonly latencyMs: number };

/** A TCP proxy on loopback that can misbehave; TLS passes through it untouched. */
export interface FaultyProxy {
  readonly port: number;
  /** Misbehaves from now on, open connections included; undefined: well again. */
  setFault(fault: ProxyFault | undefined): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of a port of 127.0.0.1. */
export async function startFaultyProxy(serverPort: number): Promise<FaultyProxy> {
  const proxy = new TcpProxy(serverPort);
  await proxy.listen(0);
  return proxy;
}

/** The two sides of one connection. */
interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Bytes from the server since the fault began. */
  bytes: number;
  /** Chunks from the server that have not been passed on yet, in order. */
  passing: Promise<void>;
}

const tickMs = 20;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class TcpProxy implements FaultyProxy {
  readonly #serverPort: number;
  readonly #pairs = new Set<Pair>();
  #server: Server | undefined;
  #fault: ProxyFault | undefined;
  port = 0;

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  listen(port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => this.#accept(client));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        if (address !== null && typeof address === 'object') this.port = address.port;
        resolve();
      });
    });
  }

  async setFault(fault: ProxyFault | undefined): Promise<void> {
    const wasRefusing = this.#fault?.type === 'refuse';
    this.#fault = fault;
    for (const pair of this.#pairs) {
      pair.bytes = 0;
      this.#flow(pair);
    }
    if (fault?.type === 'refuse') await this.close();
    else if (wasRefusing) await this.listen(this.port);
  }

  close(): Promise<void> {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.#pairs.clear();
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  #accept(client: Socket): void {
    const pair: Pair = { client, server: connect(this.#serverPort, '127.0.0.1'), bytes: 0, passing: Promise.resolve() };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      pair.server.destroy();
    };
    client.on('error', end).on('close', end).on('end', end);
    pair.server.on('error', end).on('close', () => void pair.passing.then(end));
    client.on('data', (chunk) => void pair.server.write(chunk));
    pair.server.on('data', (chunk: Buffer) => {
      pair.passing = pair.passing.then(() => this.#pass(pair, chunk)).catch(end);
    });
    this.#flow(pair);
  }

  /** Stops or goes on reading both sides, as the fault wants it. */
  #flow({ client, server }: Pair): void {
    if (this.#fault?.type === 'hang') {
      client.pause();
      server.pause();
    } else {
      client.resume();
      server.resume();
    }
  }

  /** Hands bytes of the server on, in the way of the fault. */
  async #pass(pair: Pair, chunk: Buffer): Promise<void> {
    const fault = this.#fault;
    if (fault?.type === 'latency') await pause(fault.latencyMs);
    if (fault?.type === 'trickle') return this.#trickle(pair, chunk);
    if (fault?.type !== 'cut' && fault?.type !== 'reset') return void pair.client.write(chunk);
    const room = Math.max(0, fault.afterBytes - pair.bytes);
    pair.bytes += chunk.length;
    if (room > 0) pair.client.write(chunk.subarray(0, room));
    if (chunk.length < room) return;
    if (fault.type === 'reset') pair.client.resetAndDestroy();
    else pair.client.destroySoon();
    pair.server.destroy();
  }

  async #trickle(pair: Pair, chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const fault = this.#fault;
      const size = fault?.type === 'trickle' ? Math.max(1, Math.round((fault.bytesPerSecond * tickMs) / 1000)) : chunk.length;
      if (pair.client.destroyed) return;
      pair.client.write(chunk.subarray(at, at + size));
      at += size;
      if (fault?.type === 'trickle') await pause(tickMs);
    }
  }
}
