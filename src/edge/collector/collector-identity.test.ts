import { describe, expect, test } from 'vitest';
import { collectorBench } from '../../../test/kit/collector-bench.ts';
import type { FakeApiServer } from '../../../test/kit/fake-api-server.ts';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';

describe('what changes while running', () => {
  const token = (text: string): ClusterTarget['credentials'] => ({
    label: 'token',
    get: async () => ({ headers: { authorization: `Bearer ${text}` }, clientCertificate: undefined }),
  });

  test('a token that rotates keeps connections and watches, and the next request has it', async () => {
    const connected: ClusterTarget[] = [];
    const server = (): FakeApiServer => bench.server;
    const bench = collectorBench({
      clusters: ['a'],
      connect: (target) => {
        connected.push(target);
        return server();
      },
    });
    const { collector } = bench;
    collector.setTargets([fakeTarget('a', { credentials: token('one') })]);
    collector.start();
    await bench.timers.settle();
    const asked = bench.server.requests.length;
    collector.setTargets([fakeTarget('a', { credentials: token('two') })]);
    await bench.timers.settle();
    expect([bench.server.closed, connected.length, bench.server.requests.length, bench.server.openWatches]).toEqual([false, 1, asked, 1]);
    const credentials = await connected[0]?.credentials.get({ fresh: false, signal: new AbortController().signal });
    expect(credentials?.headers.authorization).toBe('Bearer two');
    await collector.stop();
  });

  test('a plugin that dies makes the cluster stale with its message; when it works again the cluster is live', async () => {
    const bench = collectorBench();
    bench.server.put('/api/v1/pods', 'web');
    bench.collector.start();
    await bench.timers.advance(5000);
    expect(bench.collector.clusters()[0]?.state).toBe('live');
    bench.server.fail('', new ApiFailure('credentials', 'exec plugin aws failed with status 255: Token has expired'), 1000);
    bench.server.endWatches('broken');
    await bench.timers.advance(60_000);
    expect(bench.collector.clusters()[0]).toMatchObject({ state: 'stale', reason: expect.stringContaining('Token has expired') });
    expect(bench.store.names('c1', 'pods')).toEqual(['web']);
    bench.server.heal();
    await bench.timers.advance(120_000);
    expect(bench.collector.clusters()[0]?.state).toBe('live');
    await bench.collector.stop();
  });

  test('targets with the same uid become one, named by the first of the configuration, whichever answered first', async () => {
    const bench = collectorBench({ clusters: ['b', 'a', 'c'], identity: 'cluster' });
    bench.servers.get('c')?.documents.set('/api/v1/namespaces/kube-system', JSON.stringify({ metadata: { uid: 'another' } }));
    bench.servers.get('b')?.fail('', new ApiFailure('refused', 'connection refused'), 1000);
    bench.collector.setTargets([fakeTarget('b', { aliases: ['b/1'] }), fakeTarget('a', { aliases: ['admin@a'] }), fakeTarget('c')]);
    bench.collector.start();
    await bench.timers.advance(10_000);
    expect(bench.collector.clusters().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    bench.servers.get('b')?.heal();
    await bench.timers.advance(120_000);
    expect(bench.collector.clusters().map(({ id, aliases }) => [id, aliases])).toEqual([
      ['b', ['b/1', 'a', 'admin@a']],
      ['c', []],
    ]);
    for (const name of ['a', 'admin@a', 'admin:a', 'b:1']) expect(bench.collector.cluster(name)?.id).toBe('b');
    // It stays so when the configuration is read again, and ends when one of them moves.
    bench.collector.setTargets(['b', 'a', 'c'].map((id) => fakeTarget(id)));
    expect(bench.collector.clusters().map(({ id }) => id)).toEqual(['b', 'c']);
    bench.collector.setTargets([fakeTarget('b'), fakeTarget('a', { server: 'https://moved.example' }), fakeTarget('c')]);
    expect(bench.collector.clusters().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    await bench.collector.stop();
  });

  test('each context stays a cluster where that is wanted', async () => {
    const bench = collectorBench({ clusters: ['b', 'a'], identity: 'context' });
    bench.collector.start();
    await bench.timers.advance(10_000);
    expect(bench.collector.clusters().map(({ id, uid }) => [id, uid])).toEqual([
      ['a', 'uid-of-cluster'],
      ['b', 'uid-of-cluster'],
    ]);
    await bench.collector.stop();
  });
});
