import { expect, test } from 'vitest';
import { fleetFixture, keysOf, rowsOf, shardState, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { MemoryKeep } from '../../../test/kit/memory-keep.ts';
import { seededRandom } from '../base/random.ts';
import { everything } from './fleet-view.ts';

/** All that a reader can see of a shard, by key. */
function seen(store: ReturnType<typeof fleetFixture>['store'], cluster: string): unknown {
  const shard = store.view(everything).shard(cluster, widgets.id);
  if (shard === undefined) return undefined;
  return rowsOf(shard.rows)
    .map((row) => ({
      key: shard.key(row),
      uid: shard.uid(row),
      labels: [...shard.labels(row)],
      cells: [...widgets.columns.map(({ name }) => name), 'Namespace', 'Created'].map((name) => shard.column(name)?.cell(row)),
      object: shard.object(row),
      byKey: shard.byKey(shard.key(row)) === row,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const rich = (name: string, version: string) =>
  widget(name, {
    version,
    labels: { app: name.slice(0, 3), __proto__x: 'y', tier: 'web' },
    owners: name.endsWith('1') ? ['a', 'b'] : ['owner'],
    uid: name.endsWith('2')
      ? `${name
          .padStart(8, '0')
          .slice(0, 8)
          .replaceAll(/[^0-9]/g, 'a')}-1111-2222-3333-444444444444`
      : `odd ${name}`,
    spec: {
      status: `s${version}`,
      ready: '1/2',
      size: 3,
      paused: true,
      atMs: 5,
      seenMs: 6,
      node: 'node-1',
      memory: { text: '1Gi', number: 2 ** 30 },
      restarts: { count: 2, lastMs: 7 },
      span: { fromMs: 1, toMs: null },
    },
  });

test('F29: what is kept comes back as it was: keys, uids, labels, cells, owners, objects, packed or not', () => {
  const fleet = fleetFixture({ idleMs: 0 });
  const keep = new MemoryKeep(fleet.store.keeper());
  fleet.open(
    'c',
    Array.from({ length: 90 }, (_, i) => rich(`web-${i}`, `${i}`)),
  );
  fleet.pack();
  fleet.apply('c', { objects: [rich('web-3', '300'), rich('new-1', '301')], removed: ['odd web-5'] });
  fleet.open('d', [rich('other', '9')]);
  keep.all();
  const again = fleetFixture();
  const restored = keep.restore(again.store);
  // Lists of texts are decoded, objects are not.
  expect(again.codec.decoded).toBeLessThan(90);
  expect(seen(again.store, 'c')).toEqual(seen(fleet.store, 'c'));
  expect(seen(again.store, 'd')).toEqual(seen(fleet.store, 'd'));
  expect(restored.map(({ complete, rows }) => [complete, rows])).toEqual([
    [true, 90],
    [true, 1],
  ]);
  const shard = again.shard('c');
  expect(keysOf(shard, shard.byOwner('a'))).toEqual(keysOf(fleet.shard('c'), fleet.shard('c').byOwner('a')));
  expect(keysOf(shard, shard.byNode('node-1'))).toHaveLength(90);
});

test('F30: what was put back goes on: equal versions change nothing, other ones do, and a list removes what is gone', () => {
  const fleet = fleetFixture();
  const keep = new MemoryKeep(fleet.store.keeper());
  fleet.open('c', [rich('a', '1'), rich('b', '2'), rich('c', '3')]);
  keep.all();
  const again = fleetFixture();
  const [restored] = keep.restore(again.store);
  again.positions.set(`c ${widgets.id}`, { epoch: restored?.epoch as string, seq: restored?.seq as number });
  again.events.length = 0;
  again.apply('c', { objects: [rich('a', '1')] });
  expect(again.events).toEqual([]);
  again.list('c', [rich('a', '1'), rich('b', '20')]);
  expect(again.events.map((event) => event.type === 'rows' && [event.change.upserted.length, event.change.removed.length])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(keysOf(again.shard('c'))).toEqual(['shop/a', 'shop/b']);
});

test('F31: a commit that is not kept is handed over again with everything since', () => {
  const fleet = fleetFixture();
  const keep = new MemoryKeep(fleet.store.keeper());
  fleet.open('c', [rich('a', '1'), rich('b', '2')]);
  keep.all();
  fleet.apply('c', { objects: [rich('a', '10')], removed: ['odd b'] });
  keep.failing = true;
  keep.once();
  fleet.apply('c', { objects: [rich('d', '11'), rich('a', '12')] });
  keep.failing = false;
  keep.all();
  const again = fleetFixture();
  keep.restore(again.store);
  expect(seen(again.store, 'c')).toEqual(seen(fleet.store, 'c'));
});

test('F32: a shard whose list comes in, that was never complete, or that is forbidden is not written', () => {
  const fleet = fleetFixture();
  const keep = new MemoryKeep(fleet.store.keeper());
  fleet.open('c', [rich('a', '1')]);
  keep.all();
  fleet.apply('c', { mark: 'relist-begin' });
  fleet.apply('c', { objects: [rich('b', '2')] });
  fleet.store.openShard('half', widgets, shardState());
  fleet.apply('half', { epoch: 'x', mark: 'relist-begin' });
  fleet.apply('half', { objects: [rich('z', '1')] });
  fleet.open('barred', [rich('y', '1')]);
  keep.all();
  expect(keep.shards.size).toBe(2);
  fleet.store.setShardState('barred', widgets.id, shardState({ state: 'forbidden' }));
  keep.all();
  const again = fleetFixture();
  expect(keep.restore(again.store).map(({ kept }) => kept.cluster)).toEqual(['c']);
  expect(keysOf(again.shard('c'))).toEqual(['shop/a']);
});

test('F32: what was forbidden and is allowed again is written anew', () => {
  const fleet = fleetFixture();
  const keep = new MemoryKeep(fleet.store.keeper());
  fleet.open('c', [rich('a', '1'), rich('b', '2')]);
  keep.all();
  fleet.store.setShardState('c', widgets.id, shardState({ state: 'forbidden' }));
  keep.all();
  expect([keep.shards.size, keep.pieces.size]).toEqual([0, 0]);
  fleet.store.setShardState('c', widgets.id, shardState());
  keep.all();
  const between = fleetFixture();
  keep.restore(between.store);
  between.store.setShardState('c', widgets.id, shardState({ state: 'forbidden' }));
  keep.all();
  expect([keep.shards.size, keep.pieces.size]).toEqual([0, 0]);
  between.store.setShardState('c', widgets.id, shardState());
  keep.all();
  const again = fleetFixture();
  expect(keep.restore(again.store).map(({ rows, complete }) => [rows, complete])).toEqual([[2, true]]);
  expect(seen(again.store, 'c')).toEqual(seen(fleet.store, 'c'));
});

test('F33: a resource that is given up leaves nothing, and closed shards neither', () => {
  const fleet = fleetFixture();
  const keeper = fleet.store.keeper();
  const keep = new MemoryKeep(keeper);
  fleet.open('c', [rich('a', '1')]);
  fleet.open('d', [rich('b', '1')]);
  keep.all();
  fleet.store.closeShard('d', widgets.id);
  keep.all();
  expect(keep.shards.size).toBe(1);
  keeper.exclude(widgets.id);
  fleet.apply('c', { objects: [rich('a', '2')] });
  keep.all();
  expect([keep.shards.size, keep.pieces.size, keeper.droppedObjects]).toEqual([0, 0, 1]);
});

test('F34: after any sequence of changes, failures, restarts and losses what comes back is the store as it was at the last commit, and garbage stays below what lives', () => {
  const seed = 'kept';
  const random = seededRandom(seed);
  for (let round = 0; round < 6; round++) {
    let fleet = fleetFixture({ idleMs: 0, overlayBytes: 20_000 });
    const keep = new MemoryKeep(fleet.store.keeper());
    const known = new Map<string, Set<string>>();
    let version = 0;
    for (let step = 0; step < 120; step++) {
      const cluster = random.pick(['c', 'd', 'e']);
      const names = known.get(cluster);
      if (names === undefined) {
        fleet.open(cluster, []);
        known.set(cluster, new Set());
      } else if (random.chance(0.75)) {
        const objects = Array.from({ length: 1 + random.int(60) }, () =>
          rich(`${random.pick(['web', 'api'])}-${random.int(400)}`, `${++version}`),
        );
        const unique = [...new Map(objects.map((object) => [object.metadata.name, object])).values()];
        fleet.apply(cluster, { objects: unique });
        for (const { metadata } of unique) names.add(metadata.name);
      } else if (names.size > 0) {
        const shard = fleet.shard(cluster);
        const gone = rowsOf(shard.rows).filter(() => random.chance(0.4));
        fleet.apply(cluster, { removed: gone.map((row) => shard.uid(row)) });
        for (const row of gone) names.delete(shard.key(row).slice(5));
      }
      if (random.chance(0.1)) {
        fleet.store.closeShard(cluster, widgets.id);
        fleet.positions.delete(`${cluster} ${widgets.id}`);
        known.delete(cluster);
      }
      if (random.chance(0.2)) fleet.pack();
      keep.failing = random.chance(0.2);
      if (random.chance(0.5)) keep.once();
      if (random.chance(0.04)) keep.lose();
      if (!random.chance(0.06)) continue;
      keep.failing = false;
      keep.all();
      const next = fleetFixture({ idleMs: 0, overlayBytes: 20_000 });
      const restored = keep.restore(next.store);
      for (const name of ['c', 'd', 'e']) {
        expect([seed, round, step, seen(next.store, name)]).toEqual([seed, round, step, seen(fleet.store, name)]);
      }
      expect(restored.every(({ complete }) => complete)).toBe(true);
      for (const { kept, epoch, seq } of restored) next.positions.set(`${kept.cluster} ${widgets.id}`, { epoch, seq });
      fleet = next;
    }
    keep.failing = false;
    for (let i = 0; i < 4; i++) keep.all();
    expect(keep.keptRows()).toBeLessThanOrEqual(2 * fleet.store.stats().objects + 1024);
  }
});
