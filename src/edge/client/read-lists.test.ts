import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
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

afterEach(closeOpened);

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
