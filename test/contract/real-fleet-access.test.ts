import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/core/base/random.ts';
import { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import { everything } from '../../src/core/fleet/fleet-view.ts';
import { openApiServer } from '../../src/edge/client/open-api-server.ts';
import { Collector, type CollectorOptions } from '../../src/edge/collector/collector.ts';
import { systemClock, systemTimers } from '../../src/edge/collector/system-timers.ts';
import { jsonCodec } from '../../src/edge/storage/json-codec.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import type { RealUser } from '../kit/real-access.ts';
import { type RealApiServer, startRealApiServer } from '../kit/real-api-server.ts';
import { eventually } from './case-context.ts';
import { clusterTarget } from './client-target.ts';
import type { Any } from './contract-server.ts';

const planted = 'hunter2-planted';

let server: RealApiServer;
const collectors: Collector[] = [];

beforeAll(async () => {
  server = await startRealApiServer();
  const configMap = (name: string): Any => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  for (const namespace of ['team-a', 'default']) await server.must('POST', `/api/v1/namespaces/${namespace}/configmaps`, configMap('here'));
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'planted',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ stringData: { password: planted } }) },
    },
    stringData: { password: planted, user: 'admin' },
  };
  await server.must('POST', '/api/v1/namespaces/team-a/secrets', secret);
});
afterAll(async () => {
  for (const collector of collectors) await collector.stop();
  await server?.stop();
});

interface Watched {
  readonly store: FleetStore;
  readonly names: (resource: string) => string[];
  readonly state: (resource: string) => { state: string; namespaces: readonly string[] | undefined } | undefined;
}

/** A collector at work as one of the users. */
function follow(
  user: RealUser,
  pinned: readonly string[],
  more: { namespace?: string; secrets?: CollectorOptions['secrets'] } = {},
): Watched {
  const store = new FleetStore({ codec: jsonCodec, blocks: zstdBlocks(), clock: systemClock });
  const secrets = more.secrets === 'metadata' ? 'metadata' : 'refuse';
  const collector = new Collector({
    targets: [{ ...clusterTarget(server.target(user), 'c1'), namespace: more.namespace }],
    connect: (target) => openApiServer(target, { userAgent: 'hindsight/contract', clock: systemClock, secrets }),
    store,
    clock: systemClock,
    timers: systemTimers,
    random: seededRandom(user),
    pinned,
    mode: 'watch',
    ...(more.secrets === undefined ? {} : { secrets: more.secrets }),
  });
  collectors.push(collector);
  collector.start();
  const shard = (resource: string) => store.view(everything).shard('c1', resource);
  return {
    store,
    names(resource) {
      const names: string[] = [];
      const found = shard(resource);
      found?.rows.forEach((row) => void names.push(found.key(row)));
      return names.sort();
    },
    state(resource) {
      const state = shard(resource)?.state;
      return state && { state: state.state, namespaces: state.namespaces };
    },
  };
}

describe('what a collector sees of a real server', () => {
  test('as somebody who may read one namespace: that namespace, and what is cluster-scoped is forbidden', async () => {
    const watched = follow('restricted', ['configmaps', 'nodes'], { namespace: 'team-a' });
    await eventually(async () => expect(watched.state('configmaps')).toEqual({ state: 'live', namespaces: ['team-a'] }));
    expect(watched.names('configmaps')).toEqual(['team-a/here']);
    await server.must('POST', '/api/v1/namespaces/team-a/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' } });
    await eventually(async () => expect(watched.names('configmaps')).toEqual(['team-a/here', 'team-a/later']));
    await eventually(async () => expect(watched.state('nodes')?.state).toBe('forbidden'));
  });

  test('as somebody without rights: forbidden, which is a state', async () => {
    const watched = follow('nobody', ['pods']);
    await eventually(async () => expect(watched.state('pods')?.state).toBe('forbidden'));
    expect(watched.names('pods')).toEqual([]);
  });

  test('of secrets nothing, unless asked: then names, types and counts, and never a value', async () => {
    const without = follow('admin', ['namespaces', 'secrets']);
    await eventually(async () => expect(without.names('namespaces')).toContain('/team-a'));
    expect(without.names('secrets')).toEqual([]);
    const watched = follow('admin', ['secrets'], { secrets: 'metadata' });
    await eventually(async () => expect(watched.names('secrets')).toContain('team-a/planted'));
    const shard = watched.store.view(everything).shard('c1', 'secrets');
    const row = shard?.byKey('team-a/planted');
    if (shard === undefined || row === undefined) throw new Error('the secret is not in the store');
    expect([shard.column('Type')?.cell(row), shard.column('Data')?.cell(row)]).toEqual(['Opaque', 2]);
    const text = JSON.stringify(shard.object(row));
    for (const value of [planted, Buffer.from(planted).toString('base64')]) expect(text).not.toContain(value);
  });
});
