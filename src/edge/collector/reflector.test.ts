import { describe, expect, test } from 'vitest';
import { type CollectorBench, collectorBench } from '../../../test/kit/collector-bench.ts';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { ApiFailure } from '../client/api-server.ts';

const pods = '/api/v1/pods';

/** One cluster with pods `a` and `b`, synced and watched. Requests and store log start empty. */
async function synced(q: Parameters<typeof collectorBench>[0] = {}): Promise<CollectorBench> {
  const bench = collectorBench(q);
  bench.server.put(pods, 'a');
  bench.server.put(pods, 'b');
  bench.collector.start();
  await bench.timers.settle();
  bench.server.requests.length = 0;
  bench.store.log.length = 0;
  return bench;
}

/** Requests for pods, in order; probes left out. */
function podRequests({ server }: CollectorBench): readonly string[] {
  return server.requests.filter((line) => line.includes(pods) && !line.startsWith('get'));
}

function state({ store }: CollectorBench): string {
  return store.shard('c1', 'pods').state.state;
}

describe('a first sync', () => {
  test('lists from the cache, then watches from the version of the list', async () => {
    const bench = collectorBench();
    bench.server.put(pods, 'a');
    bench.server.put(pods, 'b');
    bench.server.put(pods, 'c');
    bench.collector.start();
    await bench.timers.settle();
    expect(bench.server.requests).toEqual([`list ${pods} rv=0`, `watch ${pods} rv=103`]);
    expect(bench.store.log.filter((line) => !line.startsWith('syncing'))).toEqual(['relist-begin', '+a', '+b', '+c', 'relist-end', 'live']);
    await bench.collector.stop();
  });

  test('that breaks in the middle begins again after a delay and removes nothing', async () => {
    const bench = collectorBench();
    bench.server.put(pods, 'a');
    bench.server.put(pods, 'b');
    bench.server.put(pods, 'c');
    bench.server.fail(`list ${pods}`, 'half');
    bench.collector.start();
    await bench.timers.settle();
    expect(state(bench)).toBe('unreachable');
    await bench.timers.advance(1000);
    expect(podRequests(bench)).toEqual([`list ${pods} rv=0`, `list ${pods} rv=0`, `watch ${pods} rv=103`]);
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b', 'c']);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('obeys Retry-After and adds jitter', async () => {
    const bench = collectorBench();
    bench.server.fail(`list ${pods}`, new ApiFailure('throttled', 'slow down', { status: 429, retryAfterMs: 5000 }));
    bench.collector.start();
    await bench.timers.advance(4999);
    expect(podRequests(bench)).toEqual([`list ${pods} rv=0`]);
    expect(state(bench)).toBe('syncing');
    expect(bench.store.shard('c1', 'pods').state.reason).toContain('asks to wait');
    await bench.timers.advance(501);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });
});

describe('a watch', () => {
  test('hands the events of one chunk over as one batch, the last word of each object counting', async () => {
    const bench = await synced();
    const seq = bench.store.shard('c1', 'pods').seq;
    bench.server.put(pods, 'c');
    bench.server.put(pods, 'a', { content: { spec: { nodeName: 'n' } } });
    bench.server.delete(pods, 'b');
    bench.server.put(pods, 'b');
    bench.server.put(pods, 'd');
    bench.server.delete(pods, 'd');
    await bench.timers.settle();
    expect(bench.store.shard('c1', 'pods').seq).toBe(seq + 1);
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b', 'c']);
    expect(bench.store.log).toEqual(['-uid-2', '-uid-5', '+c', '+a', '+b']);
    await bench.collector.stop();
  });

  test('that ends in order is opened again at once from the last version, and the shard stays live', async () => {
    const bench = await synced();
    bench.server.put(pods, 'c');
    await bench.timers.advance(2000);
    bench.server.endWatches('ended');
    await bench.timers.settle();
    expect(podRequests(bench)).toEqual([`watch ${pods} rv=103`]);
    expect(bench.store.log).toEqual(['+c']);
    await bench.collector.stop();
  });

  test('that stays silent beyond its timeout is ended by us', async () => {
    const bench = await synced({ probeEveryMs: 1e9, discoverEveryMs: 1e9 });
    await bench.timers.advance(299_000);
    expect(podRequests(bench)).toEqual([]);
    await bench.timers.advance(317_000);
    expect(podRequests(bench)).toContain(`watch ${pods} rv=102`);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('that does not open in time is given up and opened again; the shard is not live meanwhile', async () => {
    const bench = collectorBench();
    bench.server.fail(`watch ${pods}`, 'hang');
    bench.collector.start();
    await bench.timers.advance(29_000);
    expect(state(bench)).not.toBe('live');
    await bench.timers.advance(5000);
    expect(podRequests(bench)).toEqual([`list ${pods} rv=0`, `watch ${pods} rv=100`, `watch ${pods} rv=100`]);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('moves on by bookmarks', async () => {
    const bench = await synced();
    bench.server.put('/api/v1/nodes', 'n1');
    bench.server.bookmark();
    await bench.timers.advance(2000);
    bench.server.endWatches('ended');
    await bench.timers.settle();
    expect(podRequests(bench)).toEqual([`watch ${pods} rv=103`]);
    await bench.collector.stop();
  });

  test('that breaks is resumed after a delay; what was lost comes again; the shard is live once a probe has answered', async () => {
    const bench = await synced();
    bench.server.fail(`get ${pods}`, new ApiFailure('timeout', 'probe lost'));
    bench.server.endWatches('broken');
    bench.server.put(pods, 'c');
    bench.server.delete(pods, 'a');
    await bench.timers.settle();
    expect(state(bench)).toBe('stale');
    await bench.timers.advance(600);
    expect(podRequests(bench)).toEqual([`watch ${pods} rv=102`]);
    expect(bench.store.names('c1', 'pods')).toEqual(['b', 'c']);
    await bench.timers.advance(5000);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('that ends as soon as it begins is not reopened in a busy loop', async () => {
    const bench = await synced();
    for (let i = 0; i < 5; i++) {
      bench.server.endWatches('ended');
      await bench.timers.settle();
    }
    expect(podRequests(bench)).toEqual([]);
    expect(state(bench)).toBe('stale');
    await bench.collector.stop();
  });
});

describe('a history that is gone', () => {
  test('by an ERROR event: lists not older than what we know; rows stay, marked stale, meanwhile', async () => {
    const bench = await synced();
    bench.server.put(pods, 'c');
    await bench.timers.settle();
    bench.server.endWatches('broken');
    bench.server.delete(pods, 'b');
    bench.server.put(pods, 'd');
    bench.server.compact();
    bench.server.fail(`list ${pods}`, new ApiFailure('throttled', 'wait', { retryAfterMs: 5000 }));
    await bench.timers.advance(5000);
    expect(state(bench)).toBe('stale');
    expect(bench.store.names('c1', 'pods')).toContain('b');
    await bench.timers.advance(10_000);
    expect(podRequests(bench).slice(1)).toEqual([
      `list ${pods} rv=103 NotOlderThan`,
      `list ${pods} rv=103 NotOlderThan`,
      `watch ${pods} rv=105`,
    ]);
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'c', 'd']);
    expect(bench.store.log).not.toContain('new epoch');
    await bench.collector.stop();
  });

  test('by HTTP 410: the same', async () => {
    const bench = await synced();
    bench.server.fail(`watch ${pods}`, new ApiFailure('gone', 'expired', { status: 410 }));
    await bench.timers.advance(2000);
    bench.server.endWatches('ended');
    await bench.timers.advance(2000);
    expect(podRequests(bench)).toEqual([`watch ${pods} rv=102`, `list ${pods} rv=102 NotOlderThan`, `watch ${pods} rv=102`]);
    await bench.collector.stop();
  });

  test('and a replica that lags (504): lists with a quorum, without a new epoch', async () => {
    const bench = await synced();
    bench.server.compact();
    bench.server.fail(`list ${pods} rv=102`, new ApiFailure('version-too-large', 'Too large resource version', { status: 504 }));
    bench.server.sendError({ code: 410, reason: 'Expired' });
    await bench.timers.advance(2000);
    expect(podRequests(bench)).toEqual([`list ${pods} rv=102 NotOlderThan`, `list ${pods} quorum`, `watch ${pods} rv=102`]);
    expect(bench.store.log).not.toContain('new epoch');
    await bench.collector.stop();
  });
});

describe('a restored server', () => {
  test('is found by the probe within its interval: new epoch, rows replaced by uid, history rewound in the log', async () => {
    const lines: string[] = [];
    const bench = await synced({ log: (_level, message) => lines.push(message) });
    const snapshot = bench.server.snapshot();
    bench.server.delete(pods, 'a');
    bench.server.put(pods, 'c');
    bench.server.put(pods, 'd');
    await bench.timers.settle();
    expect(bench.store.names('c1', 'pods')).toEqual(['b', 'c', 'd']);
    bench.server.restore(snapshot);
    await bench.timers.advance(120_000);
    expect(podRequests(bench)).toEqual([`list ${pods} quorum`, `watch ${pods} rv=102`]);
    expect(bench.store.log).toContain('new epoch');
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b']);
    expect(lines.some((line) => line.startsWith('history rewound'))).toBe(true);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('is found by the list itself where a watch is told 410 first: 504, then quorum in a new epoch', async () => {
    const bench = await synced();
    const snapshot = bench.server.snapshot();
    bench.server.put(pods, 'c');
    await bench.timers.settle();
    bench.server.restore(snapshot);
    bench.server.sendError({ code: 410 });
    await bench.timers.advance(2000);
    expect(podRequests(bench)).toEqual([`list ${pods} rv=103 NotOlderThan`, `list ${pods} quorum`, `watch ${pods} rv=102`]);
    expect(bench.store.log).toContain('new epoch');
    await bench.collector.stop();
  });

  test('is found once: a list under way is not begun again by the next probe', async () => {
    const bench = await synced({ probeEveryMs: 5000 });
    const snapshot = bench.server.snapshot();
    bench.server.put(pods, 'c');
    await bench.timers.settle();
    bench.server.restore(snapshot);
    bench.server.fail(`list ${pods} quorum`, 'hang');
    await bench.timers.advance(25_000);
    expect(podRequests(bench)).toEqual([`list ${pods} quorum`]);
    await bench.timers.advance(60_000);
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b']);
    await bench.collector.stop();
  });

  test('is also found when the connection breaks meanwhile and the watch is opened at a version of the future', async () => {
    const bench = await synced();
    const snapshot = bench.server.snapshot();
    bench.server.put(pods, 'c');
    await bench.timers.settle();
    bench.server.restore(snapshot);
    bench.server.endWatches('broken');
    await bench.timers.advance(5000);
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b']);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('is not suspected because events live in an etcd of their own with higher versions; that one is probed by itself from then on', async () => {
    const events = '/api/v1/events';
    const bench = await synced({ pinned: ['pods', 'events'], prepare: (server) => server.serve({ plural: 'events', kind: 'Event' }) });
    bench.server.ownRevision.set(events, 5000);
    bench.server.put(events, 'e1');
    await bench.timers.advance(400_000);
    expect(bench.store.log).toEqual(['+e1']);
    expect(bench.server.requests.filter((line) => line === `get ${events}?limit=1`).length).toBeGreaterThan(1);
    bench.server.ownRevision.set(events, 4000);
    await bench.timers.advance(120_000);
    expect(bench.store.log).toContain('new epoch');
    await bench.collector.stop();
  });
});

describe('an empty or halved answer', () => {
  test('is confirmed once with a quorum before it removes anything', async () => {
    const bench = await synced();
    const full = bench.server.snapshot();
    bench.server.compact();
    bench.server.fail(`list ${pods} rv=102`, new ApiFailure('gone', 'x'), 0);
    const { list } = bench.server;
    bench.server.list = async (q) => {
      if (q.resourceVersionMatch !== 'NotOlderThan') return list.call(bench.server, q);
      bench.server.requests.push('empty answer');
      return { resourceVersion: '102', items: 0, wireBytes: 0, bodyBytes: 0, serverDateMs: undefined };
    };
    bench.server.sendError({ code: 410 });
    await bench.timers.advance(2000);
    expect(bench.server.requests).toContain('empty answer');
    expect(podRequests(bench)).toEqual([`list ${pods} quorum`, `watch ${pods} rv=102`]);
    expect(bench.store.shard('c1', 'pods').objects.size).toBe(full.collections.get(pods)?.size);
    await bench.collector.stop();
  });

  test('that is true is believed after that', async () => {
    const bench = await synced();
    bench.server.endWatches('broken');
    bench.server.delete(pods, 'a');
    bench.server.delete(pods, 'b');
    bench.server.compact();
    await bench.timers.advance(5000);
    expect(podRequests(bench).slice(1)).toEqual([`list ${pods} rv=102 NotOlderThan`, `list ${pods} quorum`, `watch ${pods} rv=104`]);
    expect(bench.store.names('c1', 'pods')).toEqual([]);
    await bench.collector.stop();
  });
});

/** Long enough for a refusal to be believed. */
const refusedMs = 12_000;

describe('what is forbidden', () => {
  test('cluster-wide is read from the namespaces that may be listed', async () => {
    const bench = collectorBench({
      prepare: (server) => {
        server.forbidden.add(pods);
        server.forbidden.add('/api/v1/namespaces/secret/pods');
        for (const name of ['shop', 'infra', 'secret']) server.put('/api/v1/namespaces', name);
        server.put(pods, 'web', { namespace: 'shop' });
        server.put(pods, 'dns', { namespace: 'infra' });
        server.put(pods, 'hidden', { namespace: 'secret' });
      },
    });
    bench.collector.start();
    await bench.timers.advance(refusedMs);
    expect(bench.store.names('c1', 'pods')).toEqual(['dns', 'web']);
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'live', namespaces: ['shop', 'infra'] });
    bench.server.put(pods, 'web-2', { namespace: 'shop' });
    bench.server.put(pods, 'hidden-2', { namespace: 'secret' });
    await bench.timers.settle();
    expect(bench.store.names('c1', 'pods')).toEqual(['dns', 'web', 'web-2']);
    bench.server.forbidden.delete(pods);
    await bench.timers.advance(30_000);
    expect(bench.store.names('c1', 'pods')).toEqual(['dns', 'hidden', 'hidden-2', 'web', 'web-2']);
    expect(bench.store.shard('c1', 'pods').state.namespaces).toBeUndefined();
    await bench.collector.stop();
  });

  test('everywhere falls back to the namespace of the context', async () => {
    const bench = collectorBench({
      target: (id) => ({ ...fakeTarget(id), namespace: 'mine' }),
      prepare: (server) => {
        server.forbidden.add(pods);
        server.forbidden.add('/api/v1/namespaces');
        server.put(pods, 'web', { namespace: 'mine' });
      },
    });
    bench.collector.start();
    await bench.timers.advance(refusedMs);
    expect(bench.store.names('c1', 'pods')).toEqual(['web']);
    await bench.collector.stop();
  });

  test('altogether is a state, tried again after minutes', async () => {
    const bench = collectorBench({
      prepare: (server) => {
        server.forbidden.add(pods);
        server.forbidden.add('/api/v1/namespaces');
        server.forbidden.add('/api/v1/namespaces/default/pods');
      },
    });
    bench.collector.start();
    await bench.timers.settle();
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'syncing' });
    await bench.timers.advance(refusedMs);
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'forbidden' });
    expect(bench.store.shard('c1', 'pods').state.reason).toContain('cannot list');
    const before = bench.server.requests.length;
    await bench.timers.advance(1000);
    expect(bench.server.requests.length).toBe(before);
    bench.server.forbidden.clear();
    await bench.timers.advance(600_000);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('suddenly, while it was synced, keeps its rows', async () => {
    const bench = await synced();
    for (const path of [pods, '/api/v1/namespaces', '/api/v1/namespaces/default/pods']) bench.server.forbidden.add(path);
    await bench.timers.advance(2000);
    bench.server.endWatches('ended');
    await bench.timers.advance(500);
    expect(state(bench)).toBe('stale');
    await bench.timers.advance(refusedMs);
    expect(state(bench)).toBe('forbidden');
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b']);
    await bench.collector.stop();
  });

  test('for a moment, as by an API server that starts, narrows nothing: the whole cluster is asked again first', async () => {
    const bench = await synced();
    bench.server.put('/api/v1/namespaces', 'shop');
    bench.server.put(pods, 'web', { namespace: 'shop' });
    await bench.timers.advance(2000);
    bench.server.forbidden.add(pods);
    bench.server.endWatches('ended');
    await bench.timers.advance(2900);
    const asked = bench.server.requests.filter((line) => line.startsWith(`list ${pods}`)).length;
    expect(asked).toBeGreaterThan(1);
    bench.server.forbidden.delete(pods);
    await bench.timers.advance(4000);
    expect(bench.server.requests.some((line) => line.includes('/namespaces/shop'))).toBe(false);
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'live' });
    expect(bench.store.shard('c1', 'pods').state.namespaces).toBeUndefined();
    expect(bench.store.names('c1', 'pods')).toEqual(['a', 'b', 'web']);
    await bench.collector.stop();
  });

  test('while the cluster comes back is not believed sooner than it would be in a cluster that was there', async () => {
    const bench = await synced();
    bench.server.put('/api/v1/namespaces', 'shop');
    await bench.timers.advance(2000);
    bench.server.fail('', new ApiFailure('refused', 'restarting'), Number.POSITIVE_INFINITY);
    bench.server.endWatches('broken');
    await bench.timers.advance(20_000);
    bench.server.forbidden.add(pods);
    bench.server.heal();
    while (!bench.server.requests.some((line) => line.startsWith(`list ${pods}`) || line.includes('/namespaces/shop')))
      await bench.timers.advance(100);
    await bench.timers.advance(2000);
    bench.server.forbidden.delete(pods);
    await bench.timers.advance(10_000);
    expect(bench.server.requests.some((line) => line.includes('/namespaces/shop'))).toBe(false);
    expect(state(bench)).toBe('live');
    await bench.collector.stop();
  });

  test('cluster-wide is looked at again early, and cheaply; namespaces that came are found after ten minutes', async () => {
    const bench = collectorBench({
      probeEveryMs: 1e9,
      discoverEveryMs: 1e9,
      prepare: (server) => {
        server.forbidden.add(pods);
        server.put('/api/v1/namespaces', 'shop');
        server.put(pods, 'web', { namespace: 'shop' });
      },
    });
    bench.collector.start();
    await bench.timers.advance(refusedMs);
    bench.server.requests.length = 0;
    bench.server.put('/api/v1/namespaces', 'late');
    bench.server.put(pods, 'late', { namespace: 'late' });
    const looks = (): number => bench.server.requests.filter((line) => line === `get ${pods}?limit=1`).length;
    await bench.timers.advance(30_000);
    expect(looks()).toBe(1);
    await bench.timers.advance(180_000);
    expect(looks()).toBe(3);
    expect(bench.server.requests.some((line) => line.startsWith(`list`))).toBe(false);
    expect(bench.store.shard('c1', 'pods').state).toMatchObject({ state: 'live', namespaces: ['shop'] });
    await bench.timers.advance(900_000);
    expect(bench.store.names('c1', 'pods')).toEqual(['late', 'web']);
    await bench.collector.stop();
  });
});

test('what is not served any more goes after a second look', async () => {
  const bench = await synced();
  await bench.timers.advance(5000);
  bench.server.unserve(pods);
  bench.server.endWatches('ended');
  await bench.timers.settle();
  expect(state(bench)).toBe('stale');
  expect(bench.store.shard('c1', 'pods').objects.size).toBe(2);
  await bench.timers.advance(31_000);
  expect(state(bench)).toBe('not served');
  expect(bench.store.shard('c1', 'pods').objects.size).toBe(0);
  await bench.collector.stop();
});
