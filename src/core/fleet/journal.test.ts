import { expect, test } from 'vitest';
import { fleetFixture, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { applyDelta, type ObjectState, reverse, type ShardDelta, squash } from './delta.ts';
import type { ShardView } from './fleet-view.ts';

type Objects = Map<string, ObjectState>;

/** A delta from `objects`, which it changes, by random additions, updates, removals and reuse of names. */
function randomDelta(random: Random, objects: Objects, seq: number): ShardDelta {
  const changes = new Map<string, { uid: string; before: ObjectState | undefined; after: ObjectState | undefined }>();
  for (let i = 0; i < 1 + random.int(6); i++) {
    const uid = `u${random.int(12)}`;
    const before = objects.get(uid);
    if (changes.has(uid) || (before === undefined && random.chance(0.3))) continue;
    const after =
      before !== undefined && random.chance(0.3)
        ? undefined
        : { key: `ns/${random.int(5)}`, object: Uint8Array.of(random.int(3), random.int(2)) };
    changes.set(uid, { uid, before, after });
  }
  const point = (n: number) => ({ epoch: 'e', seq: n, atMs: n });
  const delta = { cluster: 'c', resource: 'r', from: point(seq), to: point(seq + 1), changes: [...changes.values()] };
  applyDelta(objects, delta);
  return delta;
}

const plain = (objects: Objects) =>
  [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([uid, { key, object }]) => [uid, key, ...object]);

test('F25: apply then reverse is identity; squashed is one after the other; a delta squashed with its reverse is empty', () => {
  const seed = 'deltas';
  const random = seededRandom(seed);
  for (let round = 0; round < 300; round++) {
    const objects: Objects = new Map();
    for (let seq = 0; seq < 5; seq++) randomDelta(random, objects, seq);
    const start = new Map(objects);
    const deltas = [5, 6, 7, 8].map((seq) => randomDelta(random, objects, seq));
    const end = plain(objects);
    const squashed = deltas.reduce(squash);
    const forward = new Map(start);
    applyDelta(forward, squashed);
    expect([seed, round, plain(forward)]).toEqual([seed, round, end]);
    applyDelta(forward, reverse(squashed));
    expect([seed, round, plain(forward)]).toEqual([seed, round, plain(start)]);
    for (const delta of deltas.toReversed()) applyDelta(objects, reverse(delta));
    expect(plain(objects)).toEqual(plain(start));
    expect(squash(squashed, reverse(squashed)).changes).toEqual([]);
    expect(squashed.changes.every(({ before, after }) => before !== undefined || after !== undefined)).toBe(true);
    expect([squashed.from.seq, squashed.to.seq, reverse(squashed).to.seq]).toEqual([5, 9, 5]);
  }
});

test('F25: deltas that do not meet, or of different shards, cannot be squashed', () => {
  const random = seededRandom('gaps');
  const [a, b, c] = [0, 1, 2].map((seq) => randomDelta(random, new Map(), seq)) as [ShardDelta, ShardDelta, ShardDelta];
  expect(() => squash(a, c)).toThrow('does not follow');
  expect(() => squash(a, { ...b, cluster: 'd' })).toThrow();
  expect(() => squash(a, { ...b, from: { ...b.from, epoch: 'f' } })).toThrow();
});

/** The objects of a shard as the journal has them. */
function objectsOf(shard: ShardView): Objects {
  const objects: Objects = new Map();
  shard.rows.forEach((row) => {
    const { apiVersion, kind, ...object } = shard.object(row);
    objects.set(shard.uid(row), { key: shard.key(row), object: new TextEncoder().encode(JSON.stringify(object)) });
  });
  return objects;
}

test('F26: the journal leads from any recorded instant to now and back, across packing, new epochs and reused names', () => {
  const f = fleetFixture({ idleMs: 0 });
  const objects = Array.from({ length: 70 }, (_, i) => widget(`w${i}`, { spec: { i } }));
  f.open('c', objects);
  f.open('d', objects);
  f.pack();
  const start = objectsOf(f.shard());
  const at = { ...f.positions.get(`c ${widgets.id}`) } as { epoch: string; seq: number };
  f.apply('c', { objects: [widget('w1', { spec: { i: 'new' } }), widget('w2', { uid: 'again' }), widget('more')] });
  f.apply('d', { removed: ['uid-of-w3'] });
  f.apply('c', { mark: 'bookmark' });
  f.apply('c', { removed: ['uid-of-w5', 'uid-of-w6'], objects: [widget('w5', { uid: 'later' })] });
  f.pack();
  f.list('c', objects.slice(10), { epoch: 'two' });
  f.apply('c', { objects: [widget('w1', { uid: 'moved' })] });
  const deltas = f.store.journal.since('c', widgets.id, at) as readonly ShardDelta[];
  expect(deltas.length).toBe(7);
  const forward = new Map(start);
  applyDelta(forward, deltas.reduce(squash));
  expect(plain(forward)).toEqual(plain(objectsOf(f.shard())));
  for (const delta of deltas.toReversed()) applyDelta(forward, reverse(delta));
  expect(plain(forward)).toEqual(plain(start));
});

test('F26: history begins with the first complete list; what the journal does not reach is said', () => {
  const f = fleetFixture();
  f.open('c', [widget('a')]);
  const { journal } = f.store;
  expect(journal.records).toBe(0);
  f.clock.advance(1000);
  f.apply('c', { objects: [widget('b')] });
  f.clock.advance(1000);
  f.apply('c', { objects: [widget('b')] });
  expect(journal.since('c', widgets.id, { epoch: 'one', seq: 5 })).toEqual([]);
  expect(journal.since('c', widgets.id, { epoch: 'one', seq: 4 })?.length).toBe(1);
  expect(journal.since('c', widgets.id, { epoch: 'one', seq: 2 })).toBeUndefined();
  expect(journal.since('d', widgets.id, { epoch: 'one', seq: 4 })).toBeUndefined();
  const after = (ms: number) => {
    const { deltas, complete } = journal.after('c', widgets.id, 1_000_000 + ms);
    return [deltas.map(({ to }) => to.seq), complete];
  };
  expect([after(-1), after(0), after(1000), after(1500), after(2000)]).toEqual([
    [[4, 5], false],
    [[4, 5], true],
    [[5], true],
    [[5], true],
    [[], true],
  ]);
  f.store.closeShard('c', widgets.id);
  expect([journal.records, journal.bytes]).toEqual([0, 0]);
});

test('F26: the journal keeps no more alive than its limit, and counts down to nothing', () => {
  const limit = 3_000_000;
  const f = fleetFixture({ journalBytes: limit, idleMs: 0 });
  f.open('c', [widget('a')]);
  for (let i = 0; i < 3000; i++) {
    f.apply('c', { objects: [widget(`w${i % 100}`, { spec: { text: 'x'.repeat(2000), i } })] });
    if (i % 100 === 0) f.pack();
    if (f.store.journal.bytes > limit) throw new Error(`${f.store.journal.bytes} bytes after ${i}`);
  }
  expect(f.store.journal.records).toBeGreaterThan(200);
  expect(f.store.journal.records).toBeLessThan(2000);
  const none = fleetFixture({ journalBytes: 0 });
  none.open('c', [widget('a')]);
  none.apply('c', { objects: [widget('a')] });
  expect([none.store.journal.records, none.store.journal.bytes]).toEqual([0, 0]);
});
