import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../src/apps/server/ask.ts';
import { composeFleet, type Fleet } from '../../src/apps/server/compose-fleet.ts';
import { hash32, type Random, seededRandom } from '../../src/core/base/random.ts';
import { everything } from '../../src/core/fleet/fleet-view.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import { tableQuery } from '../../src/core/query/table-query.ts';
import { mutate } from '../../src/core/sim/mutations.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { targetsFromKubeconfig } from '../../src/edge/client/kubeconfig-targets.ts';
import { openApiServer } from '../../src/edge/client/open-api-server.ts';
import type { SimFault } from '../../src/edge/simapi/sim-fault.ts';
import { hastyApiServer, hastyTime } from '../kit/hasty-api-server.ts';
import { ManualTimers } from '../kit/manual-timers.ts';
import { type ComposedServer, serveComposed } from '../kit/serve-composed.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const userAgent = 'hindsight/test';

describe('30 of 148 clusters hang, and time stands still', () => {
  let small: SmallFleet;
  let fleet: Fleet;
  let server: ComposedServer;
  const time = new ManualTimers(Date.now());
  let sick: readonly string[];

  beforeAll(async () => {
    small = await startSmallFleet({ clusters: 148, pods: 450 });
    const targets = await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} });
    fleet = composeFleet({ targets, mode: 'watch', pinned: ['nodes', 'pods'], userAgent, env: {}, clock: time, timers: time });
    server = await serveComposed(fleet);
    while (!fleet.source.status().ready || fleet.source.status().clustersByState.live < 148) {
      await time.advance(50);
      await pause(5);
    }
    sick = small.world.clusters.filter((_, i) => i % 5 === 0).map(({ name }) => name);
    expect(sick).toHaveLength(30);
    await strike(sick);
    // Long enough for new attempts to be under way, which then hang too.
    for (let i = 0; i < 40; i++) {
      await time.advance(100);
      await pause(5);
    }
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await small.close();
  });

  /** Open connections are cut first, or a hanging cluster would be found out by its next probe only. */
  const strike = async (names: readonly string[]): Promise<void> => {
    const faults: readonly SimFault[] = [
      { type: 'hang-connect' },
      { type: 'hang-headers' },
      { type: 'hang-body', afterBytes: 10 },
      { type: 'trickle', bytesPerSecond: 1 },
      { type: 'refuse' },
    ];
    for (const name of names) small.sim.setFault(name, { type: 'refuse' });
    await small.sim.settled();
    for (const [i, name] of names.entries()) small.sim.setFault(name, faults[i % faults.length]);
    await small.sim.settled();
  };

  /** Requests that were answered, and those that are open. */
  const requests = (): number =>
    [...fleet.source.status().usage.values()].reduce(
      (sum, { byStatus, openStreams }) => sum + openStreams + [...byStatus.values()].reduce((all, count) => all + count, 0),
      0,
    );
  const nodesOf = (names: readonly string[]): number =>
    small.world.clusters.filter(({ name }) => names.includes(name)).reduce((sum, { objects }) => sum + objects.list('nodes').length, 0);

  test('a warm answer awaits no cluster and no timer, has all rows, and names the 30', async () => {
    const [asked, sent] = [time.asked, requests()];
    for (const resource of ['nodes', 'namespaces/_all/pods']) {
      const answer = await server.answer(`/clusters/_all/${resource}`);
      const gaps = answer.coverage.gaps;
      expect(answer.coverage.asked).toHaveLength(148);
      expect(gaps.map(({ cluster }) => cluster).toSorted()).toEqual(sick.toSorted());
      for (const gap of gaps) {
        expect(['stale', 'unreachable']).toContain(gap.state);
        expect(gap.reason).toMatch(/\w{4,}/);
        expect(gap.sinceMs).toBeLessThanOrEqual(time.nowMs());
      }
      const rows = answer.tables[0]?.rows ?? [];
      expect(new Set(rows.map(({ cluster }) => cluster)).size).toBeGreaterThan(100);
      expect(rows.filter(({ stale }) => stale === true).every(({ cluster }) => sick.includes(cluster))).toBe(true);
      if (resource === 'nodes') {
        expect(rows).toHaveLength(nodesOf(small.world.clusters.map(({ name }) => name)));
        expect(rows.filter(({ stale }) => stale === true)).toHaveLength(nodesOf(sick));
      }
    }
    expect(await server.get('/clusters/_all/nodes', 'text/plain')).toMatch(
      /in 148 clusters in .* 30 clusters (unreachable|stale)|unreachable.*stale|stale.*unreachable/,
    );
    expect({ asked: time.asked, sent: requests() }).toEqual({ asked, sent });
  });

  test('pages, downloads and one cluster that hangs are answered as well', async () => {
    const asked = time.asked;
    for (const accept of ['text/html', 'text/csv', 'text/plain', 'application/yaml']) {
      expect(await server.get('/clusters/_all/nodes?sort=Age&filter=Status=Ready', accept)).toContain(sick[0]);
    }
    const alone = await server.answer(`/clusters/${sick[0]}/nodes`);
    expect(alone.coverage.gaps).toHaveLength(1);
    expect(alone.tables[0]?.rows).toHaveLength(nodesOf(sick.slice(0, 1)));
    expect(await server.get('/clusters', 'text/plain')).toContain('unreachable');
    expect(await server.get('/readyz', 'text/plain')).toMatch(/^ready: /);
    expect(time.asked).toBe(asked);
  });

  test('a question that is asked for the first time waits for its deadline of 1.5 s and no longer', async () => {
    const first = server.answer('/clusters/_all/namespaces/_all/services');
    const missing = (): number => {
      const shards = fleet.source.status().shards.filter(({ resource, state }) => resource === 'services' && state === 'live');
      return 118 - shards.length;
    };
    while (missing() > 0) await pause(5);
    await time.advance(1500);
    const answer = await first;
    expect(answer.coverage.gaps.map(({ cluster }) => cluster).toSorted()).toEqual(sick.toSorted());
    expect(new Set(answer.tables[0]?.rows.map(({ cluster }) => cluster)).size).toBe(118);
  }, 30_000);

  test('when they are well again, nobody is missing', async () => {
    for (const name of sick) small.sim.setFault(name, undefined);
    await small.sim.settled();
    for (let i = 0; i < 2000 && fleet.source.status().clustersByState.live < 148; i++) {
      await time.advance(1000);
      await pause(5);
    }
    const answer = await server.answer('/clusters/_all/nodes');
    expect(answer.coverage.gaps).toEqual([]);
    expect(answer.tables[0]?.rows.filter(({ stale }) => stale === true)).toEqual([]);
  }, 60_000);
});

/** One of each type, so that a new one is not forgotten here; `tells`: an answer names the cluster as a gap while it lasts. */
const oneOfEach: { readonly [T in SimFault['type']]: { readonly fault: SimFault & { type: T }; readonly tells: boolean } } = {
  refuse: { fault: { type: 'refuse' }, tells: true },
  'hang-connect': { fault: { type: 'hang-connect' }, tells: true },
  'hang-headers': { fault: { type: 'hang-headers' }, tells: true },
  'hang-body': { fault: { type: 'hang-body', afterBytes: 100 }, tells: true },
  trickle: { fault: { type: 'trickle', bytesPerSecond: 50 }, tells: true },
  reset: { fault: { type: 'reset' }, tells: true },
  cut: { fault: { type: 'cut', afterBytes: 300 }, tells: true },
  status: { fault: { type: 'status', status: 500, message: 'etcdserver: no leader' }, tells: true },
  garbage: { fault: { type: 'garbage' }, tells: true },
  forbid: { fault: { type: 'forbid', match: { resources: ['pods', 'configmaps'] } }, tells: true },
  latency: { fault: { type: 'latency', latencyMs: 150 }, tells: false },
  'silent-watch': { fault: { type: 'silent-watch' }, tells: false },
  'log-flood': { fault: { type: 'log-flood', linesPerSecond: 1000 }, tells: false },
  'broken-group': { fault: { type: 'broken-group', group: 'metrics.k8s.io' }, tells: false },
};
const statuses = ([401, 403, 404, 410, 429, 502, 503, 504] as const).map((status): readonly [string, SimFault, boolean] => [
  `status ${status}`,
  { type: 'status', status, ...(status === 429 && { retryAfterSeconds: 1 }) },
  true,
]);
const cases: readonly (readonly [what: string, fault: SimFault, tells: boolean])[] = [
  ...Object.entries(oneOfEach).map(([what, { fault, tells }]) => [what, fault, tells] as const),
  ...statuses,
  ['410 to watches', { type: 'status', status: 410, match: { verbs: ['watch'] } }, false],
  ['three resets', { type: 'reset', count: 3 }, false],
];

describe('after each fault the fleet is the truth again', () => {
  const seed = Number(process.env.FUZZ_SEED ?? 7);
  /** Minutes of patience pass in seconds. */
  const factor = 20;
  const resources = ['pods', 'nodes', 'configmaps'] as const;
  let small: SmallFleet;
  let fleet: Fleet;
  let server: ComposedServer;
  const defects: unknown[] = [];

  beforeAll(async () => {
    small = await startSmallFleet({ clusters: cases.length + 2, pods: 14 * (cases.length + 2) });
    const targets = await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} });
    const { clock, timers } = hastyTime(factor);
    fleet = composeFleet({
      targets,
      mode: 'watch',
      pinned: resources,
      userAgent,
      env: {},
      clock,
      timers,
      connect: (target) => hastyApiServer(openApiServer(target, { userAgent, clock }), factor),
      openDeadlineMs: 5000 * factor,
      probeEveryMs: 20_000,
      log: (level, message, keys) => {
        if (level === 'error') defects.push([message, keys]);
      },
    });
    server = await serveComposed(fleet);
  });
  afterAll(async () => {
    await server.close();
    await small.close();
  });

  const clusterOf = (what: string): SimCluster => {
    const i = [...cases.map(([name]) => name), 'restored', 'restored and restarted'].indexOf(what);
    return small.world.clusters[i] as SimCluster;
  };
  const pathOf = (cluster: SimCluster, resource: string): string =>
    `/clusters/${cluster.name}/${resource === 'nodes' ? '' : 'namespaces/_all/'}${resource}`;

  /** What may be compared object by object: identity, version and labels. */
  const essence = ({ metadata }: KubeObject): readonly unknown[] => [
    metadata.uid,
    metadata.name,
    metadata.resourceVersion,
    metadata.labels ?? {},
  ];
  const sorted = (rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] =>
    rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));

  /** What is answered and what is true; equal when all is well. */
  const told = async (cluster: SimCluster, resource: (typeof resources)[number]): Promise<object> => {
    const answer = await server.answer(pathOf(cluster, resource));
    const list = JSON.parse(await server.get(`${pathOf(cluster, resource)}?objects=1`)) as { items: KubeObject[] };
    return {
      gaps: answer.coverage.gaps,
      rows: sorted((answer.tables[0]?.rows ?? []).map(({ uid, name, stale }) => [uid, name, stale === true])),
      objects: sorted(list.items.map(essence)),
    };
  };
  const truth = (cluster: SimCluster, resource: (typeof resources)[number]): object => {
    const objects = cluster.objects.list(resource).map(({ object }) => object);
    return {
      gaps: [],
      rows: sorted(objects.map(({ metadata }) => [metadata.uid, metadata.name, false])),
      objects: sorted(objects.map(essence)),
    };
  };

  const becomesTrue = async (cluster: SimCluster, when: string): Promise<void> => {
    const untilMs = Date.now() + 45_000;
    for (const resource of resources) {
      let [have, want] = [await told(cluster, resource), truth(cluster, resource)];
      while (!isDeepStrictEqual(have, want) && Date.now() < untilMs) {
        await pause(100);
        [have, want] = [await told(cluster, resource), truth(cluster, resource)];
      }
      expect(have, `${when}: ${resource} of ${cluster.name}, seed ${seed}`).toEqual(want);
    }
  };

  const change = (cluster: SimCluster, random: Random, times: number): void => {
    for (let i = 0; i < times; i++) mutate(cluster.objects, { resource: random.pick(resources), random, nowMs: Date.now() });
  };

  /** While it lasts, an answer says so and keeps what it knew. */
  const isTold = async (cluster: SimCluster, what: string, rowsBefore: number): Promise<void> => {
    const answer = await server.answer(pathOf(cluster, 'pods'));
    const [gap] = answer.coverage.gaps;
    expect(gap, what).toMatchObject({ cluster: cluster.name });
    expect(['stale', 'unreachable', 'forbidden', 'syncing'], what).toContain(gap?.state);
    expect(gap?.reason, what).toMatch(/\w{4,}/);
    const rows = answer.tables[0]?.rows ?? [];
    expect(rows.length, what).toBe(rowsBefore);
    expect(
      rows.every(({ stale }) => stale === true),
      what,
    ).toBe(true);
  };

  const survives = async (what: string, fault: SimFault, tells: boolean): Promise<void> => {
    const cluster = clusterOf(what);
    const random = seededRandom(hash32(`${seed} ${what}`));
    await becomesTrue(cluster, `before ${what}`);
    const rows = cluster.objects.list('pods').length;
    small.sim.setFault(cluster.name, { type: 'refuse' });
    await small.sim.settled();
    small.sim.setFault(cluster.name, fault);
    await small.sim.settled();
    if (tells) {
      change(cluster, random, 15);
      await pause(1200);
      await isTold(cluster, what, rows);
    } else change(cluster, random, 15);
    await pause(600);
    small.sim.setFault(cluster.name, undefined);
    change(cluster, random, 10);
    await becomesTrue(cluster, `after ${what}`);
  };

  /** A server restored from an older snapshot: its watches stay open and silent for ever, or break because it restarted. */
  const isFoundOut = async (what: string, restarted: boolean): Promise<void> => {
    const cluster = clusterOf(what);
    const random = seededRandom(hash32(`${seed} ${what}`));
    await becomesTrue(cluster, `before ${what}`);
    const snapshot = cluster.objects.snapshot();
    change(cluster, random, 40);
    await becomesTrue(cluster, 'after the snapshot');
    if (restarted) small.sim.setFault(cluster.name, { type: 'reset' });
    cluster.objects.restore(snapshot);
    await pause(100);
    small.sim.setFault(cluster.name, undefined);
    // Nothing is written any more: only asking can find it out.
    await becomesTrue(cluster, what);
  };

  test('all of them at once, each in a cluster of its own', { timeout: 120_000 }, async () => {
    await Promise.all([
      ...cases.map(([what, fault, tells]) => survives(what, fault, tells)),
      isFoundOut('restored', false),
      isFoundOut('restored and restarted', true),
    ]);
    expect(defects).toEqual([]);
    expect(Number(/^hindsight_history_rewinds_total (\d+)/m.exec(await server.get('/metrics', 'text/plain'))?.[1])).toBeGreaterThanOrEqual(
      2,
    );
  });

  test('afterwards every cell is what a fresh direct `get` reads', async () => {
    const targets = await targetsFromKubeconfig({ files: [small.kubeconfig], env: {} });
    const once = composeFleet({ targets, mode: 'once', userAgent, env: {} });
    const question = {
      query: tableQuery({ clusters: ['_all'], namespaces: ['_all'], resources: ['pods'], labelColumns: ['*'], wide: true }),
      scope: everything,
      signal: AbortSignal.timeout(15_000),
    };
    const cellsOf = async (of: Fleet): Promise<object> => {
      const { answer } = await ask(of, question);
      expect(answer.coverage.gaps).toEqual([]);
      return sorted(
        (answer.tables[0]?.rows ?? []).map(({ uid, cluster, namespace, name, cells }) => [uid, cluster, namespace, name, cells]),
      );
    };
    try {
      expect(await cellsOf(fleet)).toEqual(await cellsOf(once));
    } finally {
      await once.stop();
    }
  });
});
