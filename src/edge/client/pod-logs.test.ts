import { afterEach, describe, expect, test } from 'vitest';
import { type RawApiServer, type RawApiServerOptions, startRawApiServer } from '../../../test/kit/raw-api-server.ts';
import type { LogLine } from '../../core/kube/log-line.ts';
import type { ApiServer } from './api-server.ts';
import { openApiServer } from './open-api-server.ts';
import type { PodLogRequest } from './pod-log-request.ts';

const time = '2026-11-24T23:37:26.123456789Z';
let server: RawApiServer | undefined;
let api: ApiServer | undefined;
afterEach(async () => {
  api?.close();
  await server?.close();
});

async function open(q: RawApiServerOptions): Promise<ApiServer> {
  server = await startRawApiServer(q);
  api = openApiServer(server.target(), { userAgent: 'hindsight/test', clock: { nowMs: () => Date.now() }, pingIntervalMs: 200 });
  return api;
}

const ask = (more: Partial<PodLogRequest> = {}): PodLogRequest & { readonly lines: LogLine[] } => {
  const lines: LogLine[] = [];
  return {
    namespace: 'shop',
    pod: 'web-1',
    container: 'main',
    signal: new AbortController().signal,
    onLines: (batch) => void lines.push(...batch),
    ...more,
    lines,
  };
};

describe.each(['h2', 'http/1.1'] as const)('over %s', (protocol) => {
  test('asks for what is wanted, with times, and hands over lines however they are cut', async () => {
    const client = await open({
      protocol,
      handle: (_, reply) => {
        reply.head(200, { 'content-type': 'text/plain' });
        reply.write(`${time} o`);
        setTimeout(() => reply.end(`ne\n${time} two\n${time} without end`), 20);
      },
    });
    const q = ask({ follow: true, sinceTime: '2026-11-24T23:00:00Z', tailLines: 5, pod: 'web/../../secrets' });
    expect(await client.podLog(q)).toEqual({ reason: 'ended' });
    expect(q.lines.map(({ text }) => text)).toEqual(['one', 'two', 'without end']);
    const [request] = server?.requests ?? [];
    expect(request?.path).toBe('/api/v1/namespaces/shop/pods/web%2F..%2F..%2Fsecrets/log');
    expect(Object.fromEntries(request?.query ?? [])).toEqual({
      container: 'main',
      timestamps: 'true',
      follow: 'true',
      sinceTime: '2026-11-24T23:00:00Z',
      tailLines: '5',
    });
  });

  test('a stream that is torn in mid-line ends as broken, without the torn line', async () => {
    const client = await open({
      protocol,
      handle: (_, reply) => {
        reply.head(200);
        reply.write(`${time} whole\n${time} to`);
        setTimeout(() => reply.destroy(), 30);
      },
    });
    const q = ask({ follow: true });
    expect(await client.podLog(q)).toEqual({ reason: 'broken' });
    expect(q.lines.map(({ text }) => text)).toEqual(['whole']);
  });

  test('a container that has not started is a refusal with the words of the kubelet', async () => {
    const message = 'container "main" in pod "web-1" is waiting to start: CrashLoopBackOff';
    const client = await open({
      protocol,
      handle: (_, reply) => reply.json(400, { kind: 'Status', status: 'Failure', code: 400, reason: 'BadRequest', message }),
    });
    await expect(client.podLog(ask())).rejects.toMatchObject({ kind: 'bad-request', message });
  });

  test('a reader that is slow slows the stream down instead of filling memory', async () => {
    let written = 0;
    const client = await open({
      protocol,
      handle: (_, reply) => {
        reply.head(200);
        const block = `${time} ${'x'.repeat(1000)}\n`.repeat(64);
        const timer = setInterval(() => {
          if (written > 200 * block.length) return;
          reply.write(block);
          written += block.length;
        }, 1);
        void reply.closed.then(() => clearInterval(timer));
      },
    });
    const stop = new AbortController();
    let taken = 0;
    let release: (() => void) | undefined;
    const reading = client.podLog(
      ask({
        follow: true,
        signal: stop.signal,
        onLines: (lines) => {
          for (const { text } of lines) taken += text.length;
          return new Promise((resolve) => {
            release = resolve;
          });
        },
      }),
    );
    await expect.poll(() => written, { timeout: 10_000 }).toBeGreaterThan(5e6);
    // One batch, as large as one read of the network.
    expect(taken).toBeLessThan(1e6);
    stop.abort();
    release?.();
    expect(await reading).toEqual({ reason: 'aborted' });
  });

  test('given up by the caller, it ends at once, also while nothing comes', async () => {
    const client = await open({ protocol, handle: (_, reply) => reply.head(200) });
    const stop = new AbortController();
    const q = ask({ follow: true, signal: stop.signal, onOpen: () => stop.abort() });
    expect(await client.podLog(q)).toEqual({ reason: 'aborted' });
  });
});

test('logs have a connection of their own, which closes with the last of them', async () => {
  const client = await open({
    protocol: 'h2',
    handle: (request, reply) => (request.path.endsWith('/log') ? reply.head(200) : reply.json(200, { gitVersion: 'v1.37.2' })),
  });
  const signal = new AbortController().signal;
  await client.get('/version', { signal });
  const stop = new AbortController();
  let opened = 0;
  const reading = [1, 2].map(() => client.podLog(ask({ follow: true, signal: stop.signal, onOpen: () => void opened++ })));
  await expect.poll(() => opened).toBe(2);
  expect(server?.connections()).toBe(2);
  stop.abort();
  await Promise.all(reading);
  await client.get('/version', { signal });
  expect(server?.connections()).toBe(2);
});

test('a flood on one log does not keep the rest of the client waiting', async () => {
  const client = await open({
    protocol: 'h2',
    handle: (request, reply) => {
      if (!request.path.endsWith('/log')) return reply.json(200, { gitVersion: 'v1.37.2' });
      reply.head(200);
      const timer = setInterval(() => reply.write(`${time} ${'x'.repeat(1000)}\n`.repeat(200)), 2);
      void reply.closed.then(() => clearInterval(timer));
    },
  });
  const stop = new AbortController();
  // Never taken: its windows fill up.
  const reading = client.podLog(ask({ follow: true, signal: stop.signal, onLines: () => new Promise(() => undefined) }));
  for (let i = 0; i < 20; i++) expect((await client.get('/version', { signal: stop.signal })).status).toBe(200);
  stop.abort();
  // The reader's own promise never settles: what matters is that nothing else hangs.
  void reading.catch(() => undefined);
});
