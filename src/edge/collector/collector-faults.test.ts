import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hastyApiServer, hastyTime } from '../../../test/kit/hasty-api-server.ts';
import { type Random, seededRandom } from '../../core/base/random.ts';
import { FleetStore } from '../../core/fleet/fleet-store.ts';
import { everything } from '../../core/fleet/fleet-view.ts';
import type { SimCluster, SimWorld } from '../../core/sim/sim-cluster.ts';
import { defaultSimOptions, growWorld } from '../../core/sim/world.ts';
import { targetsFromKubeconfig } from '../client/kubeconfig-targets.ts';
import { openApiServer } from '../client/open-api-server.ts';
import type { SimFault } from '../simapi/sim-fault.ts';
import { type SimApi, startSimApi } from '../simapi/start-sim-api.ts';
import { jsonCodec } from '../storage/json-codec.ts';
import { zstdBlocks } from '../storage/zstd-blocks.ts';
import { Collector } from './collector.ts';

/** Every way in which a simulated API server misbehaves; each strikes a cluster of its own, all at the same time. */
const faults: Readonly<Record<string, SimFault>> = {
  refuse: { type: 'refuse' },
  'hang at connect': { type: 'hang-connect' },
  'hang before headers': { type: 'hang-headers' },
  'hang in the body': { type: 'hang-body' },
  trickle: { type: 'trickle', bytesPerSecond: 200 },
  reset: { type: 'reset' },
  'cut mid-line': { type: 'cut' },
  401: { type: 'status', status: 401 },
  403: { type: 'status', status: 403 },
  404: { type: 'status', status: 404 },
  410: { type: 'status', status: 410 },
  '410 to watches': { type: 'status', status: 410, match: { verbs: ['watch'] } },
  429: { type: 'status', status: 429, retryAfterSeconds: 1 },
  500: { type: 'status', status: 500 },
  503: { type: 'status', status: 503 },
  504: { type: 'status', status: 504 },
  garbage: { type: 'garbage' },
  'forbidden pods': { type: 'forbid', match: { resources: ['pods'] } },
  'a silent watch': { type: 'silent-watch' },
};

/** Twenty minutes of patience in one. */
const factor = 20;
const seed = Number(process.env.FUZZ_SEED ?? 1);
const resources = ['pods', 'nodes'] as const;
let world: SimWorld;
let api: SimApi;
let store: FleetStore;
let collector: Collector;
const defects: unknown[] = [];

beforeAll(async () => {
  const names = [...Object.keys(faults), 'restored', 'restored and restarted'];
  world = growWorld({ ...defaultSimOptions, clusters: names.length, pods: names.length * 12 });
  api = await startSimApi({ world, clock: { nowMs: () => Date.now() } });
  const file = join(mkdtempSync(join(tmpdir(), 'hindsight-')), 'kubeconfig');
  writeFileSync(file, api.kubeconfig());
  const { clock, timers } = hastyTime(factor);
  store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock });
  collector = new Collector({
    targets: await targetsFromKubeconfig({ files: [file], env: {} }),
    connect: (target) => hastyApiServer(openApiServer(target, { userAgent: 'hindsight/test', clock }), factor),
    store,
    clock,
    timers,
    random: seededRandom(`faults ${seed}`),
    pinned: resources,
    mode: 'watch',
    openDeadlineMs: 10_000 * factor,
    log: (level, message, keys) => {
      if (level === 'error') defects.push([message, keys]);
    },
  });
  collector.start();
});

afterAll(async () => {
  await collector.stop();
  await api.close();
});

function stored(cluster: string, resource: string): ReadonlyMap<string, string> {
  const shard = store.view(everything).shard(cluster, resource);
  const content = new Map<string, string>();
  shard?.rows.forEach((row) => {
    content.set(shard.uid(row), shard.object(row).metadata.resourceVersion);
  });
  return content;
}

function actual({ objects }: SimCluster, resource: string): ReadonlyMap<string, string> {
  return new Map(objects.list(resource).map(({ object }) => [object.metadata.uid, object.metadata.resourceVersion]));
}

function isRight(cluster: SimCluster): boolean {
  return resources.every((resource) => {
    const have = stored(cluster.name, resource);
    const want = actual(cluster, resource);
    const live = store.view(everything).shard(cluster.name, resource)?.state.state === 'live';
    return live && have.size === want.size && [...want].every(([uid, version]) => have.get(uid) === version);
  });
}

/** Changes, deletes and recreates some pods under their old names. */
function mutate({ objects }: SimCluster, random: Random, times: number): void {
  for (let i = 0; i < times; i++) {
    const resource = random.chance(0.8) ? 'pods' : 'nodes';
    const entries = objects.list(resource);
    if (entries.length === 0) continue;
    const { object } = random.pick(entries);
    const { metadata, ...content } = object;
    const { uid: _, resourceVersion: __, ...reborn } = metadata;
    if (random.chance(0.5))
      objects.update(resource, { ...object, metadata: { ...metadata, labels: { ...metadata.labels, touched: String(i) } } });
    else objects.remove(resource, `${metadata.namespace ?? ''}/${metadata.name}`);
    if (random.chance(0.3)) objects.create(resource, { ...content, metadata: reborn as typeof metadata }, Date.now());
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function becomesRight(cluster: SimCluster, what: string): Promise<void> {
  const untilMs = Date.now() + 40_000;
  while (!isRight(cluster) && Date.now() < untilMs) await pause(50);
  for (const resource of resources) {
    expect(store.view(everything).shard(cluster.name, resource)?.state, `${what}: ${resource}, seed ${seed}`).toMatchObject({
      state: 'live',
    });
    expect(stored(cluster.name, resource), `${what}: ${resource}, seed ${seed}`).toEqual(actual(cluster, resource));
  }
}

async function strike(cluster: SimCluster, what: string, fault: SimFault): Promise<void> {
  const random = seededRandom(`${seed} ${what}`);
  await becomesRight(cluster, `${what}, before`);
  api.setFault(cluster.name, fault);
  mutate(cluster, random, 10);
  await pause(1500);
  mutate(cluster, random, 10);
  await pause(500);
  api.setFault(cluster.name, undefined);
  mutate(cluster, random, 10);
  await becomesRight(cluster, what);
}

/** An etcd restored from an older snapshot: watches stay open and say nothing, or break because the server restarted. */
async function restore(cluster: SimCluster, what: string, restarted: boolean): Promise<void> {
  const random = seededRandom(`${seed} ${what}`);
  await becomesRight(cluster, `${what}, before`);
  const snapshot = cluster.objects.snapshot();
  mutate(cluster, random, 40);
  await becomesRight(cluster, `${what}, after the snapshot`);
  if (restarted) api.setFault(cluster.name, { type: 'reset' });
  cluster.objects.restore(snapshot);
  mutate(cluster, random, 5);
  await pause(300);
  api.setFault(cluster.name, undefined);
  await becomesRight(cluster, what);
}

test('whatever an API server does, the store is right again when it is well again', { timeout: 90_000 }, async () => {
  const struck = Object.entries(faults).map(([what, fault], i) => strike(world.clusters[i] as SimCluster, what, fault));
  const [silent, restarted] = world.clusters.slice(-2) as [SimCluster, SimCluster];
  await Promise.all([...struck, restore(silent, 'restored', false), restore(restarted, 'restored and restarted', true)]);
  expect(defects).toEqual([]);
});
