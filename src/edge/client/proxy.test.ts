import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startRawApiServer } from '../../../test/kit/raw-api-server.ts';
import { openApiServer } from './open-api-server.ts';
import { proxyFor } from './proxy-choice.ts';

const signal = new AbortController().signal;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('which proxy', () => {
  const server = (url: string): URL => new URL(url);
  const env = { HTTPS_PROXY: 'proxy:3128', NO_PROXY: 'internal.example,.svc,10.0.0.0/8,192.168.1.5:6443' };
  test.each([
    ['https://api.example.org', 'http://proxy:3128/'],
    ['https://internal.example', undefined],
    ['https://a.internal.example', undefined],
    ['https://xinternal.example', 'http://proxy:3128/'],
    ['https://kubernetes.default.svc', undefined],
    ['https://10.3.4.5:6443', undefined],
    ['https://11.3.4.5', 'http://proxy:3128/'],
    ['https://192.168.1.5:6443', undefined],
    ['https://192.168.1.5', 'http://proxy:3128/'],
    ['https://127.0.0.1:1', undefined],
    ['https://localhost', undefined],
    ['http://plain.example', undefined],
  ])('%s → %s', (url, proxy) => expect(proxyFor(server(url), undefined, env)?.href).toBe(proxy));

  test("the context's own proxy wins, also for loopback", () => {
    expect(proxyFor(server('https://127.0.0.1'), 'socks5://p:1', { NO_PROXY: '*' })?.href).toBe('socks5://p:1');
  });
});

function listen(server: Server): Promise<number> {
  cleanups.push(() => server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function join(a: Socket, b: Socket): void {
  a.on('error', () => b.destroy()).pipe(b);
  b.on('error', () => a.destroy()).pipe(a);
}

test('an HTTP proxy is asked for a tunnel, with its login, and HTTP/2 runs through it', async () => {
  const api = await startRawApiServer({ handle: (_, reply) => reply.json(200, {}) });
  cleanups.push(() => api.close());
  const asked: (string | undefined)[][] = [];
  const proxy = createHttpServer();
  proxy.on('connect', (request: IncomingMessage, client: Socket) => {
    asked.push([request.url, request.headers['proxy-authorization']]);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n');
      join(client, upstream);
    });
  });
  const port = await listen(proxy as unknown as Server);
  const client = openApiServer(api.target({ proxyUrl: `http://me:p%40ss@127.0.0.1:${port}` }), {
    userAgent: 'x',
    clock: { nowMs: () => Date.now() },
  });
  cleanups.push(() => client.close());
  expect((await client.get('/version', { signal })).status).toBe(200);
  expect(api.requests[0]?.httpVersion).toBe('2.0');
  expect(asked).toEqual([[new URL(api.url).host, `Basic ${Buffer.from('me:p@ss').toString('base64')}`]]);
});

test.each([
  ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'credentials', /refused the tunnel \(407\)/],
  ['HTTP/1.1 502 Bad Gateway\r\n\r\n', 'refused', /refused the tunnel \(502\)/],
  ['hello\r\n\r\n', 'refused', /no HTTP/],
])('a proxy that answers %j', async (answer, kind, message) => {
  const port = await listen(createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer))));
  const api = await startRawApiServer({ handle: () => undefined });
  cleanups.push(() => api.close());
  const client = openApiServer(api.target({ proxyUrl: `http://127.0.0.1:${port}` }), {
    userAgent: 'x',
    clock: { nowMs: () => Date.now() },
  });
  cleanups.push(() => client.close());
  await expect(client.get('/version', { signal })).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
});

test('a SOCKS5 proxy resolves the name', async () => {
  const api = await startRawApiServer({ handle: (_, reply) => reply.json(200, {}), hosts: ['api.example'] });
  cleanups.push(() => api.close());
  const names: string[] = [];
  const port = await listen(
    createServer((client) => {
      client.on('error', () => undefined);
      client.once('data', () => {
        client.write(Buffer.from([5, 0]));
        client.once('data', (request: Buffer) => {
          names.push(request.toString('latin1', 5, 5 + (request[4] ?? 0)));
          const upstream = connect(Number(new URL(api.url).port), '127.0.0.1', () => {
            client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
            join(client, upstream);
          });
        });
      });
    }),
  );
  const target = api.target({ server: 'https://api.example', proxyUrl: `socks5://127.0.0.1:${port}` });
  const client = openApiServer(target, { userAgent: 'x', clock: { nowMs: () => Date.now() } });
  cleanups.push(() => client.close());
  expect((await client.get('/version', { signal })).status).toBe(200);
  expect(names).toEqual(['api.example']);
});
