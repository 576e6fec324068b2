import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type RawApiServer,
  type RawApiServerOptions,
  type RawReply,
  type RawRequest,
  startRawApiServer,
} from '../../../test/kit/raw-api-server.ts';
import { makeAuthority } from '../../../test/kit/real-certificates.ts';
import type { WatchEvent } from '../../core/kube/watch-event.ts';
import type { ApiFailure, ApiServer, ListItem, ListRequest, WatchRequest } from './api-server.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { type OpenOptions, openApiServer } from './open-api-server.ts';

const clock = { nowMs: () => Date.now() };
const signal = new AbortController().signal;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(handle: RawApiServerOptions['handle'], more: Partial<RawApiServerOptions> = {}): Promise<RawApiServer> {
  const server = await startRawApiServer({ handle, ...more });
  cleanups.push(() => server.close());
  return server;
}

function open(target: ClusterTarget, q: Partial<OpenOptions> = {}): ApiServer {
  const api = openApiServer(target, { userAgent: 'hindsight/test', clock, ...q });
  cleanups.push(() => api.close());
  return api;
}

async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: 'ApiFailure' });
  return failure as ApiFailure;
}

const pod = (n: number): unknown => ({
  metadata: {
    name: `pod-${n}`,
    namespace: 'default',
    uid: `uid-${n}`,
    resourceVersion: `${n}`,
    managedFields: [
      { manager: 'kubelet', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:status': { 'f:phase': {} } } },
    ],
  },
  spec: { containers: [{ name: 'main', env: [{ name: 'DB_PASSWORD', value: `hunter-${n}` }] }] },
});
const podList = (pods: readonly unknown[], metadata: object = {}): unknown => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion: '99', ...metadata },
  items: pods,
});
const status = (code: number, reason: string, message: string, details = {}): unknown => ({
  kind: 'Status',
  code,
  reason,
  message,
  details,
});

function listing(api: ApiServer, q: Partial<ListRequest> = {}): { items: ListItem[]; done: ReturnType<ApiServer['list']> } {
  const items: ListItem[] = [];
  const done = api.list({
    path: '/api/v1/pods',
    resourceVersion: '0',
    signal,
    idleDeadlineMs: 5_000,
    onItems: (batch) => void items.push(...batch),
    ...q,
  });
  return { items, done };
}

function watching(
  api: ApiServer,
  q: Partial<WatchRequest> = {},
): { events: WatchEvent[]; opened: Promise<void>; done: ReturnType<ApiServer['watch']> } {
  const events: WatchEvent[] = [];
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const done = api.watch({
    path: '/api/v1/pods',
    resourceVersion: '1',
    timeoutSeconds: 300,
    signal,
    onOpen: resolve,
    onEvents: (batch) => void events.push(...batch),
    ...q,
  });
  return { events, opened, done };
}

describe.each(['h2', 'http/1.1', 'plain'] as const)('over %s', (protocol) => {
  test('a list arrives trimmed and masked, with its version and the date of the server', async () => {
    const server = await serve(
      (_, reply) => reply.json(200, podList(Array.from({ length: 100 }, (_x, n) => pod(n))), { date: 'Tue, 24 Nov 2026 20:00:00 GMT' }),
      {
        protocol,
      },
    );
    const { items, done } = listing(open(server.target()));
    expect(await done).toMatchObject({ resourceVersion: '99', items: 100, serverDateMs: Date.UTC(2026, 10, 24, 20) });
    expect(items.map((item) => item.object.metadata.name)).toEqual(Array.from({ length: 100 }, (_x, n) => `pod-${n}`));
    expect(items[7]?.object).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
    const bytes = items.map((item) => Buffer.from(item.bytes).toString()).join('');
    expect(bytes).not.toMatch(/hunter|fieldsV1/);
    expect(bytes).toContain('"manager":"kubelet"');
    expect(server.requests[0]?.httpVersion).toBe(protocol === 'h2' ? '2.0' : '1.1');
    expect(server.requests[0]?.headers['user-agent']).toBe('hindsight/test');
  });

  test('watch events arrive line by line, bookmarks and errors included', async () => {
    const server = await serve(
      (_, reply) => {
        reply.head(200);
        const lines = [
          { type: 'ADDED', object: { kind: 'Pod', apiVersion: 'v1', ...(pod(1) as object) } },
          { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '55' } } },
          { type: 'ERROR', object: status(410, 'Expired', 'too old') },
        ];
        const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
        reply.write(text.slice(0, 40));
        setTimeout(() => reply.end(text.slice(40)), 20);
      },
      { protocol },
    );
    const { events, done } = watching(open(server.target()));
    expect(await done).toEqual({ reason: 'ended' });
    expect(events).toMatchObject([
      { type: 'ADDED', object: { metadata: { name: 'pod-1' } } },
      { type: 'BOOKMARK', resourceVersion: '55' },
      { type: 'ERROR', status: { code: 410 } },
    ]);
    expect(JSON.stringify(events)).not.toContain('hunter');
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: '1',
      timeoutSeconds: '300',
    });
  });

  test('a watch that is cut in mid-line is broken; what came whole before it is delivered', async () => {
    const server = await serve(
      (_, reply) => {
        reply.head(200);
        reply.write(`${JSON.stringify({ type: 'ADDED', object: pod(1) })}\n{"type":"MODIF`);
        setTimeout(() => reply.destroy(), 20);
      },
      { protocol },
    );
    const { events, done } = watching(open(server.target()));
    expect(await done).toEqual({ reason: 'broken' });
    expect(events).toHaveLength(1);
  });

  test('an aborted watch ends as aborted and lets go of the connection', async () => {
    const left = Promise.withResolvers<void>();
    const server = await serve(
      (_, reply) => {
        reply.head(200);
        reply.closed.then(left.resolve);
      },
      { protocol },
    );
    const abort = new AbortController();
    const api = open(server.target());
    const { opened, done } = watching(api, { signal: abort.signal });
    await opened;
    expect(api.usage.openStreams).toBe(1);
    abort.abort();
    expect(await done).toEqual({ reason: 'aborted' });
    await left.promise;
    expect(api.usage.openStreams).toBe(0);
  });

  test('a list that is cut in mid-answer is a reset, whatever it had delivered', async () => {
    const text = JSON.stringify(podList([pod(1), pod(2), pod(3)]));
    const server = await serve(
      (_, reply) => {
        reply.head(200);
        reply.write(text.slice(0, -80));
        setTimeout(() => reply.destroy(), 20);
      },
      { protocol },
    );
    expect(await failureOf(listing(open(server.target())).done)).toMatchObject({ kind: 'reset' });
  });

  test('a list that stops sending runs into the idle deadline; so does one that trickles', async () => {
    const text = JSON.stringify(podList([pod(1), pod(2)]));
    const server = await serve(
      ({ path }, reply) => {
        if (path.endsWith('/silent')) return;
        reply.head(200);
        let at = 0;
        const timer = setInterval(() => reply.write(text.slice(at, ++at)), 5);
        reply.closed.then(() => clearInterval(timer));
      },
      { protocol },
    );
    const api = open(server.target());
    const failures = await Promise.all(
      ['silent', 'trickle'].map((name) => failureOf(listing(api, { path: `/apis/x/v1/${name}`, idleDeadlineMs: 150 }).done)),
    );
    expect(failures.map(({ kind, message }) => [kind, message])).toEqual(Array(2).fill(['timeout', 'no answer within 150 ms']));
  });
});

describe('connecting', () => {
  test('a closed port is refused', async () => {
    const server = await startRawApiServer({ handle: () => undefined });
    const target = server.target();
    await server.close();
    expect(await failureOf(open(target).get('/version', { signal }))).toMatchObject({ kind: 'refused', message: 'connection refused' });
  });

  test('an unknown host name is a matter of DNS', async () => {
    const server = await serve(() => undefined);
    const api = open(server.target({ server: 'https://no-such-host.invalid' }));
    expect(await failureOf(api.get('/version', { signal }))).toMatchObject({ kind: 'dns' });
  });

  test('a peer that accepts and stays silent runs into the connect deadline, and a later request tries again', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const server = await serve(() => undefined);
    const api = open(server.target({ server: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` }), { connectDeadlineMs: 60 });
    const expected = { kind: 'timeout', message: 'no connection within 60 ms' };
    expect(await failureOf(api.get('/version', { signal }))).toMatchObject(expected);
    expect(await failureOf(api.get('/version', { signal }))).toMatchObject(expected);
    expect(sockets).toHaveLength(2);
  });

  test('a caller that gives up while connecting is released at once', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanups.push(() => silent.close());
    const server = await serve(() => undefined);
    const api = open(server.target({ server: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` }));
    const abort = new AbortController();
    const asked = failureOf(api.get('/version', { signal: abort.signal }));
    setTimeout(() => abort.abort(), 20);
    expect(await asked).toMatchObject({ kind: 'aborted' });
    api.close();
  });

  test('a certificate of an unknown authority and one for another host are refused with the reason', async () => {
    const server = await serve((_, reply) => reply.json(200, {}), { hosts: ['api.example.org'] });
    const foreign = makeAuthority('other').cert;
    const tls = { ca: foreign, insecureSkipVerify: false, serverName: undefined };
    expect(await failureOf(open(server.target({ tls })).get('/version', { signal }))).toMatchObject({
      kind: 'tls',
      message: 'certificate signed by an unknown authority',
    });
    expect(await failureOf(open(server.target()).get('/version', { signal }))).toMatchObject({
      kind: 'tls',
      message: 'certificate is not for 127.0.0.1, but for api.example.org',
    });
    const wrong = open(server.target({ tls: { ca: server.caPem, insecureSkipVerify: false, serverName: 'other.example' } }));
    for (let i = 0; i < 3; i++) expect(await failureOf(wrong.get('/version', { signal })), 'never resumed').toMatchObject({ kind: 'tls' });
    expect(server.requests).toHaveLength(0);
    const named = open(server.target({ tls: { ca: server.caPem, insecureSkipVerify: false, serverName: 'api.example.org' } }));
    expect((await named.get('/version', { signal })).status).toBe(200);
    const blind = open(server.target({ tls: { ca: undefined, insecureSkipVerify: true, serverName: undefined } }));
    expect((await blind.get('/version', { signal })).status).toBe(200);
  });

  test('a client certificate is presented', async () => {
    const authority = makeAuthority('clients');
    const server = await serve((_, reply) => reply.json(200, {}), { clientCa: authority.cert });
    const clientCertificate = authority.issue({ commonName: 'viewer' });
    const credentials = { label: 'client certificate', get: async () => ({ headers: {}, clientCertificate }) };
    expect((await open(server.target({ credentials })).get('/version', { signal })).status).toBe(200);
    expect((await failureOf(open(server.target()).get('/version', { signal }))).kind).toMatch(/tls|reset/);
  });

  test('a server that speaks no TLS, and one that speaks no HTTP, are told apart', async () => {
    const plain = await serve((_, reply) => reply.json(200, {}), { protocol: 'plain' });
    const asTls = plain.target({ server: plain.url.replace('http:', 'https:') });
    expect(await failureOf(open(asTls).get('/version', { signal }))).toMatchObject({
      kind: 'tls',
      message: 'the server does not speak TLS on this port',
    });
    const gibberish = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n')).listen(0, '127.0.0.1');
    await once(gibberish, 'listening');
    cleanups.push(() => gibberish.close());
    const target = plain.target({ server: `http://127.0.0.1:${(gibberish.address() as AddressInfo).port}` });
    expect(await failureOf(open(target).get('/version', { signal }))).toMatchObject({ kind: 'garbage' });
  });
});

describe('connections', () => {
  test('lists and watches have one HTTP/2 connection each, small requests share them', async () => {
    const server = await serve(({ query }, reply) => (query.has('watch') ? reply.head(200) : reply.json(200, podList([]))));
    const api = open(server.target());
    const abort = new AbortController();
    const watches = Array.from({ length: 12 }, () => watching(api, { signal: abort.signal }));
    await Promise.all(watches.map((watch) => watch.opened));
    expect(server.connections()).toBe(1);
    await Promise.all(Array.from({ length: 5 }, () => listing(api).done));
    await api.get('/version', { signal });
    expect(server.connections()).toBe(2);
    abort.abort();
    await Promise.all(watches.map((watch) => watch.done));
  });

  test('more watches than one connection may carry get another one', async () => {
    const server = await serve((_, reply) => reply.head(200), { maxConcurrentStreams: 5 });
    const api = open(server.target());
    const abort = new AbortController();
    const first = watching(api, { signal: abort.signal });
    await first.opened;
    const watches = Array.from({ length: 11 }, () => watching(api, { signal: abort.signal }));
    await Promise.all(watches.map((watch) => watch.opened));
    expect(server.connections()).toBeGreaterThanOrEqual(3);
    abort.abort();
    await Promise.all([first, ...watches].map((watch) => watch.done));
  });

  test('a connection that was lost between two requests is replaced without a failure', async () => {
    const server = await serve((_, reply) => reply.json(200, {}));
    const api = open(server.target());
    await api.get('/version', { signal });
    server.cut();
    expect((await api.get('/version', { signal })).status).toBe(200);
    expect(server.connections()).toBe(2);
  });

  test('open watches are broken when the connection is lost', async () => {
    const server = await serve((_, reply) => reply.head(200));
    const api = open(server.target());
    const watches = [watching(api), watching(api)];
    await Promise.all(watches.map((watch) => watch.opened));
    server.cut();
    expect(await Promise.all(watches.map((watch) => watch.done))).toEqual([{ reason: 'broken' }, { reason: 'broken' }]);
  });

  test('a peer that is dead without a word is found out by pings', async () => {
    const server = await serve((_, reply) => reply.head(200));
    const sockets: Socket[] = [];
    const relay = createServer((near) => {
      const far = connect(Number(new URL(server.url).port), '127.0.0.1');
      sockets.push(near, far);
      near.on('error', () => undefined).pipe(far.on('error', () => undefined));
      far.pipe(near);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      relay.close();
    });
    const api = open(server.target({ server: `https://127.0.0.1:${(relay.address() as AddressInfo).port}` }), { pingIntervalMs: 30 });
    const watch = watching(api);
    await watch.opened;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(api.usage.openStreams).toBe(1);
    for (const socket of sockets) socket.unpipe().pause();
    expect(await watch.done).toEqual({ reason: 'broken' });
  });

  test('close() ends what is open', async () => {
    const server = await serve((_, reply) => reply.head(200));
    const api = open(server.target());
    const watch = watching(api);
    await watch.opened;
    api.close();
    expect(await watch.done).toEqual({ reason: 'broken' });
    expect(await failureOf(api.get('/version', { signal }))).toMatchObject({ kind: 'aborted' });
  });
});

describe('answers that say no', () => {
  const cases: readonly [number, unknown, object][] = [
    [400, status(400, 'BadRequest', 'unable to parse requirement'), { kind: 'bad-request', message: 'unable to parse requirement' }],
    [401, status(401, 'Unauthorized', 'Unauthorized'), { kind: 'unauthorized' }],
    [403, status(403, 'Forbidden', 'pods is forbidden'), { kind: 'forbidden', message: 'pods is forbidden' }],
    [404, status(404, 'NotFound', 'not found'), { kind: 'not-found' }],
    [410, status(410, 'Expired', 'too old resource version'), { kind: 'gone', body: { reason: 'Expired' } }],
    [500, status(500, 'InternalError', 'etcd is gone'), { kind: 'server-error', message: 'etcd is gone' }],
    [503, 'upstream connect error', { kind: 'server-error', message: 'HTTP status 503' }],
    [
      504,
      status(504, 'Timeout', 'Timeout: Too large resource version: 9, current: 1', {
        causes: [{ reason: 'ResourceVersionTooLarge' }],
        retryAfterSeconds: 1,
      }),
      { kind: 'version-too-large', retryAfterMs: 1000 },
    ],
    [504, status(504, 'Timeout', 'request timed out'), { kind: 'server-error' }],
    [302, '', { kind: 'garbage', message: 'redirected to another page: a login page in front of the API server?' }],
  ];
  test.each(cases)('%i %j', async (code, body, expected) => {
    const server = await serve((_, reply) => {
      reply.head(code);
      reply.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    const api = open(server.target());
    expect(await failureOf(api.get('/api/v1/pods', { signal }))).toMatchObject({ ...expected, status: code });
    expect(await failureOf(listing(api).done)).toMatchObject(expected);
    expect(await failureOf(watching(api).done)).toMatchObject(expected);
  });

  test('after a 401 fresh credentials are tried once', async () => {
    const server = await serve(({ headers }, reply) =>
      headers.authorization === 'Bearer new' ? reply.json(200, {}) : reply.json(401, {}),
    );
    const asked: boolean[] = [];
    const credentials = {
      label: 'token',
      get: async ({ fresh }: { fresh: boolean }) => {
        asked.push(fresh);
        return { headers: { authorization: fresh ? 'Bearer new' : 'Bearer old' }, clientCertificate: undefined };
      },
    };
    expect((await open(server.target({ credentials })).get('/version', { signal })).status).toBe(200);
    expect(asked).toEqual([false, true]);
    const stale = { label: 'token', get: async () => ({ headers: { authorization: 'Bearer old' }, clientCertificate: undefined }) };
    const failure = await failureOf(open(server.target({ credentials: stale })).get('/version', { signal }));
    expect(failure.kind).toBe('unauthorized');
    expect(server.requests).toHaveLength(4);
  });

  test('a 429 silences everything to that server until Retry-After has passed', async () => {
    let nowMs = 0;
    let throttled = true;
    const server = await serve((_, reply) =>
      throttled ? reply.json(429, status(429, 'TooManyRequests', 'slow down'), { 'retry-after': '0.05' }) : reply.json(200, {}),
    );
    const api = open(server.target(), { clock: { nowMs: () => nowMs } });
    expect(await failureOf(api.get('/version', { signal }))).toMatchObject({ kind: 'throttled', retryAfterMs: 50 });
    throttled = false;
    const abort = new AbortController();
    const waiting = failureOf(api.get('/version', { signal: abort.signal }));
    const patient = api.get('/version', { signal });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.requests).toHaveLength(1);
    abort.abort();
    expect(await waiting).toMatchObject({ kind: 'aborted' });
    nowMs = 51;
    expect((await patient).status).toBe(200);
  });

  test('a broken configuration is the answer to every request', async () => {
    const server = await serve(() => undefined);
    const api = open(server.target({ defect: 'there is no user "bob"' }));
    expect(await failureOf(listing(api).done)).toMatchObject({ kind: 'credentials', message: 'there is no user "bob"' });
  });
});

describe('etiquette', () => {
  test('two lists and four reads are under way at most', async () => {
    const held: { request: RawRequest; reply: RawReply }[] = [];
    const server = await serve((request, reply) => void held.push({ request, reply }));
    const api = open(server.target());
    const lists = Array.from({ length: 4 }, () => listing(api).done);
    const gets = Array.from({ length: 4 }, (_, n) => api.get(`/small/${n}`, { signal }));
    await expect.poll(() => held.length).toBe(4);
    expect(held.filter(({ request }) => request.path === '/api/v1/pods')).toHaveLength(2);
    let most = 0;
    const answering = setInterval(() => {
      most = Math.max(most, held.length);
      held.shift()?.reply.json(200, podList([]));
    }, 2);
    await Promise.all([...lists, ...gets]);
    clearInterval(answering);
    expect(most).toBeLessThanOrEqual(4);
    expect(api.usage).toMatchObject({ requests: 8, openStreams: 0 });
    expect(api.usage.byStatus.get(200)).toBe(8);
  });
});

describe('lists', () => {
  test('pages are followed when the version is unset, and what is expected is known', async () => {
    const server = await serve(({ query }, reply) => {
      const from = Number(query.get('continue') ?? '0');
      const more = from + 2 < 5;
      reply.json(
        200,
        podList([pod(from), ...(from < 4 ? [pod(from + 1)] : [])], more ? { continue: `${from + 2}`, remainingItemCount: 3 - from } : {}),
      );
    });
    const progress: unknown[] = [];
    const { done } = listing(open(server.target()), {
      resourceVersion: undefined as never,
      limit: 2,
      labelSelector: 'a=b',
      onItems: (_, p) => void progress.push(p),
    });
    expect(await done).toMatchObject({ items: 5, resourceVersion: '99' });
    expect(progress.at(-1)).toEqual({ received: 5, expected: undefined });
    expect(progress).toContainEqual({ received: 2, expected: 5 });
    expect(server.requests.map(({ query }) => [query.get('limit'), query.get('continue'), query.get('labelSelector')])).toEqual([
      ['2', null, 'a=b'],
      ['2', '2', 'a=b'],
      ['2', '4', 'a=b'],
    ]);
  });

  test('an expired continue token is gone; a server that continues in circles is garbage', async () => {
    const server = await serve(({ path, query }, reply) => {
      if (path.endsWith('circle') || !query.has('continue')) reply.json(200, podList([pod(1)], { continue: 'x' }));
      else reply.json(410, status(410, 'Expired', 'The provided continue parameter is too old'));
    });
    const api = open(server.target());
    expect(await failureOf(listing(api, { limit: 1 }).done)).toMatchObject({ kind: 'gone' });
    expect(await failureOf(listing(api, { limit: 1, path: '/apis/x/v1/circle' }).done)).toMatchObject({ kind: 'garbage' });
  });

  test.each([
    ['HTML', '<html>login</html>'],
    ['a Status', '{"kind":"Status","code":200}'],
    ['an object', '{"kind":"Pod","metadata":{}}'],
    ['broken JSON', '{"kind":"PodList","items":[{"metadata":{"name":}}]}'],
    ['nothing', ''],
  ])('%s instead of a list is said so', async (_, text) => {
    const server = await serve((_request, reply) => {
      reply.head(200);
      reply.end(text);
    });
    expect((await failureOf(listing(open(server.target())).done)).kind).toMatch(/^(garbage|reset)$/);
  });

  test('gzip is asked for when wanted, decompressed, and counted as it came over the wire', async () => {
    const server = await serve((_, reply) => {
      reply.head(200, { 'content-encoding': 'gzip' });
      reply.end(gzipSync(JSON.stringify(podList(Array.from({ length: 500 }, (_x, n) => pod(n))))));
    });
    const { done } = listing(open(server.target(), { gzip: 'always' }));
    const answer = await done;
    expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
    expect(answer.items).toBe(500);
    expect(answer.wireBytes).toBeLessThan(answer.bodyBytes / 5);
  });

  test('an object beyond the limit ends the list instead of filling the memory', async () => {
    const server = await serve((_, reply) => {
      reply.head(200, { 'content-encoding': 'gzip' });
      reply.end(gzipSync(JSON.stringify(podList([{ metadata: { name: 'bomb', annotations: { a: 'x'.repeat(3_000_000) } } }]))));
    });
    const { done } = listing(open(server.target(), { gzip: 'always', maxObjectBytes: 1_048_576 }));
    expect(await failureOf(done)).toMatchObject({ kind: 'garbage', message: 'an object is larger than 1 MiB' });
  });

  test('reading pauses until the receiver is ready for more', async () => {
    const server = await serve((_, reply) => reply.json(200, podList(Array.from({ length: 3_000 }, (_x, n) => pod(n)))));
    let busy = 0;
    let most = 0;
    const { done } = listing(open(server.target()), {
      onItems: async () => {
        most = Math.max(most, ++busy);
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy--;
      },
    });
    expect((await done).items).toBe(3_000);
    expect(most).toBe(1);
  });

  test('a receiver that takes longer than the idle deadline does not count against the server', async () => {
    const server = await serve((_, reply) => reply.json(200, podList(Array.from({ length: 600 }, (_x, n) => pod(n)))));
    let calls = 0;
    const { done } = listing(open(server.target()), {
      idleDeadlineMs: 60,
      onItems: () => (calls++ === 0 ? new Promise((resolve) => setTimeout(resolve, 200)) : undefined),
    });
    expect((await done).items).toBe(600);
  });

  test('a failing receiver is our defect and passes unchanged', async () => {
    const server = await serve((_, reply) => reply.json(200, podList([pod(1)])));
    const { done } = listing(open(server.target()), {
      onItems: () => {
        throw new TypeError('bug');
      },
    });
    await expect(done).rejects.toThrow(TypeError);
  });
});

describe('secrets', () => {
  test('are refused by default on every path, without asking the server', async () => {
    const server = await serve((_, reply) => reply.json(200, {}));
    const api = open(server.target());
    for (const path of [
      '/api/v1/secrets',
      '/api/v1/namespaces/x/secrets/y',
      '/api/v1/watch/secrets',
      '/api/v1//secrets',
      '/api/v1/namespaces/x/%73ecrets',
    ]) {
      expect(await failureOf(api.get(path, { signal })), path).toMatchObject({ kind: 'forbidden' });
      expect(await failureOf(listing(api, { path }).done), path).toMatchObject({ kind: 'forbidden' });
      expect(await failureOf(watching(api, { path }).done), path).toMatchObject({ kind: 'forbidden' });
      expect(await failureOf(api.table(path, { signal, includeObject: 'Metadata' })), path).toMatchObject({ kind: 'forbidden' });
    }
    expect(server.requests).toHaveLength(0);
  });

  const row = {
    cells: ['s', 'Opaque', 2, '5d'],
    object: { kind: 'PartialObjectMetadata', metadata: { name: 's', uid: 'u', resourceVersion: '7', annotations: { op: 'planted "x"' } } },
  };
  const table = { kind: 'Table', metadata: { resourceVersion: '9' }, columnDefinitions: [], rows: [row] };

  test('in metadata mode come as Tables, with masked annotations and a count of keys', async () => {
    const server = await serve(({ query }, reply) => {
      if (!query.has('watch')) return reply.json(200, table);
      reply.head(200);
      reply.end(`${JSON.stringify({ type: 'MODIFIED', object: table })}\n${JSON.stringify({ type: 'BOOKMARK', object: table })}\n`);
    });
    const api = open(server.target(), { secrets: 'metadata' });
    const { items, done } = listing(api, { path: '/api/v1/secrets' });
    expect(await done).toMatchObject({ items: 1, resourceVersion: '9' });
    const { events, done: watched } = watching(api, { path: '/api/v1/secrets' });
    await watched;
    expect(server.requests.every(({ headers }) => /as=Table/.test(headers.accept ?? '') && !/,/.test(headers.accept ?? ''))).toBe(true);
    const expected = { kind: 'Secret', type: 'Opaque', metadata: { annotations: { op: '**HIDDEN-BY-HINDSIGHT**' } } };
    expect(items[0]?.object).toMatchObject(expected);
    expect(Object.keys(items[0]?.object.data)).toHaveLength(2);
    expect(events).toMatchObject([
      { type: 'MODIFIED', object: expected },
      { type: 'BOOKMARK', resourceVersion: '9' },
    ]);
    expect(JSON.stringify([items, events])).not.toContain('planted');
  });

  test('a server that sends whole Secrets all the same is not read', async () => {
    const secret = { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's' }, data: { a: 'cGxhbnRlZA==' } };
    const server = await serve(({ query }, reply) => {
      if (!query.has('watch')) return reply.json(200, { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items: [secret] });
      reply.head(200);
      reply.end(`${JSON.stringify({ type: 'ADDED', object: secret })}\n`);
    });
    const api = open(server.target(), { secrets: 'metadata' });
    expect(await failureOf(listing(api, { path: '/api/v1/secrets' }).done)).toMatchObject({ kind: 'garbage' });
    expect(await failureOf(watching(api, { path: '/api/v1/secrets' }).done)).toMatchObject({ kind: 'garbage' });
    expect(await failureOf(api.table('/api/v1/secrets', { signal, includeObject: 'Metadata' }))).toMatchObject({ kind: 'garbage' });
  });

  test('a single object is masked, with its managed fields kept whole', async () => {
    const server = await serve((_, reply) => reply.json(200, { kind: 'Pod', apiVersion: 'v1', ...(pod(1) as object) }));
    const { body } = await open(server.target()).get('/api/v1/namespaces/default/pods/pod-1', { signal });
    expect(body).not.toContain('hunter');
    expect(body).toContain('fieldsV1');
  });
});

describe('discovery and tables', () => {
  const aggregated = (items: unknown[]): unknown => ({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items });
  const resource = (name: string, kind: string, verbs = ['get', 'list', 'watch']): unknown => ({
    resource: name,
    responseKind: { kind },
    scope: 'Namespaced',
    singularResource: kind.toLowerCase(),
    verbs,
  });

  test('aggregated: one request each, stale groups named, an ETag spares the second reading', async () => {
    const server = await serve(({ path, headers }, reply) => {
      if (headers['if-none-match'] === '"1"') {
        reply.head(304);
        reply.end();
      } else if (path === '/api')
        reply.json(
          200,
          aggregated([
            {
              metadata: { name: '' },
              versions: [{ version: 'v1', resources: [resource('pods', 'Pod'), resource('bindings', 'Binding', ['create'])] }],
            },
          ]),
          { etag: '"1"' },
        );
      else
        reply.json(
          200,
          aggregated([{ metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale', resources: [] }] }]),
          { etag: '"1"' },
        );
    });
    const api = open(server.target());
    const first = await api.discover(signal);
    expect(first.resources).toMatchObject([{ group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true, preferred: true }]);
    expect(first.broken).toEqual([
      { groupVersion: 'metrics.k8s.io/v1beta1', reason: 'the aggregated API server behind it does not answer' },
    ]);
    expect(await api.discover(signal)).toEqual(first);
    expect(api.usage.byStatus.get(304)).toBe(2);
  });

  test('legacy: group by group, a broken one named and not fatal', async () => {
    const server = await serve(({ path }, reply) => {
      if (path === '/api') reply.json(200, { kind: 'APIVersions', versions: ['v1'] });
      else if (path === '/apis')
        reply.json(200, {
          kind: 'APIGroupList',
          groups: [
            { name: 'apps', versions: [{ version: 'v1beta2' }, { version: 'v1' }], preferredVersion: { version: 'v1' } },
            { name: 'metrics.k8s.io', versions: [{ version: 'v1' }] },
          ],
        });
      else if (path === '/apis/metrics.k8s.io/v1') reply.json(503, 'x');
      else
        reply.json(200, {
          kind: 'APIResourceList',
          resources: [
            { name: 'things', singularName: '', namespaced: true, kind: 'Thing', verbs: ['get', 'list'], shortNames: ['th'] },
            { name: 'things/status', kind: 'Thing', verbs: ['get', 'list'] },
          ],
        });
    });
    const { resources, broken } = await open(server.target()).discover(signal);
    expect(resources.map((r) => [r.group, r.version, r.plural, r.singular, r.preferred])).toEqual([
      ['', 'v1', 'things', 'thing', true],
      ['apps', 'v1beta2', 'things', 'thing', false],
      ['apps', 'v1', 'things', 'thing', true],
    ]);
    expect(broken).toEqual([{ groupVersion: 'metrics.k8s.io/v1', reason: 'server error 503' }]);
  });

  test('a Table keeps its columns and cells; a list in its place yields names', async () => {
    const server = await serve(({ path }, reply) =>
      path.endsWith('/pods')
        ? reply.json(200, {
            kind: 'Table',
            metadata: { resourceVersion: '3' },
            columnDefinitions: [{ name: 'Name', type: 'string', priority: 1 }],
            rows: [{ cells: ['a'], object: null }],
          })
        : reply.json(200, {
            kind: 'NodeMetricsList',
            metadata: {},
            items: [{ metadata: { name: 'n1', creationTimestamp: '2026-01-01T00:00:00Z' } }],
          }),
    );
    const api = open(server.target());
    const table = await api.table('/api/v1/pods?labelSelector=a%3Db', { signal, includeObject: 'None' });
    expect(table).toMatchObject({
      columns: [{ name: 'Name', priority: 1, description: '' }],
      rows: [{ cells: ['a'], object: undefined }],
      resourceVersion: '3',
    });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ labelSelector: 'a=b', includeObject: 'None' });
    expect((await api.table('/apis/metrics.k8s.io/v1beta1/nodes', { signal, includeObject: 'Metadata' })).rows).toMatchObject([
      { cells: ['n1', '2026-01-01T00:00:00Z'] },
    ]);
  });
});
