import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { feedStore } from '../../../../test/kit/sim-store.ts';
import { everything, type FleetView } from '../../fleet/fleet-view.ts';
import { finish } from '../../query/finish.ts';
import { startLife } from '../../sim/life.ts';
import { growWorld } from '../../sim/world.ts';
import { defaultCheckSetting } from '../check-setting.ts';
import type { Finding } from '../finding.ts';
import { judgeInventory } from '../judge-inventory.ts';
import { checkList } from '../registry.gen.ts';
import { ViewInventory } from '../view-inventory.ts';
import { unjudged } from './cluster-judge.ts';
import { FleetJudge } from './fleet-judge.ts';
import type { LiveFinding } from './live-finding.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const judging = { checks: checkList, hash, settingOf: () => defaultCheckSetting };

/** What a finding says, without what depends on who saw it first. */
function said(one: Finding | LiveFinding): string {
  const instance = 'fingerprints' in one ? one.fingerprints.instance : one.instance;
  const { check, rule, severity, message, locator, sinceMs, opensAtMs } = one;
  return JSON.stringify([instance, check, rule, severity, locator, message, sinceMs ?? null, opensAtMs ?? null]);
}

function fromScratch(view: FleetView, cluster: string, nowMs: number): readonly string[] {
  const inventory = new ViewInventory({ view, cluster, nowMs });
  const all = {
    name: inventory.name,
    mode: 'live' as const,
    nowMs,
    minor: inventory.minor,
    list: inventory.list.bind(inventory),
    get: inventory.get.bind(inventory),
    knows: inventory.knows.bind(inventory),
    resources: () => inventory.resources().filter((resource) => !unjudged.has(resource)),
  };
  return finish(judgeInventory({ inventory: all, checks: checkList, hash }))
    .findings.map(said)
    .sort();
}

describe('a fleet that is judged incrementally', () => {
  test.each([1, 2, 3])('finds after each step of a seeded history what judging from scratch finds (seed %i)', (seed) => {
    const epochMs = Date.UTC(2026, 10, 24, 3, 12);
    const world = growWorld({ seed, epochMs, clusters: 2, pods: 160 });
    const feed = feedStore(world);
    const judge = new FleetJudge(judging);
    feed.store.subscribe((event) => judge.accept(event));
    for (const { name } of world.clusters) judge.admit(name);
    const settle = (nowMs: number): void => {
      while (judge.hasWork(nowMs)) finish(judge.run(feed.store.view(everything), nowMs));
    };
    settle(epochMs);
    const life = startLife(world, { changesPerSecond: 3 });
    let changes = 0;
    for (let step = 1; step <= 6; step++) {
      const nowMs = epochMs + step * 97_000;
      feed.nowMs = nowMs;
      life.advance(nowMs);
      changes += feed.flush();
      settle(nowMs);
      const view = feed.store.view(everything);
      for (const { name } of world.clusters) {
        const mine = [...(judge.judge(name)?.findings() ?? [])].map(said).sort();
        const truth = fromScratch(view, name, nowMs);
        const extra = mine.filter((one) => !truth.includes(one));
        const lacking = truth.filter((one) => !mine.includes(one));
        expect({ step, name, extra: extra.slice(0, 3), lacking: lacking.slice(0, 3) }).toEqual({ step, name, extra: [], lacking: [] });
        expect(mine.length).toBe(new Set(truth).size);
      }
    }
    expect(changes).toBeGreaterThan(300);
  });
});

describe('a change', () => {
  const epochMs = Date.UTC(2026, 10, 24, 3, 12);

  test('of a pod alone is told by the workload that owns it', () => {
    const world = growWorld({ seed: 5, epochMs, clusters: 1, pods: 120 });
    const feed = feedStore(world);
    const judge = new FleetJudge(judging);
    feed.store.subscribe((event) => judge.accept(event));
    const [cluster] = world.clusters;
    if (cluster === undefined) throw new Error('no cluster');
    judge.admit(cluster.name);
    const settle = (): number => {
      let subjects = 0;
      while (judge.hasWork(epochMs)) subjects += finish(judge.run(feed.store.view(everything), epochMs));
      return subjects;
    };
    settle();
    const looping = (): readonly LiveFinding[] =>
      [...(judge.judge(cluster.name)?.findings() ?? [])].filter(({ check, rule }) => check === 'crashloop' && rule === 'looping');
    const before = looping().length;
    const pod = cluster.objects
      .list('pods')
      .find(({ object }) => object.status?.phase === 'Running' && object.metadata.ownerReferences?.[0]?.kind === 'ReplicaSet')?.object;
    if (pod === undefined) throw new Error('no pod');
    const [status] = pod.status.containerStatuses;
    const last = { terminated: { exitCode: 1, reason: 'Error', finishedAt: new Date(epochMs - 60_000).toISOString() } };
    const crashed = { ...status, ready: false, restartCount: 40, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: last };
    cluster.objects.update('pods', { ...pod, status: { ...pod.status, containerStatuses: [crashed] } });
    feed.flush();
    settle();
    expect(looping().length).toBe(before + 1);
    cluster.objects.update('pods', pod);
    feed.flush();
    settle();
    expect(looping().length).toBe(before);
    expect(judge.history.resolved()[0]).toMatchObject({ check: 'crashloop', why: 'fixed' });
    // Nothing but the version has changed: nobody is judged.
    cluster.objects.update('pods', pod);
    feed.flush();
    expect(settle()).toBe(0);
  });
});
