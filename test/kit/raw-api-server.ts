import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ClusterTarget } from '../../src/edge/client/cluster-target.ts';
import { makeAuthority } from './real-certificates.ts';

/** What a handler gets of a request. */
export interface RawRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly httpVersion: string;
}

/** What a handler answers with; the same for HTTP/2 and HTTP/1.1. */
export interface RawReply {
  head(status: number, headers?: Record<string, string>): void;
  write(text: string | Uint8Array): void;
  end(text?: string | Uint8Array): void;
  json(status: number, body: unknown, headers?: Record<string, string>): void;
  /** Ends the stream as a crash would. */
  destroy(): void;
  /** Resolves when the client has gone away. */
  readonly closed: Promise<void>;
}

/** A tiny HTTP(S) server that does exactly what a test tells it, misbehaviour included. */
export interface RawApiServer {
  readonly url: string;
  readonly caPem: string;
  /** Every request so far, in order. */
  readonly requests: readonly RawRequest[];
  /** Connections accepted so far. */
  connections(): number;
  target(more?: Partial<ClusterTarget>): ClusterTarget;
  /** Cuts all connections. */
  cut(): void;
  close(): Promise<void>;
}

/** What the server does. */
export interface RawApiServerOptions {
  handle(request: RawRequest, reply: RawReply): void;
  /** Default `h2` (which also accepts HTTP/1.1 clients). */
  readonly protocol?: 'h2' | 'http/1.1' | 'plain';
  /** Names in the certificate; default 127.0.0.1. */
  readonly hosts?: readonly string[];
  readonly maxConcurrentStreams?: number;
  /** Client certificates must be signed by this authority. */
  readonly clientCa?: string;
}

const authority = makeAuthority('raw-test-ca');

/** Starts a server on a free port of 127.0.0.1. */
export async function startRawApiServer(q: RawApiServerOptions): Promise<RawApiServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = makeServer(q, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const seen: RawRequest = { path: url.pathname, query: url.searchParams, headers: request.headers, httpVersion: request.httpVersion };
    requests.push(seen);
    q.handle(seen, makeReply(response as ServerResponse));
  });
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `${q.protocol === 'plain' ? 'http' : 'https'}://127.0.0.1:${port}`;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url,
    caPem: authority.cert,
    requests,
    connections: () => connections,
    target: (more) => ({
      id: 'raw',
      aliases: [],
      labels: {},
      server: url,
      namespace: undefined,
      tls: { ca: authority.cert, insecureSkipVerify: false, serverName: undefined },
      credentials: { label: 'none', get: async () => ({ headers: {}, clientCertificate: undefined }) },
      proxyUrl: undefined,
      ...more,
    }),
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

type Listener = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse) => void;

function makeServer(q: RawApiServerOptions, listener: Listener): Server | Http2SecureServer {
  if (q.protocol === 'plain') return createServer(listener);
  const { cert, key } = authority.issue({ commonName: 'raw', hosts: q.hosts ?? ['127.0.0.1'] });
  if (q.protocol === 'http/1.1') return createHttpsServer({ cert, key }, listener);
  const server = createSecureServer(
    {
      cert,
      key,
      allowHTTP1: true,
      ...(q.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: true, ca: q.clientCa }),
      settings: { maxConcurrentStreams: q.maxConcurrentStreams ?? 100 },
    },
    listener,
  );
  server.on('sessionError', () => undefined);
  server.on('tlsClientError', () => undefined);
  return server;
}

function makeReply(response: ServerResponse): RawReply {
  response.on('error', () => undefined);
  const { stream } = response as unknown as { stream?: { destroy(error?: Error): void; on(event: string, f: () => void): void } };
  stream?.on('error', () => undefined);
  return {
    head: (status, headers = {}) => {
      response.writeHead(status, headers);
      response.flushHeaders?.();
    },
    write: (text) => void response.write(text),
    end: (text) => void response.end(text),
    json: (status, body, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    },
    destroy: () => (stream === undefined ? response.destroy() : stream.destroy(new Error('crash'))),
    closed: new Promise((resolve) => response.once('close', resolve)),
  };
}
