import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import { mutate } from './mutations.ts';
import type { SimEntry, SimEvent } from './sim-cluster.ts';
import { SimObjectStore } from './sim-object-store.ts';

const nowMs = Date.UTC(2026, 10, 24);

function openStore(grown: readonly KubeObject[] = [], historyLimit = 1000): SimObjectStore {
  const source = { grow: () => grown, uid: (_resource: string, key: string, version: number) => `${key}#${version}` };
  return new SimObjectStore({ source, baseVersion: 100, historyLimit });
}

function configMap(name: string, namespace = 'a', data = '1'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } as KubeObject['metadata'], data: { data } };
}

function keysOf(entries: readonly SimEntry[]): readonly string[] {
  return entries.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`);
}

function told(event: SimEvent): string {
  return `${event.type} ${event.entry.object.metadata.name}@${event.entry.resourceVersion}`;
}

describe('writing and reading', () => {
  test('entries are sorted as etcd sorts keys: a namespace that begins like another does not mix with it', () => {
    const store = openStore();
    for (const [name, namespace] of [
      ['z', 'a'],
      ['a', 'a-b'],
      ['b', 'a'],
      ['c', 'ab'],
      ['a', 'b'],
    ] as const)
      store.create('configmaps', configMap(name, namespace), nowMs);
    expect(keysOf(store.list('configmaps'))).toEqual(['a-b/a', 'a/b', 'a/z', 'ab/c', 'b/a']);
    expect(keysOf(store.list('configmaps', 'a'))).toEqual(['a/b', 'a/z']);
    expect(store.list('configmaps', 'none')).toEqual([]);
  });

  test('create completes metadata, refuses a name that is taken, and keeps what was given', () => {
    const store = openStore();
    const made = store.create('configmaps', configMap('x'), nowMs) as SimEntry;
    expect(made.object.metadata).toEqual({
      name: 'x',
      namespace: 'a',
      uid: 'a/x#101',
      resourceVersion: '101',
      creationTimestamp: '2026-11-24T00:00:00Z',
    });
    expect(store.create('configmaps', configMap('x'), nowMs)).toBe('exists');
    expect(store.resourceVersion).toBe(101);
    const given = configMap('y');
    store.create(
      'configmaps',
      { ...given, metadata: { ...given.metadata, uid: 'mine', creationTimestamp: '2020-01-01T00:00:00Z' } },
      nowMs,
    );
    expect(store.get('configmaps', 'a/y')?.object.metadata).toMatchObject({ uid: 'mine', creationTimestamp: '2020-01-01T00:00:00Z' });
  });

  test('update replaces, and refuses a wrong version or a missing object without a change', () => {
    const store = openStore();
    store.create('configmaps', configMap('x'), nowMs);
    expect(store.update('configmaps', configMap('x', 'a', '2'), 7)).toBe('conflict');
    expect(store.update('configmaps', configMap('none'))).toBe('missing');
    expect(store.resourceVersion).toBe(101);
    const updated = store.update('configmaps', configMap('x', 'a', '2'), 101) as SimEntry;
    expect(updated.resourceVersion).toBe(102);
    expect(updated.object.metadata.resourceVersion).toBe('102');
    expect(store.get('configmaps', 'a/x')).toBe(updated);
  });

  test('an array that was handed out never changes, and stays the same while nothing changes', () => {
    const store = openStore();
    store.create('configmaps', configMap('x'), nowMs);
    const before = store.list('configmaps');
    expect(store.list('configmaps')).toBe(before);
    store.create('configmaps', configMap('y'), nowMs);
    store.remove('configmaps', 'a/x');
    expect(keysOf(before)).toEqual(['a/x']);
    expect(keysOf(store.list('configmaps'))).toEqual(['a/y']);
  });
});

describe('watching', () => {
  test('tells the past at once, then what happens, of its own resource only', () => {
    const store = openStore();
    store.create('configmaps', configMap('x'), nowMs);
    store.create('secrets', configMap('s'), nowMs);
    store.update('configmaps', configMap('x', 'a', '2'));
    const events: SimEvent[] = [];
    const watch = store.watch('configmaps', 100, (event) => events.push(event));
    store.remove('configmaps', 'a/x');
    store.remove('secrets', 'a/s');
    expect(events.map(told)).toEqual(['ADDED x@101', 'MODIFIED x@103', 'DELETED x@104']);
    expect(events[1]?.before?.resourceVersion).toBe(101);
    expect(events[2]?.entry.object.metadata.resourceVersion).toBe('104');
    if (watch !== 'expired') watch.close();
    store.create('configmaps', configMap('z'), nowMs);
    expect(events).toHaveLength(3);
  });

  test('is silent from a version of the future until that is passed', () => {
    const store = openStore();
    const events: string[] = [];
    store.watch('configmaps', 102, (event) => events.push(told(event)));
    for (const name of ['a', 'b', 'c']) store.create('configmaps', configMap(name), nowMs);
    expect(events).toEqual(['ADDED c@103']);
  });

  test('is expired from before the compacted version, and works from it', () => {
    const store = openStore();
    for (const name of ['a', 'b', 'c']) store.create('configmaps', configMap(name), nowMs);
    store.compact(102);
    expect(store.compactedVersion).toBe(102);
    expect(store.watch('configmaps', 101, () => {})).toBe('expired');
    const events: string[] = [];
    store.watch('configmaps', 102, (event) => events.push(told(event)));
    expect(events).toEqual(['ADDED c@103']);
    expect(store.watch('configmaps', 99, () => {})).toBe('expired');
  });

  test('history is bounded: old changes are compacted by themselves', () => {
    const store = openStore([], 10);
    store.create('configmaps', configMap('x'), nowMs);
    for (let i = 0; i < 50; i++) store.update('configmaps', configMap('x', 'a', String(i)));
    expect(store.compactedVersion).toBeGreaterThan(120);
    expect(store.watch('configmaps', 101, () => {})).toBe('expired');
    expect(store.watch('configmaps', store.resourceVersion - 10, () => {})).not.toBe('expired');
  });

  test('growing a resource is no event and moves no version', () => {
    const grown = configMap('grown');
    const store = openStore([{ ...grown, metadata: { ...grown.metadata, uid: 'u', resourceVersion: '40' } }]);
    const events: SimEvent[] = [];
    store.watch('configmaps', 100, (event) => events.push(event));
    expect(keysOf(store.list('configmaps'))).toEqual(['a/grown']);
    expect(store.resourceVersion).toBe(100);
    expect(events).toEqual([]);
    expect([...store.counts()]).toEqual([['configmaps', 1]]);
  });
});

describe('snapshots', () => {
  test('restore brings contents and version back; open watches stay silent until versions pass what was there', () => {
    const store = openStore();
    store.create('configmaps', configMap('kept'), nowMs);
    const snapshot = store.snapshot();
    const events: string[] = [];
    store.watch('configmaps', 101, (event) => events.push(told(event)));
    store.create('configmaps', configMap('lost'), nowMs);
    store.remove('configmaps', 'a/kept');
    events.length = 0;
    store.restore(snapshot);
    expect(store.resourceVersion).toBe(101);
    expect(keysOf(store.list('configmaps'))).toEqual(['a/kept']);
    for (const name of ['b', 'c', 'd']) store.create('configmaps', configMap(name), nowMs);
    expect(events).toEqual(['ADDED d@104']);
    const fresh: string[] = [];
    store.watch('configmaps', 101, (event) => fresh.push(told(event)));
    expect(fresh).toEqual(['ADDED b@102', 'ADDED c@103', 'ADDED d@104']);
  });

  test('a snapshot can be restored again and again, whatever was written in between', () => {
    const store = openStore();
    const random = seededRandom('snapshots');
    for (let i = 0; i < 20; i++) store.create('configmaps', configMap(`c${i}`), nowMs);
    const snapshot = store.snapshot();
    const before = store.list('configmaps');
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 100; i++) mutate(store, { resource: 'configmaps', random, nowMs });
      store.restore(snapshot);
      expect(store.list('configmaps')).toEqual(before);
    }
  });
});

test('fuzz: replaying a watch gives what a list gives (seed 11)', () => {
  const store = openStore([], 5000);
  const random = seededRandom(11);
  for (let i = 0; i < 30; i++) store.create('configmaps', configMap(`c${i}`, random.pick(['a', 'b', 'a-b'])), nowMs);
  const mirror = new Map(
    store.list('configmaps').map((entry) => [`${entry.object.metadata.namespace}/${entry.object.metadata.name}`, entry]),
  );
  store.watch('configmaps', store.resourceVersion, ({ type, entry }) => {
    const key = `${entry.object.metadata.namespace}/${entry.object.metadata.name}`;
    if (type === 'DELETED') mirror.delete(key);
    else mirror.set(key, entry);
  });
  for (let i = 0; i < 1500; i++) {
    mutate(store, { resource: 'configmaps', random, nowMs });
    if (i % 100 === 0) store.list('configmaps');
  }
  const listed = store.list('configmaps');
  expect(new Set(listed)).toEqual(new Set(mirror.values()));
  expect(keysOf(listed)).toEqual([...keysOf(listed)].sort());
});
