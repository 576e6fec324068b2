import { expect, test } from 'vitest';
import { fleetFixture, keysOf, rowOf, shardState, toUpsert, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { everything, type Scope, type ShardView } from './fleet-view.ts';

/** Everything that a shard can be asked, as plain values. */
function everythingOf(shard: ShardView): unknown {
  const rows = keysOf(shard).map((key) => {
    const row = shard.byKey(key) as number;
    const cells = shard.resource.columns.map((column) => shard.column(column.name)?.cell(row));
    const codes = shard.column('Status')?.text?.code(row);
    return { key, uid: shard.uid(row), cells, codes, labels: [...shard.labels(row)], object: shard.object(row) };
  });
  const lookups = [shard.byLabel('app', 'a'), shard.byLabel('app'), shard.byNamespace('shop'), shard.byOwner('o1'), shard.byNode('n1')];
  return { rows, lookups: lookups.map((set) => keysOf(shard, set)), state: shard.state };
}

const spec = { status: 'Running', node: 'n1', size: 3 };

test('F1: a held view stays as it was through updates, removals, reuse, packing, new states and closing', () => {
  const f = fleetFixture({ idleMs: 0 });
  const objects = Array.from({ length: 100 }, (_, i) =>
    widget(`w${i}`, { labels: { app: i % 2 ? 'a' : 'b' }, owners: [`o${i % 3}`], spec }),
  );
  f.store.putCluster({ id: 'c' } as never);
  f.open('c', objects);
  const held = f.store.view(everything);
  const shard = held.shard('c', widgets.id) as ShardView;
  const before = structuredClone(everythingOf(shard));
  f.apply('c', { objects: objects.slice(0, 50).map((o) => widget(o.metadata.name, { spec: { status: 'Failed', node: 'n2' } })) });
  f.apply('c', { removed: objects.slice(50, 80).map((o) => o.metadata.uid) });
  f.apply('c', { objects: objects.slice(50, 80).map((o) => widget(`x${o.metadata.name}`, { labels: { app: 'a' }, owners: ['o1'] })) });
  f.pack();
  f.store.setShardState('c', widgets.id, shardState({ state: 'stale', reason: 'cut off' }));
  expect(everythingOf(shard)).toEqual(before);
  f.store.closeShard('c', widgets.id);
  f.store.removeCluster('c');
  expect(everythingOf(shard)).toEqual(before);
  expect(everythingOf(held.shard('c', widgets.id) as ShardView)).toEqual(before);
  expect(held.cluster('c')).toEqual({ id: 'c' });
  expect(f.store.view(everything).shard('c', widgets.id)).toBeUndefined();
});

test('F1: a view that is asked late, after rows have moved to other blocks and chunks, still answers from its own instant', () => {
  const f = fleetFixture({ idleMs: 0 });
  f.open('c', [widget('a', { spec: { status: 'one' } })]);
  const held = f.store.view(everything);
  for (let i = 0; i < 200; i++) f.apply('c', { objects: [widget('a', { spec: { status: `s${i}` } }), widget(`b${i}`)] });
  f.pack();
  const shard = held.shard('c', widgets.id) as ShardView;
  expect(keysOf(shard)).toEqual(['shop/a']);
  expect(shard.object(rowOf(shard, 'a')).spec).toEqual({ status: 'one' });
  expect(shard.column('Status')?.cell(rowOf(shard, 'a'))).toBe('one');
});

test('F2: the id changes with rows, states and facts, and not with bookmarks, unchanged relists and packing', () => {
  const f = fleetFixture({ idleMs: 0 });
  const id = (): string => f.store.view(everything).id;
  const objects = Array.from({ length: 80 }, (_, i) => widget(`w${i}`));
  f.open('c', objects);
  const first = id();
  expect(id()).toBe(first);
  f.apply('c', { mark: 'bookmark' });
  f.list('c', objects);
  expect(f.pack()).toBeGreaterThan(0);
  expect(id()).toBe(first);
  const ids = [first];
  for (const change of [
    () => f.apply('c', { objects: [widget('w1')] }),
    () => f.store.setShardState('c', widgets.id, shardState({ state: 'stale' })),
    () => f.store.putCluster({ id: 'c' } as never),
    () => f.store.openShard('d', widgets, shardState()),
    () => f.store.closeShard('d', widgets.id),
    () => f.store.removeCluster('c'),
  ]) {
    change();
    expect(ids).not.toContain(id());
    ids.push(id());
  }
  expect(fleetFixture().store.view(everything).id).not.toBe(fleetFixture().store.view(everything).id);
});

test('F2: versions say epoch and sequence, and how often a shard has changed', () => {
  const f = fleetFixture();
  f.open('c', [widget('a')]);
  const version = () => f.store.view(everything).version('c', widgets.id);
  const before = version();
  expect(before).toMatchObject({ epoch: 'one', seq: 3 });
  f.apply('c', { mark: 'bookmark' });
  expect(version()).toEqual({ ...before, seq: 4 });
  f.store.setShardState('c', widgets.id, shardState({ state: 'stale' }));
  expect(version()?.changes).toBeGreaterThan(before?.changes as number);
  expect(f.store.view(everything).version('c', 'pods')).toBeUndefined();
});

function namespacesOnly(...namespaces: string[]): Scope {
  return { id: 'some', grant: () => ({ namespaces: new Set(namespaces) }) };
}

test('F4: without a grant a shard is forbidden and has no rows', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { labels: { app: 'a' } })]);
  const shard = f.store.view({ id: 'nobody', grant: () => 'none' }).shard('c', widgets.id) as ShardView;
  expect(shard.state).toMatchObject({ state: 'forbidden' });
  expect(keysOf(shard)).toEqual([]);
  expect(shard.byKey('shop/a')).toBeUndefined();
  expect(shard.byLabel('app').size).toBe(0);
  expect(() => shard.object(0)).toThrow();
});

test('F4: a grant for namespaces cuts rows, every lookup and objects', () => {
  const f = fleetFixture();
  const some = { labels: { app: 'a' }, owners: ['o1'], spec };
  f.open('c', [widget('mine', some), widget('yours', { ...some, namespace: 'bank' })]);
  const foreign = f.shard().byKey('bank/yours') as number;
  const shard = f.store.view(namespacesOnly('shop', 'empty')).shard('c', widgets.id) as ShardView;
  for (let asked = 0; asked < 4; asked++) {
    for (const set of [shard.rows, shard.byLabel('app', 'a'), shard.byNamespace('shop'), shard.byOwner('o1'), shard.byNode('n1')]) {
      expect(keysOf(shard, set)).toEqual(['shop/mine']);
    }
  }
  expect(shard.byNamespace('bank').size).toBe(0);
  expect(shard.byKey('bank/yours')).toBeUndefined();
  expect(() => shard.object(foreign)).toThrow();
  expect(shard.object(rowOf(shard, 'mine')).metadata.name).toBe('mine');
});

test('F5: clusters are sorted by id, and only those with facts', () => {
  const f = fleetFixture();
  for (const id of ['b', 'a', 'c']) f.store.putCluster({ id } as never);
  f.store.openShard('aa', widgets, shardState());
  expect(
    f.store
      .view(everything)
      .clusters()
      .map(({ id }) => id),
  ).toEqual(['a', 'b', 'c']);
});

test('F19: byKey finds the row that has the key in the view, also when the name has another row by now', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { uid: 'first' }), widget('b'), widget('node', { namespace: '' })]);
  const held = f.shard();
  f.apply('c', { removed: ['first'] });
  f.apply('c', { objects: [widget('other'), widget('a', { uid: 'second' })] });
  expect(held.uid(rowOf(held, 'a'))).toBe('first');
  expect(f.shard().uid(rowOf(f.shard(), 'a'))).toBe('second');
  expect(held.byKey('shop/other')).toBeUndefined();
  expect(held.byKey('/node')).toBeDefined();
  expect(held.byKey('node')).toBeUndefined();
  expect(held.byKey('bank/a')).toBeUndefined();
});

test('F20: uids come back as they were', () => {
  const f = fleetFixture();
  const uids = [
    '0f3a9c1e-77aa-4b1c-9d2e-0123456789ab',
    '0F3A9C1E-77AA-4B1C-9D2E-0123456789AB',
    '00000000-0000-0000-0000-000000000001',
    '0f3a9c1e77aa-4b1c-9d2e-0123456789ab-',
    'mirror/abc',
    '',
  ];
  f.open(
    'c',
    uids.map((uid, i) => widget(`w${i}`, { uid })),
  );
  const shard = f.shard();
  expect(uids.map((_, i) => shard.uid(rowOf(shard, `w${i}`)))).toEqual(uids);
  f.apply('c', { removed: uids });
  expect(f.shard().rows.size).toBe(0);
});

test('F21: objects come back whole; apiVersion and kind are filled in where they lack', () => {
  const f = fleetFixture();
  const bare = widget('bare', { spec: { deep: [1, { ä: '€' }] } });
  const named = { apiVersion: 'example.org/v1beta1', kind: 'Gadget', ...widget('named') };
  f.store.openShard('c', widgets, shardState());
  f.list('c', [bare, named]);
  const shard = f.shard();
  expect(shard.object(rowOf(shard, 'bare'))).toEqual({ apiVersion: 'example.org/v1', kind: 'Widget', ...bare });
  expect(Object.keys(shard.object(rowOf(shard, 'bare'))).slice(0, 2)).toEqual(['apiVersion', 'kind']);
  expect(shard.object(rowOf(shard, 'named'))).toEqual(named);
  expect(() => shard.object(31)).toThrow();
});

test('F21: the store keeps its own copy of the bytes', () => {
  const f = fleetFixture();
  f.open('c');
  const upsert = toUpsert(f.codec, widget('a', { spec: { status: 'kept' } }));
  f.apply('c', { upserts: [upsert] });
  upsert.object.fill(0);
  expect(f.shard().object(rowOf(f.shard(), 'a')).spec).toEqual({ status: 'kept' });
});
