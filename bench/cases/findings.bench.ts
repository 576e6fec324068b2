import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultCheckSetting } from '../../src/core/checks/check-setting.ts';
import { FleetJudge } from '../../src/core/checks/live/fleet-judge.ts';
import { neededResources } from '../../src/core/checks/live/needed-resources.ts';
import { checkList } from '../../src/core/checks/registry.gen.ts';
import { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import { everything, type ShardState } from '../../src/core/fleet/fleet-view.ts';
import { type KubeObject, namespacedName } from '../../src/core/kube/object.ts';
import { finish } from '../../src/core/query/finish.ts';
import { builtinById } from '../../src/core/resources/builtin-resources.ts';
import { growWorld } from '../../src/core/sim/world.ts';
import { jsonCodec } from '../../src/edge/storage/json-codec.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import type { BenchCase } from '../bench-case.ts';

const changes = 300;

/** Judging a fleet from scratch, then change by change: CPU time, the longest stretch, and the memory of findings. */
export const findings: BenchCase = {
  name: 'findings',
  slow: true,
  async run({ quick, log }) {
    const { store, touch, pods } = grow(quick ? Number(process.env.BPODS ?? 10_000) : 300_000);
    const judge = new FleetJudge({
      checks: checkList,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      settingOf: () => defaultCheckSetting,
    });
    store.subscribe((event) => judge.accept(event));
    for (const { id } of store.view(everything).clusters()) judge.admit(id);
    collectGarbage();
    const heapBefore = process.memoryUsage().heapUsed;
    const nowMs = store.view(everything).atMs;
    const started = process.cpuUsage();
    const stretches: number[] = [];
    while (judge.hasWork(nowMs)) stretches.push(longestStretch(judge.run(store.view(everything), nowMs)));
    const scratchSeconds = cpuMs(started) / 1000;
    collectGarbage();
    const heap = process.memoryUsage().heapUsed - heapBefore;
    const count = judge.judges().reduce((sum, { size }) => sum + size, 0);
    const objects = judge.judges().reduce((sum, { judgedObjects }) => sum + judgedObjects, 0);
    log(`${pods} pods, ${objects} objects judged by ${checkList.length} checks: ${count} findings, ${scratchSeconds.toFixed(1)} s CPU`);
    log(
      `longest stretch without a yield ${Math.max(...stretches).toFixed(1)} ms; ${(heap / 1e6).toFixed(0)} MB of heap for findings and who read what`,
    );
    const relevant = judgeChanges(judge, store, { nowMs, touch: (i) => touch(i, 'relevant') });
    touchAll(store, touch);
    finish(judge.run(store.view(everything), nowMs));
    const irrelevant = judgeChanges(judge, store, { nowMs, touch: (i) => touch(i, 'irrelevant') });
    log(`a change of a pod's status ${relevant.toFixed(3)} ms CPU, a heartbeat ${(irrelevant * 1000).toFixed(1)} µs`);
    return {
      'findings-scratch': scratchSeconds,
      'findings-change': relevant,
      'findings-heartbeat': irrelevant * 1000,
      'findings-bytes': heap / count,
    };
  },
};

/** CPU milliseconds of judging one change, applying it to the store left out. */
function judgeChanges(judge: FleetJudge, store: FleetStore, q: { readonly nowMs: number; touch(i: number): void }): number {
  let total = 0;
  for (let i = 0; i < changes; i++) q.touch(i);
  const started = process.cpuUsage();
  finish(judge.run(store.view(everything), q.nowMs));
  total += cpuMs(started);
  return total / changes;
}

function touchAll(_store: FleetStore, touch: (i: number, how: 'relevant' | 'irrelevant') => void): void {
  for (let i = 0; i < changes; i++) touch(i, 'irrelevant');
}

function longestStretch(slices: Generator<void, number>): number {
  let longest = 0;
  for (let last = performance.now(); ; last = performance.now()) {
    const { done } = slices.next();
    longest = Math.max(longest, performance.now() - last);
    if (done === true) return longest;
  }
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

interface Grown {
  readonly store: FleetStore;
  readonly pods: number;
  touch(i: number, how: 'relevant' | 'irrelevant'): void;
}

/** Everything that checks read, of a simulated fleet, packed as `serve` keeps it. */
function grow(pods: number): Grown {
  const world = growWorld({ seed: 1, epochMs: Date.UTC(2026, 10, 24, 3, 12), clusters: 148, pods });
  const store = new FleetStore({
    codec: jsonCodec,
    blocks: zstdBlocks(),
    clock: { nowMs: () => world.options.epochMs },
    journalBytes: 0,
    overlayBytes: 16e6,
  });
  const seqs = new Map<string, number>();
  const touched: { readonly cluster: string; object: KubeObject }[] = [];
  let count = 0;
  const apply = (cluster: string, resource: string, objects: readonly KubeObject[], mark?: 'relist-begin' | 'relist-end'): void => {
    const seq = (seqs.get(`${cluster}/${resource}`) ?? 0) + 1;
    seqs.set(`${cluster}/${resource}`, seq);
    const upserts = objects.map((object) => ({
      uid: object.metadata.uid,
      key: namespacedName(object.metadata),
      object: jsonCodec.encode(object),
    }));
    store.apply({
      cluster,
      resource,
      epoch: 'one',
      seq,
      resourceVersion: '1',
      observedAtMs: 0,
      removed: [],
      upserts,
      ...(mark && { mark }),
    });
  };
  for (const { name, objects, version, labels } of growOneByOne(world.clusters)) {
    store.putCluster({
      id: name,
      uid: name,
      aliases: [],
      labels,
      server: '',
      state: 'live',
      sinceMs: 0,
      reason: '',
      version,
      latencyMs: 1,
      lastContactMs: 0,
      clockSkewMs: 0,
    });
    for (const resource of neededResources(checkList)) {
      const def = builtinById.get(resource);
      if (def === undefined || resource === 'secrets') continue;
      store.openShard(name, def, live(def.group === '' ? def.version : `${def.group}/${def.version}`));
      const kept = objects.list(resource).map(({ object }) => object);
      if (resource === 'pods') {
        count += kept.length;
        const some = kept.filter(({ metadata }) => metadata.ownerReferences !== undefined);
        for (let i = 0; i < 3 && touched.length < changes; i++) {
          const object = some[(i * 37) % Math.max(1, some.length)];
          if (object !== undefined && !touched.some((one) => one.object === object)) touched.push({ cluster: name, object });
        }
      }
      apply(name, resource, [], 'relist-begin');
      for (let i = 0; i < kept.length; i += 500) apply(name, resource, kept.slice(i, i + 500));
      apply(name, resource, [], 'relist-end');
    }
  }
  finish(store.packIdle());
  let version = 1e9;
  return {
    store,
    pods: count,
    touch(i, how) {
      const one = touched[i % touched.length];
      if (one === undefined) return;
      const { metadata, status } = one.object;
      const restarts =
        how === 'relevant' ? [{ ...status?.containerStatuses?.[0], restartCount: 1 + (version % 1000) }] : status?.containerStatuses;
      one.object = {
        ...one.object,
        metadata: { ...metadata, resourceVersion: String(++version) },
        status: { ...status, containerStatuses: restarts },
      };
      apply(one.cluster, 'pods', [one.object]);
    },
  };
}

/** A cluster's objects may go once the store has them. */
function* growOneByOne<T>(clusters: readonly T[]): Iterable<T> {
  yield* clusters;
}

const live = (groupVersion: string): ShardState => ({
  state: 'live',
  sinceMs: 0,
  reason: '',
  received: 0,
  expected: undefined,
  groupVersion,
  trueAtMs: 0,
  resourceVersion: '1',
});
