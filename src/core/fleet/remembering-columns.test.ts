import { expect, test } from 'vitest';
import { fleetFixture, rowOf, shardState, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';

/** Writes down what it is told. */
const diary: ColumnDef = {
  name: 'Diary',
  type: 'text',
  value: () => 'asked without memory',
  remember: (object, before, { atMs, first }) => {
    if (object.spec?.status === 'odd') throw new Error('odd');
    return `${before ?? ''}${atMs}${first ? '!' : ''} `;
  },
};
const remembering: ResourceDef = { ...widgets, columns: [...widgets.columns, diary] };

test('F35: a column that remembers is told what was before, when, and whether it is the first list', () => {
  const f = fleetFixture();
  f.store.openShard('c', remembering, shardState());
  f.list('c', [widget('a'), widget('b')], { observedAtMs: 5 });
  const cell = (name: string): unknown => f.shard().column('Diary')?.cell(rowOf(f.shard(), name));
  expect([cell('a'), cell('b')]).toEqual(['5! ', '5! ']);
  f.apply('c', { objects: [widget('a'), widget('new')], observedAtMs: 6 });
  expect([cell('a'), cell('b'), cell('new')]).toEqual(['5! 6 ', '5! ', '6 ']);
  // The list after a gap is no first one.
  f.list('c', [widget('a'), widget('b'), widget('new')], { observedAtMs: 7, epoch: 'two' });
  expect([cell('a'), cell('b')]).toEqual(['5! 6 7 ', '5! 7 ']);
});

test('F35: a reused row had nothing before, one whose column threw has forgotten', () => {
  const f = fleetFixture();
  f.open('c', [widget('a')], remembering);
  const cell = (name: string): unknown => f.shard().column('Diary')?.cell(rowOf(f.shard(), name));
  const row = rowOf(f.shard(), 'a');
  f.apply('c', { removed: ['uid-of-a'] });
  f.apply('c', { objects: [widget('b')], observedAtMs: 8 });
  expect([rowOf(f.shard(), 'b'), cell('b')]).toEqual([row, '8 ']);
  f.apply('c', { objects: [widget('b', { spec: { status: 'odd' } })] });
  expect(cell('b')).toBeNull();
  f.apply('c', { objects: [widget('b')], observedAtMs: 9 });
  expect(cell('b')).toBe('9 ');
});
