import { describe, expect, test } from 'vitest';
import { type CollectorBench, collectorBench } from '../../../test/kit/collector-bench.ts';
import type { FakeApiServer } from '../../../test/kit/fake-api-server.ts';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { everything } from '../../core/fleet/fleet-view.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { ShardNeed } from './fleet-source.ts';

const never = new AbortController().signal;
const hosts = Array.from({ length: 148 }, (_, i) => `c${String(i + 1).padStart(3, '0')}`);

/** Opens a view on one resource of all clusters, or those named. */
function open({ collector, servers }: CollectorBench, resource: string, clusters = [...servers.keys()]): Promise<unknown> {
  return collector.open({ need: clusters.map((cluster): ShardNeed => ({ cluster, resource })), scope: everything, signal: never });
}

/** True once the promise is settled, without waiting for it. */
async function isDone(promise: Promise<unknown>, { timers }: CollectorBench): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await timers.settle();
  return done;
}

/** Serves a custom resource `stacks.zalando.org` with one printer column. */
function serveStacks(server: FakeApiServer): void {
  server.serve({ plural: 'stacks', kind: 'Stack', group: 'zalando.org', shortNames: ['st'] });
  server.put('/apis/zalando.org/v1/stacks', 'shop', { namespace: 'default', content: { spec: { replicas: 3 } } });
  server.documents.set(
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/stacks.zalando.org',
    JSON.stringify({
      metadata: { name: 'stacks.zalando.org', uid: 'crd', generation: 1 },
      spec: {
        group: 'zalando.org',
        scope: 'Namespaced',
        names: { plural: 'stacks', singular: 'stack', kind: 'Stack', shortNames: ['st'] },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            additionalPrinterColumns: [{ name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' }],
          },
        ],
      },
    }),
  );
}

describe('open', () => {
  test('waits for the first sync, then answers without network or timer', async () => {
    const bench = collectorBench({ pinned: ['pods', 'nodes'] });
    const { collector, store, timers, server } = bench;
    server.put('/api/v1/pods', 'web', { namespace: 'shop' });
    server.put('/api/v1/nodes', 'node-1');
    collector.start();
    await open(bench, 'pods');
    await open(bench, 'nodes');
    expect(store.names('c1', 'pods')).toEqual(['web']);
    expect(store.names('c1', 'nodes')).toEqual(['node-1']);
    expect(store.shard('c1', 'pods').state.state).toBe('live');
    await timers.settle();
    const asked = [timers.asked, server.requests.length];
    await open(bench, 'pods');
    expect([timers.asked, server.requests.length]).toEqual(asked);
    await collector.stop();
  });

  test('of 148 clusters, 30 of them hanging, waits once for these, no longer than the deadline, and never again; the others are not late', async () => {
    const bench = collectorBench({ clusters: hosts, pinned: ['nodes', 'pods'], openDeadlineMs: 1500 });
    const sick = hosts.filter((_, i) => i % 5 === 2).slice(0, 30);
    for (const [id, server] of bench.servers) {
      server.put('/api/v1/nodes', `node-of-${id}`);
      if (sick.includes(id)) server.fail('', 'hang', Number.POSITIVE_INFINITY);
    }
    bench.collector.start();
    const first = open(bench, 'nodes');
    await bench.timers.settle();
    const live = (): number => hosts.filter((id) => bench.store.shard(id, 'nodes').state.state === 'live').length;
    expect(live()).toBe(118);
    await bench.timers.advance(1499);
    expect(await isDone(first, bench)).toBe(false);
    await bench.timers.advance(1);
    expect(await isDone(first, bench)).toBe(true);
    await bench.timers.advance(1500);
    const timers = bench.timers.asked;
    const requests = [...bench.servers.values()].map((server) => server.requests.length);
    const again = open(bench, 'nodes');
    expect(bench.timers.asked).toBe(timers);
    expect([...bench.servers.values()].map((server) => server.requests.length)).toEqual(requests);
    await again;
    expect(hosts.filter((id) => bench.store.shard(id, 'nodes').state.state !== 'live')).toEqual(sick);
    await bench.timers.advance(30_000);
    for (const id of sick)
      expect(bench.store.shard(id, 'nodes').state).toMatchObject({ state: 'unreachable', reason: 'no answer in time' });
    expect(hosts.filter((id) => bench.store.shard(id, 'pods').state.state === 'live').length).toBe(118);
    await bench.collector.stop();
  });

  test('does not wait at all for a cluster that refuses', async () => {
    const bench = collectorBench({ clusters: ['c1', 'c2'] });
    bench.servers.get('c2')?.fail('', new ApiFailure('refused', 'connect ECONNREFUSED'), Number.POSITIVE_INFINITY);
    bench.collector.start();
    expect(await isDone(open(bench, 'pods'), bench)).toBe(true);
    expect(bench.store.clusters.get('c2')).toMatchObject({ state: 'unreachable', reason: 'connect ECONNREFUSED' });
    await bench.collector.stop();
  });

  test('tells its progress in clusters', async () => {
    const bench = collectorBench({ clusters: ['c1', 'c2'], pinned: ['nodes'] });
    bench.servers.get('c2')?.fail('list', 'hang');
    bench.collector.start();
    const told: string[] = [];
    const view = bench.collector.open({
      need: ['c1', 'c2'].map((cluster) => ({ cluster, resource: 'nodes' })),
      scope: everything,
      signal: never,
      onProgress: (done, total) => told.push(`${done} of ${total}`),
    });
    await bench.timers.advance(1500);
    await view;
    expect(told).toEqual(['0 of 2', '1 of 2']);
    await bench.collector.stop();
  });

  test('ends early when its signal aborts', async () => {
    const bench = collectorBench();
    bench.server.fail('list', 'hang');
    bench.collector.start();
    const gone = new AbortController();
    const view = bench.collector.open({ need: [{ cluster: 'c1', resource: 'pods' }], scope: everything, signal: gone.signal });
    await bench.timers.settle();
    gone.abort();
    expect(await isDone(view, bench)).toBe(true);
    await bench.collector.stop();
  });

  test('starts what is not pinned, and closes it after ten idle minutes, but not while somebody holds it', async () => {
    const bench = collectorBench({ pinned: [] });
    bench.server.put('/api/v1/nodes', 'node-1');
    bench.collector.start();
    await open(bench, 'nodes');
    expect(bench.store.names('c1', 'nodes')).toEqual(['node-1']);
    const release = bench.collector.hold([{ cluster: 'c1', resource: 'nodes' }]);
    await bench.timers.advance(1_000_000);
    expect(bench.server.openWatches).toBe(1);
    release();
    await bench.timers.advance(300_000);
    await open(bench, 'nodes');
    await bench.timers.advance(500_000);
    expect(bench.server.openWatches).toBe(1);
    await bench.timers.advance(200_000);
    expect(bench.server.openWatches).toBe(0);
    expect(bench.store.shards.size).toBe(0);
    await open(bench, 'nodes');
    expect(bench.store.names('c1', 'nodes')).toEqual(['node-1']);
    await bench.collector.stop();
  });

  test('refuses secrets unless they are asked for, and shows them as forbidden among others', async () => {
    const bench = collectorBench();
    bench.collector.start();
    await expect(open(bench, 'secrets')).rejects.toMatchObject({ code: 'refused' });
    expect(bench.server.requests.some((line) => line.includes('secrets'))).toBe(false);
    await bench.collector.stop();
  });

  test('refuses moments of the past', async () => {
    const { collector } = collectorBench();
    await expect(collector.open({ atMs: 1, need: [], scope: everything, signal: never })).rejects.toMatchObject({ code: 'query-invalid' });
  });
});

describe('a cluster', () => {
  test('becomes known by its uid, version and clock', async () => {
    const bench = collectorBench();
    bench.collector.start();
    await bench.timers.advance(125_000);
    expect(bench.collector.cluster('c1')).toMatchObject({ uid: 'uid-of-cluster', version: 'v1.37.2', state: 'live', reason: '' });
    expect(bench.collector.status()).toMatchObject({ ready: true, syncedClusters: 1, clusterCount: 1, clustersByState: { live: 1 } });
    await bench.collector.stop();
  });

  test('without a readable kube-system gets the uid that the caller makes up', async () => {
    const bench = collectorBench({ fallbackUid: ({ server }) => `hash of ${server}` });
    bench.server.documents.delete('/api/v1/namespaces/kube-system');
    bench.collector.start();
    await bench.timers.advance(5000);
    expect(bench.collector.cluster('c1')?.uid).toBe('hash of https://c1.example');
    await bench.collector.stop();
  });

  test('that refuses is asked by one probe at a time, at growing distances, and comes back by itself', async () => {
    const bench = collectorBench({ pinned: ['pods', 'nodes', 'namespaces'] });
    bench.server.put('/api/v1/pods', 'web');
    bench.collector.start();
    await bench.timers.advance(5000);
    bench.server.fail('', new ApiFailure('refused', 'connect ECONNREFUSED'), Number.POSITIVE_INFINITY);
    bench.server.endWatches('broken');
    await bench.timers.advance(20_000);
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'stale' });
    expect(bench.collector.cluster('c1')).toMatchObject({ state: 'unreachable' });
    const before = bench.server.requests.length;
    await bench.timers.advance(600_000);
    const asked = bench.server.requests.slice(before);
    expect(new Set(asked)).toEqual(new Set(['get /readyz']));
    expect(asked.length).toBeLessThan(60);
    bench.server.put('/api/v1/pods', 'web-2');
    bench.server.heal();
    await bench.timers.advance(90_000);
    expect(bench.collector.cluster('c1')).toMatchObject({ state: 'live', reason: '' });
    expect(bench.store.names('c1', 'pods')).toEqual(['web', 'web-2']);
    await bench.collector.stop();
  });

  test('whose configuration is broken is unreachable with that reason and never asked', async () => {
    const bench = collectorBench({ target: (id) => fakeTarget(id, { defect: 'user "x" does not exist' }) });
    bench.collector.start();
    await open(bench, 'pods');
    await bench.timers.advance(10_000);
    expect(bench.collector.cluster('c1')).toMatchObject({ state: 'unreachable', reason: 'user "x" does not exist' });
    expect(bench.server.requests).toEqual([]);
    expect(bench.collector.status().ready).toBe(true);
    await bench.collector.stop();
  });

  test('that does not let us in is forbidden', async () => {
    const bench = collectorBench();
    bench.server.fail('', new ApiFailure('unauthorized', 'Unauthorized', { status: 401 }), Number.POSITIVE_INFINITY);
    bench.collector.start();
    await bench.timers.advance(30_000);
    expect(bench.collector.cluster('c1')).toMatchObject({ state: 'forbidden' });
    await bench.collector.stop();
  });

  test('is found by its aliases; clusters are sorted', () => {
    const { collector } = collectorBench({ clusters: ['b', 'a'], target: (id) => fakeTarget(id, { aliases: [`ctx-${id}`] }) });
    expect(collector.clusters().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(collector.cluster('ctx-b')?.id).toBe('b');
    expect(collector.cluster('nobody')).toBeUndefined();
  });
});

describe('discovery', () => {
  test('makes custom resources known with their printer columns, and follows when they vanish', async () => {
    const bench = collectorBench({ prepare: serveStacks });
    bench.collector.start();
    expect(bench.collector.resolve('c1', 'pods')).toMatchObject({ id: 'pods' });
    expect(bench.collector.resolve('c1', 'stacks')).toBe('unknown');
    await bench.collector.prepare({ clusters: ['c1'], names: ['st', 'pods'], signal: never });
    const definition = bench.collector.resolve('c1', 'Stack');
    expect(definition).toMatchObject({ id: 'stacks.zalando.org', origin: 'printer' });
    expect(bench.collector.resources().get('stacks.zalando.org')).toBe(definition);
    expect(bench.collector.resolve('c1', 'nonsense')).toBeUndefined();
    await open(bench, 'stacks.zalando.org');
    expect(bench.store.names('c1', 'stacks.zalando.org')).toEqual(['shop']);
    await bench.timers.advance(2000);
    bench.server.unserve('/apis/zalando.org/v1/stacks');
    bench.server.endWatches('ended', '/apis/zalando.org');
    await bench.timers.advance(60_000);
    expect(bench.store.shard('c1', 'stacks.zalando.org').state.state).toBe('not served');
    serveStacks(bench.server);
    await bench.timers.advance(360_000);
    expect(bench.store.shard('c1', 'stacks.zalando.org').state.state).toBe('live');
    await bench.collector.stop();
  });

  test('a changed CRD changes the columns of an open shard; what is known costs nothing', async () => {
    const bench = collectorBench({ prepare: serveStacks });
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/stacks.zalando.org';
    bench.collector.start();
    await bench.collector.prepare({ clusters: ['c1'], names: ['stacks'], signal: never });
    await open(bench, 'stacks.zalando.org');
    await bench.timers.settle();
    const asked = [bench.timers.asked, bench.server.requests.length];
    await bench.collector.prepare({ clusters: ['c1'], names: ['stacks'], signal: never });
    await open(bench, 'stacks.zalando.org');
    expect([bench.timers.asked, bench.server.requests.length]).toEqual(asked);
    const before = bench.store.shard('c1', 'stacks.zalando.org').resource;
    bench.server.documents.set(path, (bench.server.documents.get(path) ?? '').replace('"Desired"', '"Wanted"'));
    await bench.timers.advance(400_000);
    const after = bench.store.shard('c1', 'stacks.zalando.org').resource;
    expect(after.columns.map(({ name }) => name)).not.toEqual(before.columns.map(({ name }) => name));
    await bench.collector.stop();
  });

  test('a broken group keeps what was known of it; a name that is not found is looked up again, but not all the time', async () => {
    const bench = collectorBench({ prepare: serveStacks });
    bench.collector.start();
    await bench.collector.prepare({ clusters: ['c1'], names: ['stacks'], signal: never });
    bench.server.unserve('/apis/zalando.org/v1/stacks');
    bench.server.broken.push({ groupVersion: 'zalando.org/v1', reason: '503' });
    const looks = (): number => bench.server.requests.filter((line) => line === 'discover').length;
    await bench.timers.advance(15_000);
    const before = looks();
    for (let i = 0; i < 3; i++) await bench.collector.prepare({ clusters: ['c1'], names: ['routegroups'], signal: never });
    expect(looks()).toBe(before + 1);
    expect(bench.collector.resolve('c1', 'stacks')).toMatchObject({ id: 'stacks.zalando.org' });
    await bench.collector.stop();
  });

  test('a built-in resource is read in the version that the cluster serves', async () => {
    const bench = collectorBench({
      pinned: [],
      prepare: (server) => server.serve({ plural: 'deployments', kind: 'Deployment', group: 'apps', version: 'v1beta2' }),
    });
    bench.server.put('/apis/apps/v1beta2/deployments', 'web', { namespace: 'shop' });
    bench.collector.start();
    await bench.timers.advance(5000);
    await open(bench, 'deployments.apps');
    expect(bench.store.names('c1', 'deployments.apps')).toEqual(['web']);
    expect(bench.store.shard('c1', 'deployments.apps').state.groupVersion).toBe('apps/v1beta2');
    await bench.collector.stop();
  });

  test('what cannot be watched is read again every minute while it is wanted', async () => {
    const bench = collectorBench({
      prepare: (server) =>
        server.serve({ plural: 'pods', kind: 'PodMetrics', group: 'metrics.k8s.io', version: 'v1beta1', verbs: ['get', 'list'] }),
    });
    bench.collector.start();
    await bench.collector.prepare({ clusters: ['c1'], names: ['pods.metrics.k8s.io'], signal: never });
    await open(bench, 'pods.metrics.k8s.io');
    await bench.timers.advance(125_000);
    expect(bench.server.requests.filter((line) => line.startsWith('list /apis/metrics')).length).toBe(3);
    expect(bench.store.shard('c1', 'pods.metrics.k8s.io').state.state).toBe('live');
    await bench.collector.stop();
  });
});

describe('other targets', () => {
  test('new clusters start, missing ones are forgotten, changed credentials reconnect and keep the rows', async () => {
    const bench = collectorBench({ clusters: ['a', 'b', 'c'] });
    for (const server of bench.servers.values()) server.put('/api/v1/pods', 'web');
    const kept = fakeTarget('a');
    bench.collector.setTargets([kept, fakeTarget('b')]);
    bench.collector.start();
    await bench.timers.settle();
    expect(bench.collector.clusters().map(({ id }) => id)).toEqual(['a', 'b']);
    const b = bench.servers.get('b');
    bench.collector.setTargets([
      kept,
      fakeTarget('b', { credentials: { label: 'token', get: async () => ({ headers: {}, clientCertificate: undefined }) } }),
      fakeTarget('c'),
    ]);
    await bench.timers.advance(5000);
    // Another user is another connection.
    expect(b?.closed).toBe(true);
    expect(b?.requests.filter((line) => line.startsWith('list'))).toHaveLength(1);
    expect(bench.store.names('b', 'pods')).toEqual(['web']);
    expect(bench.store.shard('b', 'pods').state.state).toBe('live');
    expect(bench.store.names('c', 'pods')).toEqual(['web']);
    bench.collector.setTargets([kept]);
    await bench.timers.settle();
    expect([...bench.store.clusters.keys()]).toEqual(['a']);
    expect(bench.store.shards.size).toBe(1);
    await bench.collector.stop();
  });
});

test('stop leaves no stream and no timer behind', async () => {
  const bench = collectorBench({ pinned: ['pods', 'nodes'] });
  bench.collector.start();
  await bench.timers.advance(10_000);
  expect(bench.server.openWatches).toBe(2);
  await bench.collector.stop();
  await bench.timers.settle();
  expect(bench.server.openWatches).toBe(0);
  expect(bench.timers.pending).toBe(0);
});
