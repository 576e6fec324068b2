import { describe, expect, test } from 'vitest';
import { fleetFixture } from '../../../../test/kit/fleet-fixture.ts';
import { clusterFacts } from '../../../../test/kit/synthetic-fleet.ts';
import { everything } from '../../fleet/fleet-view.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtinById } from '../../resources/builtin-resources.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { finish } from '../finish.ts';
import { fleetOverview } from './fleet-overview.ts';

const def = (id: string): ResourceDef => builtinById.get(id) as ResourceDef;
const minute = 60_000;

let version = 0;
function named(name: string, parts: object, metadata: object = {}): KubeObject {
  const uid = `uid-${name}-${++version}`;
  return {
    metadata: { name, namespace: 'n', uid, resourceVersion: String(version), creationTimestamp: '1970-01-01T00:00:00Z', ...metadata },
    ...parts,
  };
}

const crashing = (name: string, image: string, restartCount: number): KubeObject =>
  named(name, {
    spec: { containers: [{ name: 'app', image }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', restartCount, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } } }],
    },
  });
const healthy = (name: string): KubeObject =>
  named(name, {
    spec: { containers: [{ name: 'app', image: 'web:1' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  });

describe('fleetOverview', () => {
  test('what is broken is one cause per reason and image over all clusters, with the list that its number counts', () => {
    const f = fleetFixture();
    for (const id of ['a', 'b']) f.store.putCluster(clusterFacts(id));
    f.open(
      'a',
      [crashing('x-1', 'r/feed:4711', 3), crashing('x-2', 'r/feed:4711', 1404), crashing('y', 'r/other:1', 1), healthy('h')],
      def('pods'),
    );
    f.open('b', [crashing('x-3', 'r/feed:4711', 2), healthy('h')], def('pods'));
    const view = f.store.view(everything);
    const { broken, critical, counts } = finish(fleetOverview(view, f.clock.nowMs()));
    expect(broken.map(({ reason, images, count, clusters }) => [reason, images, count, clusters])).toEqual([
      ['CrashLoopBackOff', 'r/feed:4711', 3, ['a', 'b']],
      ['CrashLoopBackOff', 'r/other:1', 1, ['a']],
    ]);
    expect(broken[0]).toMatchObject({ restarts: 1404, example: { cluster: 'a', key: 'n/x-2' }, severity: 'critical' });
    expect(broken[0]?.link).toBe(
      '/clusters/_all/namespaces/_all/pods?filter=Problem=CrashLoopBackOff,Images=r%2Ffeed:4711&sort=Restarts:desc',
    );
    expect([...critical]).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(counts).toEqual([{ resource: 'pods', name: 'pods', count: 6, missing: 0, link: '/clusters/_all/namespaces/_all/pods' }]);
  });

  test('a shard that changed is judged anew, one that did not is not, and time alone makes problems', () => {
    const f = fleetFixture();
    for (const id of ['a', 'b']) f.store.putCluster(clusterFacts(id));
    f.open('a', [crashing('x', 'r/feed:1', 1)], def('pods'));
    const pending = named(
      'p',
      { spec: { containers: [{ name: 'app', image: 'i:1' }] }, status: { phase: 'Pending' } },
      { creationTimestamp: new Date(f.clock.nowMs()).toISOString() },
    );
    f.apply('a', { resource: 'pods', objects: [pending] });
    const reasons = (atMs: number): readonly string[] =>
      finish(fleetOverview(f.store.view(everything), atMs)).broken.map(({ reason }) => reason);
    const now = f.clock.nowMs();
    expect(reasons(now)).toEqual(['CrashLoopBackOff']);
    expect(reasons(now + 6 * minute)).toEqual(['CrashLoopBackOff', 'Pending']);
    expect(reasons(now)).toEqual(['CrashLoopBackOff']);
    f.apply('a', { resource: 'pods', objects: [crashing('z', 'r/feed:2', 1)] });
    expect(reasons(now)).toEqual(['CrashLoopBackOff', 'CrashLoopBackOff']);
  });

  test('a rollout is a new ReplicaSet of a Deployment that had one; the first is none', () => {
    const f = fleetFixture();
    for (const id of ['a', 'b']) f.store.putCluster(clusterFacts(id));
    f.clock.advance(100 * 60 * minute);
    const now = f.clock.nowMs();
    const replicaSet = (name: string, owner: string, image: string, ageMs: number): KubeObject =>
      named(
        name,
        { spec: { template: { spec: { containers: [{ name: 'app', image }] } } } },
        {
          creationTimestamp: new Date(now - ageMs).toISOString(),
          ownerReferences: [{ kind: 'Deployment', name: owner, uid: `d-${owner}`, controller: true, apiVersion: 'apps/v1' }],
        },
      );
    const sets = [
      replicaSet('feed-1', 'feed', 'r/feed:4710', 50 * 60 * minute),
      replicaSet('feed-2', 'feed', 'r/feed:4711', 14 * minute),
      replicaSet('new-1', 'new', 'i:1', minute),
    ];
    f.open('a', sets, def('replicasets.apps'));
    f.open(
      'b',
      sets.map((set) => named(set.metadata.name, set, { ...set.metadata, uid: `b-${set.metadata.uid}` })),
      def('replicasets.apps'),
    );
    const { rollouts } = finish(fleetOverview(f.store.view(everything), now));
    expect(rollouts).toMatchObject([{ name: 'feed', images: 'r/feed:4711', imagesBefore: 'r/feed:4710', clusters: ['a', 'b'] }]);
    expect(rollouts[0]?.link).toBe('/clusters/a,b/namespaces/_all/deployments/feed');
  });
});
