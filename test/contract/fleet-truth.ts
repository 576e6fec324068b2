import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../../src/core/base/random.ts';
import { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import { everything, type ShardView } from '../../src/core/fleet/fleet-view.ts';
import { openApiServer } from '../../src/edge/client/open-api-server.ts';
import { Collector } from '../../src/edge/collector/collector.ts';
import { systemClock, systemTimers } from '../../src/edge/collector/system-timers.ts';
import type { Timers } from '../../src/edge/collector/timers.ts';
import { jsonCodec } from '../../src/edge/storage/json-codec.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import { rawRequest } from '../kit/raw-request.ts';
import { eventually } from './case-context.ts';
import { clusterTarget } from './client-target.ts';
import type { Any } from './contract-server.ts';
import type { TruthServer } from './truth-server.ts';

const paths = { configmaps: '/api/v1/configmaps', pods: '/api/v1/pods', namespaces: '/api/v1/namespaces' } as const;
type Followed = keyof typeof paths;
const followed = Object.keys(paths) as Followed[];
const namespaces = ['truth-a', 'truth-b'] as const;
const probeEveryMs = 400;

/** The minutes for which the collector leaves a refusal alone are a second here; everything short takes its time. */
const impatientTimers: Timers = { ...systemTimers, after: (ms, run) => systemTimers.after(ms >= 20_000 ? 1000 : ms, run) };

/** A collector at work, with its store. */
interface Follower {
  readonly store: FleetStore;
  readonly collector: Collector;
}

function follow(server: TruthServer): Follower {
  const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock: systemClock });
  const collector = new Collector({
    targets: [clusterTarget(server.target, 'c1')],
    connect: (target) => openApiServer(target, { userAgent: 'hindsight/contract', clock: systemClock, connectDeadlineMs: 2000 }),
    store,
    clock: systemClock,
    timers: impatientTimers,
    random: seededRandom('follower'),
    pinned: followed,
    mode: 'watch',
    probeEveryMs,
  });
  collector.start();
  return { store, collector };
}

/** Content by uid, without what is cut on the way. */
function contentOf(objects: readonly Any[]): Record<string, Any> {
  const content = objects.map(({ kind: _kind, apiVersion: _version, metadata: { managedFields: _fields, ...metadata }, ...rest }) => [
    metadata.uid,
    { metadata, ...rest },
  ]);
  return Object.fromEntries(content.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shardOf(follower: Follower, resource: Followed): ShardView | undefined {
  return follower.store.view(everything).shard('c1', resource);
}

function stored(follower: Follower, resource: Followed): Record<string, Any> {
  const shard = shardOf(follower, resource);
  const objects: Any[] = [];
  shard?.rows.forEach((row) => void objects.push(shard.object(row)));
  return contentOf(objects);
}

async function truth(server: TruthServer, resource: Followed): Promise<Record<string, Any>> {
  const answer = await rawRequest(server.admin, { path: paths[resource] });
  if (answer.status !== 200) throw new Error(`${paths[resource]}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return contentOf(answer.json().items);
}

/** The store says what the server says, of all namespaces, and that it is live. */
async function isTrue(server: TruthServer, follower: Follower): Promise<void> {
  for (const resource of followed) {
    const { state, reason, namespaces } = shardOf(follower, resource)?.state ?? {};
    expect({ resource, state, reason, namespaces }).toEqual({ resource, state: 'live', reason: '', namespaces: undefined });
    expect(stored(follower, resource)).toEqual(await truth(server, resource));
  }
}

async function mutate(server: TruthServer, random: Random, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const draw = random.next();
    await server.write({
      verb: draw < 0.4 ? 'create' : draw < 0.75 ? 'label' : 'delete',
      kind: random.chance(0.7) ? 'ConfigMap' : 'Pod',
      namespace: random.pick(namespaces),
      name: `o${random.int(10)}`,
      value: String(random.int(1e6)),
    });
  }
}

/** A slow network breaks nothing, and one that hung may go on as if nothing had been. */
function leastFailures(fault: string): number {
  return ['latency', 'trickle', 'hang'].includes(fault) ? -1 : 0;
}

/** Declares that a collector's store is the truth again after each fault, a killed server and a restored one. */
export function testFleetTruth(
  start: () => Promise<TruthServer>,
  faultNames: readonly string[],
  seed = Number(process.env.SEED ?? 11),
): void {
  let server: TruthServer;
  beforeAll(async () => {
    server = await start();
    for (const name of namespaces) {
      const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      expect((await rawRequest(server.admin, { method: 'POST', path: paths.namespaces, body })).status).toBe(201);
    }
  });
  afterAll(() => server?.stop());

  const withFollower = async (name: string, work: (follower: Follower, random: Random) => Promise<void>): Promise<void> => {
    const random = seededRandom(`${name} ${seed}`);
    const follower = follow(server);
    try {
      await mutate(server, random, 30);
      await eventually(() => isTrue(server, follower), 15_000);
      await work(follower, random);
      await eventually(() => isTrue(server, follower), 30_000);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    } finally {
      await follower.collector.stop();
    }
  };

  describe(`the store is the truth again (seed ${seed})`, () => {
    test.each(faultNames)('after %s', async (name) => {
      const fault = server.faults.find((candidate) => candidate.name === name);
      if (fault === undefined) throw new Error(`this server has no fault ${name}`);
      await withFollower(name, async (follower, random) => {
        await fault.begin();
        try {
          await mutate(server, random, 30);
          await new Promise((resolve) => setTimeout(resolve, 700));
        } finally {
          await fault.end();
        }
        await mutate(server, random, 20);
        await eventually(() => isTrue(server, follower), 30_000);
        expect(follower.collector.status().shards.reduce((sum, shard) => sum + shard.failures, 0)).toBeGreaterThan(leastFailures(name));
      });
    });

    test('after the server was killed and restarted', async () => {
      await withFollower('killed', async (_follower, random) => {
        await mutate(server, random, 10);
        await server.killAndRestart();
        await mutate(server, random, 20);
      });
    });

    test('after the server was restored from an older snapshot, though its watches stay silent', async () => {
      await withFollower('restored', async (follower, random) => {
        const snapshot = await server.snapshot();
        await mutate(server, random, 40);
        await eventually(() => isTrue(server, follower), 15_000);
        await server.restore(snapshot);
        // Nothing is written any more: only asking can find it out.
        await eventually(() => isTrue(server, follower), 20_000);
        expect(follower.collector.status().shards.reduce((sum, shard) => sum + shard.rewinds, 0)).toBeGreaterThan(0);
        await mutate(server, random, 10);
      });
    });
  });
}
