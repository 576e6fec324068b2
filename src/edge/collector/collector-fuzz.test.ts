import { expect, test } from 'vitest';
import { FakeApiServer, type FakeFault, type FakeSnapshot } from '../../../test/kit/fake-api-server.ts';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { ManualTimers } from '../../../test/kit/manual-timers.ts';
import { type Random, seededRandom } from '../../core/base/random.ts';
import { FleetStore } from '../../core/fleet/fleet-store.ts';
import { everything } from '../../core/fleet/fleet-view.ts';
import { ApiFailure } from '../client/api-server.ts';
import { jsonCodec } from '../storage/json-codec.ts';
import { zstdBlocks } from '../storage/zstd-blocks.ts';
import { Collector } from './collector.ts';

const collections = { pods: '/api/v1/pods', nodes: '/api/v1/nodes' } as const;
const runs = 40;
const steps = 60;

/** uid → resourceVersion: what a shard must equal. */
type Content = ReadonlyMap<string, string>;

function stored(store: FleetStore, resource: keyof typeof collections): Content {
  const shard = store.view(everything).shard('c1', resource);
  const content = new Map<string, string>();
  shard?.rows.forEach((row) => {
    content.set(shard.uid(row), shard.object(row).metadata.resourceVersion);
  });
  return content;
}

function actual(server: FakeApiServer, resource: keyof typeof collections): Content {
  return new Map([...server.truth(collections[resource])].map(([uid, object]) => [uid, object.metadata.resourceVersion]));
}

function mutate(server: FakeApiServer, random: Random): void {
  const path = random.pick(Object.values(collections));
  const name = `o${random.int(12)}`;
  if (random.chance(0.35)) server.delete(path, name);
  else server.put(path, name, { content: { spec: { value: random.int(1000) } } });
}

const faults: readonly ((random: Random) => FakeFault)[] = [
  () => 'half',
  () => 'hang',
  () => 'silent',
  (random) =>
    random.pick([
      new ApiFailure('reset', 'closed mid-line'),
      new ApiFailure('gone', 'expired', { status: 410 }),
      new ApiFailure('throttled', 'slow down', { status: 429, retryAfterMs: 3000 }),
      new ApiFailure('version-too-large', 'too large', { status: 504 }),
      new ApiFailure('unauthorized', 'who are you', { status: 401 }),
      new ApiFailure('forbidden', 'no', { status: 403 }),
      new ApiFailure('server-error', 'oops', { status: 500 }),
      new ApiFailure('garbage', '<html>'),
      new ApiFailure('refused', 'connection refused'),
      new ApiFailure('timeout', 'no answer'),
      new ApiFailure('not-found', 'not found', { status: 404 }),
    ]),
];

function misbehave(server: FakeApiServer, random: Random): void {
  const what = random.int(6);
  if (what === 0) server.endWatches('broken');
  else if (what === 1) server.endWatches('ended');
  else if (what === 2) server.compact();
  else if (what === 3) server.sendError({ code: random.pick([410, 500, 429]), message: 'an error in the stream' });
  else if (what === 4) server.bookmark();
  else
    server.fail(
      random.pick(['list', 'watch', 'get', 'list /api/v1/pods', 'watch /api/v1/nodes']),
      random.pick(faults)(random),
      1 + random.int(3),
    );
}

/** An etcd restored from an older snapshot; nothing is written faster than the probe finds out. */
async function restore(server: FakeApiServer, snapshot: FakeSnapshot, timers: ManualTimers, random: Random): Promise<void> {
  server.restore(snapshot);
  if (random.chance(0.5)) server.endWatches('broken');
  server.heal();
  await timers.advance(200_000);
}

async function run(seed: number): Promise<void> {
  const random = seededRandom(`fuzz ${seed}`);
  const timers = new ManualTimers();
  const server = new FakeApiServer(timers);
  server.serve({ plural: 'pods', kind: 'Pod', namespaced: false });
  server.serve({ plural: 'nodes', kind: 'Node', namespaced: false });
  const defects: unknown[] = [];
  const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock: timers });
  const collector = new Collector({
    targets: [fakeTarget('c1')],
    connect: () => server,
    store,
    clock: timers,
    timers,
    random: seededRandom(`collector ${seed}`),
    pinned: ['pods', 'nodes'],
    mode: 'watch',
    log: (level, message, keys) => {
      if (level === 'error') defects.push([message, keys]);
    },
  });
  for (let i = 0; i < 8; i++) mutate(server, random);
  collector.start();
  let snapshot = server.snapshot();
  for (let step = 0; step < steps; step++) {
    if (random.chance(0.6)) for (let i = random.int(4); i >= 0; i--) mutate(server, random);
    if (random.chance(0.25)) misbehave(server, random);
    if (random.chance(0.03)) snapshot = server.snapshot();
    if (random.chance(0.03) && server.revision - snapshot.revision > 20) await restore(server, snapshot, timers, random);
    await timers.advance(random.pick([0, 10, 700, 5000, 40_000]));
  }
  server.heal();
  mutate(server, random);
  // Longest way back: what is forbidden or not served is tried again after ten minutes, a hanging list ends after its deadline, a silent watch after its timeout.
  await timers.advance(1_500_000);
  for (const resource of ['pods', 'nodes'] as const) {
    expect(stored(store, resource), `${resource}, seed ${seed}`).toEqual(actual(server, resource));
    expect(store.view(everything).shard('c1', resource)?.state.state, `${resource}, seed ${seed}`).toBe('live');
  }
  expect(defects, `seed ${seed}`).toEqual([]);
  await collector.stop();
}

test('after random mutations with random faults the store equals the truth of the server', async () => {
  const base = Number(process.env.FUZZ_SEED ?? 1);
  for (let seed = base; seed < base + (process.env.FUZZ_SEED ? 1 : runs); seed++) await run(seed);
});
