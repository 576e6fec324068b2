import { expect, test } from 'vitest';
import { fleetFixture, rowOf, rowsOf, shardState, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { everything } from './fleet-view.ts';

const full = {
  status: '',
  ready: '1/2',
  size: -0.5,
  paused: false,
  atMs: 1_700_000_000_000,
  seenMs: 0,
  memory: { text: '1536Mi', number: 1_610_612_736 },
  restarts: { count: 5, lastMs: 1_700_000_000_001 },
  span: { fromMs: 1, toMs: null },
};

test('F6: cells of every type come back exactly, n/a too', () => {
  const f = fleetFixture();
  const other = { paused: true, restarts: { count: 0, lastMs: null }, span: { fromMs: 1, toMs: 2 }, size: Number.MAX_SAFE_INTEGER };
  const objects = [widget('full', { spec: full }), widget('other', { spec: other }), widget('none')];
  f.open('c', objects);
  const shard = f.shard();
  for (const object of objects) {
    for (const column of widgets.columns) {
      const cell = shard.column(column.name)?.cell(rowOf(shard, object.metadata.name));
      expect([column.name, cell]).toEqual([column.name, column.value(object)]);
    }
  }
});

test('F6: a value of another shape, or a column that throws, is n/a; the next good value is not', () => {
  const odd: unknown[] = ['text', 7, true, {}, [], { text: '1' }, { number: 1 }, { text: 1, number: 1 }, { count: '5' }, { fromMs: null }];
  const f = fleetFixture();
  f.open('c', [widget('a', { spec: full })]);
  for (const value of odd) {
    f.apply('c', { objects: [widget('a', { spec: Object.fromEntries(Object.keys(full).map((key) => [key, value])) })] });
    const shard = f.shard();
    const cells = widgets.columns.slice(1).map((column): [string, unknown] => [column.type, shard.column(column.name)?.cell(0)]);
    const fits: Record<string, string> = {
      text: 'string',
      ratio: 'string',
      number: 'number',
      time: 'number',
      date: 'number',
      boolean: 'boolean',
    };
    for (const [type, cell] of cells) expect(cell).toBe(typeof value === fits[type] ? value : null);
  }
  const faulty: ColumnDef = {
    name: 'Faulty',
    type: 'text',
    value: (object) => {
      if (object.spec?.status !== 'fine') throw new TypeError('odd object');
      return 'fine';
    },
  };
  const def = { ...widgets, columns: [...widgets.columns, faulty] };
  f.store.openShard('c', def, shardState());
  expect(f.shard().column('Faulty')?.cell(0)).toBeNull();
  expect(f.store.stats().columnFaults).toBe(1);
  f.apply('c', { objects: [widget('a', { spec: { status: 'fine' } })] });
  expect(f.shard().column('Faulty')?.cell(0)).toBe('fine');
});

test('F7: Name, Namespace and Created are always there; code 0 and NaN are n/a', () => {
  const f = fleetFixture();
  const bare: ResourceDef = { ...widgets, columns: [] };
  f.open('c', [widget('a'), widget('node', { namespace: '' })], bare);
  const shard = f.shard();
  const cells = ['Name', 'Namespace', 'Created'].map((name) => shard.column(name)?.cell(rowOf(shard, 'a')));
  expect(cells).toEqual(['a', 'shop', Date.parse('2026-11-24T12:00:00Z')]);
  const node = shard.byKey('/node') as number;
  expect(shard.column('Namespace')?.cell(node)).toBeNull();
  expect(shard.column('Namespace')?.text?.code(node)).toBe(0);
  expect(shard.column('Namespace')?.text?.value(0)).toBeUndefined();
  f.open('d', [{ metadata: { name: 'x', uid: 'x', resourceVersion: '1', creationTimestamp: null } }], bare);
  expect(
    f
      .shard('d')
      .column('Created')
      ?.cell(rowsOf(f.shard('d').rows)[0] as number),
  ).toBeNull();
  for (const name of ['__proto__', 'constructor', 'name', 'toString']) expect(shard.column(name)).toBeUndefined();
});

test('F8: shards with the same definition share columns, lanes and codes', () => {
  const f = fleetFixture();
  f.open('c', [widget('a', { spec: { status: 'Running' } })]);
  f.open('d', [widget('b', { spec: { status: 'Running' } })]);
  const view = f.store.view(everything);
  const [c, d] = [view.shard('c', widgets.id), view.shard('d', widgets.id)];
  const status = c?.column('Status');
  expect(status).toBe(d?.column('Status'));
  expect(status?.text?.code(c?.byKey('shop/a') as number)).toBe(status?.text?.code(d?.byKey('shop/b') as number));
  f.apply('c', { objects: [widget('z')] });
  const later = f.shard('d').column('Status')?.text;
  expect(later?.dictionary).toBe(status?.text?.dictionary);
});

const value = (field: string, type: ColumnDef['type']): ColumnDef => ({
  name: field,
  type,
  value: (object): Cell => object.spec?.[field] ?? null,
});

test('F8: shards with other columns answer only their own, also where a name has another type', () => {
  const f = fleetFixture();
  const one = { ...widgets, columns: [value('size', 'number'), value('only', 'text')] };
  const two = { ...widgets, columns: [value('size', 'text')] };
  f.open('c', [widget('a', { spec: { size: 3, only: 'here' } })], one);
  f.open('d', [widget('b', { spec: { size: 'large' } })], two);
  const [c, d] = [f.shard('c'), f.shard('d')];
  expect([c.column('size')?.cell(rowOf(c, 'a')), c.column('only')?.cell(rowOf(c, 'a'))]).toEqual([3, 'here']);
  expect([d.column('size')?.cell(rowOf(d, 'b')), d.column('only')]).toEqual(['large', undefined]);
});

test('F9: a changed definition re-reads kept objects, packed ones too, and held views keep the old columns', () => {
  const f = fleetFixture({ idleMs: 0 });
  const one = { ...widgets, columns: [value('size', 'number')] };
  const two = { ...widgets, version: 'v2', nodeName: () => 'n2', columns: [value('colour', 'text'), value('size', 'number')] };
  const objects = Array.from({ length: 70 }, (_, i) => widget(`w${i}`, { spec: { size: i, colour: `c${i}`, node: 'n1' } }));
  f.open('c', objects, one);
  f.pack();
  const held = f.shard();
  f.store.openShard('c', two, shardState());
  const shard = f.shard();
  expect(shard.resource).toBe(two);
  for (const object of objects) {
    const row = rowOf(shard, object.metadata.name);
    expect([shard.column('colour')?.cell(row), shard.column('size')?.cell(row)]).toEqual([object.spec.colour, object.spec.size]);
  }
  expect([shard.byNode('n2').size, shard.byNode('n1').size]).toEqual([70, 0]);
  expect([held.column('colour'), held.column('size')?.cell(rowOf(held, 'w7')), held.byNode('n1').size]).toEqual([undefined, 7, 70]);
  f.store.openShard('c', one, shardState());
  expect(f.shard().column('colour')).toBeUndefined();
});

test('F9: the same columns in a new definition object are not read again', () => {
  const f = fleetFixture();
  f.open('c', [widget('a')]);
  f.codec.decoded = 0;
  f.store.openShard('c', { ...widgets, shortNames: ['w'] }, shardState());
  expect(f.codec.decoded).toBe(0);
  expect(f.shard().resource.shortNames).toEqual(['w']);
});
