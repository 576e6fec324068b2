import { expect, test } from 'vitest';
import { fleetFixture, shardState } from '../../../../test/kit/fleet-fixture.ts';
import { everything } from '../../fleet/fleet-view.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtinById } from '../../resources/builtin-resources.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { problemOf } from './shard-problems.ts';

const minute = 60_000;
const def = (id: string): ResourceDef => builtinById.get(id) as ResourceDef;
const statefulSets = def('statefulsets.apps');

let version = 0;
function named(name: string, parts: object, metadata: object = {}): KubeObject {
  return {
    metadata: {
      name,
      namespace: 'n',
      uid: `uid-${name}`,
      resourceVersion: String(++version),
      creationTimestamp: '1970-01-01T00:00:00Z',
      ...metadata,
    },
    ...parts,
  };
}

const short = (ready: number): KubeObject => named('db', { spec: { replicas: 3 }, status: { readyReplicas: ready } });

test('what is not dated counts from when the store first saw it, through updates, relists and packing', () => {
  const f = fleetFixture();
  const first = f.clock.nowMs();
  f.open('c', [short(1)], statefulSets);
  const verdict = (atMs: number): unknown => {
    const said = problemOf(f.shard('c', statefulSets), 0, atMs);
    return typeof said === 'object' ? said && [said.reason, said.sinceMs, said.atLeast] : said;
  };
  // An hour old object, seen a moment ago for the first time: nobody can tell.
  expect([verdict(first + minute), verdict(first + 10 * minute)]).toEqual(['unknown', ['TooFewReady', first, true]]);
  f.clock.advance(minute);
  f.apply('c', { resource: statefulSets.id, objects: [short(2)] });
  f.list('c', [short(0)], { resource: statefulSets.id, epoch: 'two' });
  f.clock.advance(minute);
  f.pack();
  expect(verdict(first + 10 * minute)).toEqual(['TooFewReady', first, true]);
  f.apply('c', { resource: statefulSets.id, objects: [short(3)] });
  expect(verdict(first + 10 * minute)).toBeNull();
  // Now it is seen to begin.
  f.apply('c', { resource: statefulSets.id, objects: [short(2)] });
  expect([verdict(first + 11 * minute), verdict(first + 12 * minute)]).toEqual([null, ['TooFewReady', first + 2 * minute, true]]);
});

test('pods that become ready are seen by a service of the next view, and not by that of a held one', () => {
  const f = fleetFixture();
  const pods = def('pods');
  const services = def('services');
  const pod = (ready: boolean): KubeObject =>
    named(
      'p',
      {
        spec: { containers: [{ name: 'm' }] },
        status: { phase: 'Running', containerStatuses: [{ name: 'm', ready, state: { running: {} } }] },
      },
      { labels: { app: 'web' } },
    );
  for (const [resource, object] of [
    [pods, pod(false)],
    [services, named('web', { spec: { selector: { app: 'web' } } })],
  ] as const) {
    f.store.openShard('c', resource, shardState({ trueAtMs: 0 }));
    f.list('c', [object], { resource: resource.id });
  }
  const read = (view = f.store.view(everything)): unknown => {
    const shard = view.shard('c', 'services');
    const said = shard === undefined ? undefined : problemOf(shard, 0, f.clock.nowMs());
    return typeof said === 'object' && said !== null ? said.reason : said;
  };
  const held = f.store.view(everything);
  expect(read(held)).toBe('NoReadyPod');
  f.apply('c', { resource: 'pods', objects: [pod(true)] });
  expect([read(), read(held)]).toEqual([null, 'NoReadyPod']);
  // A viewer who may see no pods of the namespace is told nothing about them.
  const scope = { id: 'services', grant: (_: string, resource: string) => (resource === 'pods' ? ('none' as const) : ('all' as const)) };
  expect(read(f.store.view(scope))).toBe('unknown');
});
