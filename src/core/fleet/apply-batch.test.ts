import { expect, test } from 'vitest';
import { fleetFixture, keysOf, rowOf, rowsOf, shardState, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { everything } from './fleet-view.ts';
import type { FleetEvent, ShardChange } from './fleet-writer.ts';

function changesOf(events: readonly FleetEvent[]): { upserted: string[]; removed: string[] }[] {
  const changes = events.flatMap((event): ShardChange[] => (event.type === 'rows' ? [event.change] : []));
  return changes.map(({ upserted, removed }) => ({
    upserted: upserted.map(({ uid, added }) => `${added ? '+' : '~'}${uid}`),
    removed: removed.map(({ key }) => key),
  }));
}

test('F10: batches out of order, of a new epoch without a list, or that do not decode, throw and change nothing', () => {
  const f = fleetFixture();
  f.store.openShard('c', widgets, shardState());
  expect(() => f.apply('c', { objects: [widget('a')] })).toThrow('relist-begin');
  f.list('c', [widget('a')]);
  const before = f.store.view(everything).id;
  const refused = [
    { seq: 3, objects: [widget('b')] },
    { seq: 5, objects: [widget('b')] },
    { epoch: 'two', seq: 1, objects: [widget('b')] },
    { epoch: 'two', seq: 2, mark: 'relist-begin' as const },
    { mark: 'relist-end' as const },
    { upserts: [{ uid: 'b', key: 'shop/b', object: new Uint8Array([123]) }], removed: ['uid-of-a'] },
  ];
  for (const batch of refused) expect(() => f.apply('c', batch)).toThrow();
  expect(() => f.apply('d', {})).toThrow('not open');
  expect(f.store.view(everything).id).toBe(before);
  expect(keysOf(f.shard())).toEqual(['shop/a']);
  f.apply('c', { objects: [widget('b')] });
  f.list('c', [widget('x')], { epoch: 'two' });
  expect(keysOf(f.shard())).toEqual(['shop/x']);
});

test('F11: a name with a new uid: removal first, or the removal was lost', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { uid: 'one' })]);
  f.events.length = 0;
  f.apply('c', { removed: ['one', 'never-seen'], objects: [widget('a', { uid: 'two' })] });
  f.apply('c', { objects: [widget('a', { uid: 'three' })] });
  f.apply('c', { removed: ['two'] });
  expect(f.shard().uid(rowOf(f.shard(), 'a'))).toBe('three');
  expect(f.shard().rows.size).toBe(1);
  expect(changesOf(f.events)).toEqual([
    { upserted: ['+two'], removed: ['shop/a'] },
    { upserted: ['+three'], removed: ['shop/a'] },
  ]);
});

test('F11: an object that changes its key keeps its row', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { uid: 'one' })]);
  f.apply('c', { objects: [widget('b', { uid: 'one' })] });
  expect(keysOf(f.shard())).toEqual(['shop/b']);
  expect(f.shard().byKey('shop/a')).toBeUndefined();
});

test('F12: rows stay through a list and go at its end, also when the list begins again', () => {
  const f = fleetFixture();
  f.open('c', [widget('a'), widget('b'), widget('c')]);
  f.apply('c', { mark: 'relist-begin', objects: [widget('a')] });
  expect(f.shard().rows.size).toBe(3);
  f.apply('c', { mark: 'relist-begin', objects: [widget('b')] });
  f.apply('c', { removed: ['uid-of-c'], objects: [widget('d')] });
  expect(keysOf(f.shard())).toEqual(['shop/a', 'shop/b', 'shop/d']);
  f.apply('c', { mark: 'relist-end', objects: [widget('e')] });
  expect(keysOf(f.shard())).toEqual(['shop/b', 'shop/d', 'shop/e']);
});

test('F13: what a list brings unchanged raises no event; a new epoch and another group version make everything count', () => {
  const f = fleetFixture();
  const objects = [widget('a'), widget('b', { version: 'not-a-number' }), widget('c', { version: '00012' }), widget('d', { version: '' })];
  f.open('c', objects);
  f.events.length = 0;
  f.list('c', objects);
  expect(changesOf(f.events)).toEqual([{ upserted: ['~uid-of-d'], removed: [] }]);
  f.events.length = 0;
  f.list('c', objects, { epoch: 'two' });
  expect(changesOf(f.events).map(({ upserted }) => upserted.length)).toEqual([4]);
  f.store.openShard('c', widgets, shardState({ groupVersion: 'example.org/v2' }));
  f.events.length = 0;
  f.list('c', objects);
  expect(changesOf(f.events).map(({ upserted }) => upserted.length)).toEqual([4]);
});

test('F14: rows are reused, and what the former object had is gone', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { labels: { app: 'a' }, owners: ['o'], spec: { node: 'n', status: 'x', size: 1 } })]);
  const row = rowOf(f.shard(), 'a');
  f.apply('c', { removed: ['uid-of-a'] });
  expect(f.shard().rows.size).toBe(0);
  f.apply('c', { objects: [widget('b')] });
  const shard = f.shard();
  expect(rowOf(shard, 'b')).toBe(row);
  expect([shard.column('Status')?.cell(row), shard.column('Size')?.cell(row), shard.labels(row).size]).toEqual([null, null, 0]);
  expect([shard.byLabel('app').size, shard.byOwner('o').size, shard.byNode('n').size]).toEqual([0, 0, 0]);
});

test('F14: shards share a table without sharing rows', () => {
  const f = fleetFixture();
  for (const cluster of ['c', 'd'])
    f.open(
      cluster,
      Array.from({ length: 50 }, (_, i) => widget(`${cluster}${i}`, { uid: `same-${i}` })),
    );
  f.apply('c', { removed: Array.from({ length: 50 }, (_, i) => `same-${i}`) });
  expect(f.shard('d').rows.size).toBe(50);
  f.apply('d', { objects: Array.from({ length: 500 }, (_, i) => widget(`more${i}`)) });
  f.apply('c', { objects: Array.from({ length: 500 }, (_, i) => widget(`more${i}`)) });
  const rows = new Set([...rowsOf(f.shard('c').rows), ...rowsOf(f.shard('d').rows)]);
  expect(rows.size).toBe(1050);
  expect(Math.max(...rows)).toBeLessThan(1200);
});

test('F15: a batch raises one event with its net effect', () => {
  const f = fleetFixture();
  f.open('c', [widget('a'), widget('b')]);
  f.events.length = 0;
  f.apply('c', {
    objects: [widget('a'), widget('a'), widget('n', { uid: 'n1' }), widget('n', { uid: 'n2' })],
    removed: ['uid-of-b', 'uid-of-a'],
  });
  expect(changesOf(f.events)).toEqual([{ upserted: ['~uid-of-a', '+n2'], removed: ['shop/b'] }]);
  const event = f.events[0];
  const rows = event?.type === 'rows' ? event.change.upserted.map(({ row }) => f.shard().key(row)) : [];
  expect(rows).toEqual(['shop/a', 'shop/n']);
  f.apply('c', { mark: 'bookmark' });
  expect(f.events.length).toBe(1);
});

test('F16: events come in order, after the change; listeners may throw, write and leave', () => {
  const faults: unknown[] = [];
  const f = fleetFixture({ onFault: (error) => faults.push(error) });
  const seen: string[] = [];
  f.store.subscribe(() => {
    throw new Error('a listener');
  });
  const end = f.store.subscribe((event) => {
    if (event.type !== 'rows') return;
    const { removed, upserted } = event.change;
    seen.push(`-${removed.length} +${upserted.length}, then ${f.shard().rows.size}`);
    if (upserted.length === 1) f.apply('c', { removed: [upserted[0]?.uid as string] });
    seen.push('end');
  });
  f.open('c');
  f.apply('c', { objects: [widget('a')] });
  expect(seen).toEqual(['-0 +1, then 1', 'end', '-1 +0, then 0', 'end']);
  expect(faults.length).toBe(f.events.length);
  expect(f.store.stats().listenerFaults).toBe(faults.length);
  end();
  f.apply('c', { objects: [widget('b')] });
  expect(seen.length).toBe(4);
});

test('F16: states, clusters and closings are events too', () => {
  const f = fleetFixture();
  f.store.putCluster({ id: 'c' } as never);
  f.store.openShard('c', widgets, shardState());
  f.store.setShardState('c', widgets.id, shardState({ state: 'stale' }));
  f.store.removeCluster('c');
  f.store.removeCluster('c');
  f.store.closeShard('c', widgets.id);
  expect(f.events.map(({ type }) => type)).toEqual(['cluster', 'shard-state', 'shard-state', 'shard-closed', 'cluster-removed']);
});
