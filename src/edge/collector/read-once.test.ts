import { describe, expect, test } from 'vitest';
import { type CollectorBench, collectorBench } from '../../../test/kit/collector-bench.ts';
import { everything } from '../../core/fleet/fleet-view.ts';
import { ApiFailure } from '../client/api-server.ts';
import type { ShardNeed } from './fleet-source.ts';

const never = new AbortController().signal;

function bench(q: Parameters<typeof collectorBench>[0] = {}): CollectorBench {
  const made = collectorBench({ mode: 'once', clusters: ['a', 'b', 'c'], openDeadlineMs: 15_000, ...q });
  for (const [id, server] of made.servers) {
    server.put('/api/v1/nodes', `node-of-${id}`);
    server.put('/api/v1/pods', 'web', { namespace: 'shop' });
    server.put('/api/v1/pods', 'dns', { namespace: 'kube-system' });
  }
  made.collector.start();
  return made;
}

function open({ collector, servers }: CollectorBench, resource: string, more: Partial<ShardNeed> = {}): Promise<unknown> {
  return collector.open({ need: [...servers.keys()].map((cluster) => ({ cluster, resource, ...more })), scope: everything, signal: never });
}

describe('reading once', () => {
  test('costs one request per cluster and leaves nothing behind', async () => {
    const made = bench();
    await open(made, 'nodes');
    for (const [id, server] of made.servers) {
      expect(server.requests).toEqual(['list /api/v1/nodes rv=0']);
      expect(made.store.names(id, 'nodes')).toEqual([`node-of-${id}`]);
      expect(made.store.shard(id, 'nodes').state).toMatchObject({ state: 'live', received: 1 });
    }
    expect(made.timers.pending).toBe(0);
  });

  test('narrows by namespace in the path, by selectors in pages with a quorum', async () => {
    const made = bench({ clusters: ['a'] });
    await open(made, 'pods', { narrow: { namespace: 'shop' } });
    await open(made, 'pods', { narrow: { labelSelector: 'app=web', fieldSelector: 'metadata.name=web' } });
    await open(made, 'nodes', { narrow: { namespace: 'shop' } });
    expect(made.server.requests).toEqual([
      'list /api/v1/namespaces/shop/pods rv=0',
      'list /api/v1/pods quorum labels=app=web fields=metadata.name=web',
      'list /api/v1/nodes rv=0',
    ]);
  });

  test('reads several parts of one resource into one shard', async () => {
    const made = bench({ clusters: ['a'] });
    const need = ['shop', 'kube-system'].map((namespace) => ({ cluster: 'a', resource: 'pods', narrow: { namespace } }));
    await made.collector.open({ need, scope: everything, signal: never });
    expect(made.store.names('a', 'pods')).toEqual(['dns', 'web']);
  });

  test('answers as soon as all others are done once the late ones have had their time; these are named with a reason', async () => {
    const made = bench();
    made.servers.get('b')?.fail('list', 'hang');
    made.servers.get('c')?.fail('list', new ApiFailure('credentials', 'aws-iam-authenticator: not found'));
    const told: string[] = [];
    const view = made.collector.open({
      need: ['a', 'b', 'c'].map((cluster) => ({ cluster, resource: 'nodes' })),
      scope: everything,
      signal: never,
      onProgress: (done, total) => told.push(`${done}/${total}`),
    });
    await made.timers.settle();
    expect(told).toEqual(['0/3', '1/3', '2/3']);
    await made.timers.advance(15_000);
    await view;
    expect(made.store.shard('b', 'nodes').state).toMatchObject({
      state: 'unreachable',
      reason: 'no answer within 15 s',
    });
    expect(made.store.shard('c', 'nodes').state).toMatchObject({
      state: 'unreachable',
      reason: 'aws-iam-authenticator: not found',
    });
    expect(made.store.clusters.get('c')?.state).toBe('unreachable');
    expect(made.timers.pending).toBe(0);
  });

  test('waits as long as a throttling server says, and tries a broken connection once more', async () => {
    const made = bench({ clusters: ['a', 'b'] });
    made.servers.get('a')?.fail('list', new ApiFailure('throttled', 'slow', { retryAfterMs: 1000 }));
    made.servers.get('b')?.fail('list', 'half');
    const view = open(made, 'pods');
    await made.timers.advance(4000);
    await view;
    for (const id of ['a', 'b']) expect(made.store.names(id, 'pods')).toEqual(['dns', 'web']);
  });

  test('falls back to namespaces where all of them are forbidden', async () => {
    const made = bench({ clusters: ['a'], prepare: (server) => server.put('/api/v1/namespaces', 'shop') });
    made.server.forbidden.add('/api/v1/pods');
    await open(made, 'pods');
    expect(made.store.names('a', 'pods')).toEqual(['web']);
    expect(made.store.shard('a', 'pods').state).toMatchObject({ state: 'live', namespaces: ['shop'] });
  });

  test('asks discovery only when the declared version is not served', async () => {
    const made = bench({
      clusters: ['a'],
      prepare: (server) => server.serve({ plural: 'deployments', kind: 'Deployment', group: 'apps', version: 'v1beta2' }),
    });
    await open(made, 'deployments.apps');
    expect(made.server.requests).toEqual(['list /apis/apps/v1/deployments rv=0', 'discover', 'list /apis/apps/v1beta2/deployments rv=0']);
    await open(made, 'services');
    expect(made.store.shard('a', 'services').state.state).toBe('not served');
  });

  test('shows the Table of the server where columns are not known', async () => {
    const made = bench({
      clusters: ['a'],
      prepare: (server) => {
        server.serve({ plural: 'pods', kind: 'PodMetrics', group: 'usage.example.org', version: 'v1beta1', verbs: ['get', 'list'] });
        server.tableAnswer = {
          columns: [
            { name: 'Name', type: 'string', priority: 0, description: '' },
            { name: 'cpu', type: 'string', priority: 0, description: '' },
            { name: 'Window', type: 'string', priority: 1, description: '' },
          ],
          rows: [{ cells: ['web', '12m', '15s'], object: { metadata: { name: 'web', namespace: 'shop', uid: '', resourceVersion: '' } } }],
          resourceVersion: '',
        };
      },
    });
    await made.collector.prepare({ clusters: ['a'], names: ['pods.usage.example.org'], signal: never });
    await open(made, 'pods.usage.example.org');
    const { resource, objects } = made.store.shard('a', 'pods.usage.example.org');
    expect(resource.columns.map(({ name, type, wide }) => [name, type, wide === true])).toEqual([
      ['Name', 'text', false],
      ['cpu', 'text', false],
      ['Window', 'text', true],
    ]);
    const [object] = objects.values();
    expect(object && resource.columns.map((column) => column.value(object))).toEqual(['web', '12m', '15s']);
  });

  test('refuses secrets', async () => {
    await expect(open(bench(), 'secrets')).rejects.toMatchObject({ code: 'refused' });
  });
});
