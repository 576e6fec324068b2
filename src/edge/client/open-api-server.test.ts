import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  closeLater,
  closeOpened,
  failureOf,
  listing,
  open,
  pod,
  podList,
  serve,
  signal,
  status,
  watching,
} from '../../../test/kit/opened-api-server.ts';
import { type RawReply, type RawRequest, startRawApiServer } from '../../../test/kit/raw-api-server.ts';
import { makeAuthority } from '../../../test/kit/real-certificates.ts';

afterEach(closeOpened);

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
    closeLater(() => {
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
    closeLater(() => silent.close());
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
    closeLater(() => gibberish.close());
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
    closeLater(() => {
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
