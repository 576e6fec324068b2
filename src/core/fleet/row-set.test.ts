import { expect, test } from 'vitest';
import { fleetFixture, rowsOf, widget } from '../../../test/kit/fleet-fixture.ts';
import { seededRandom } from '../base/random.ts';
import { ExtentRows } from './extent-rows.ts';
import type { RowSet } from './fleet-view.ts';
import { RowList } from './row-list.ts';

function rowsByWord(set: RowSet): number[] {
  const rows: number[] = [];
  set.forEachWord?.((firstRow, bits) => {
    expect([firstRow % 32, bits === 0]).toEqual([0, false]);
    for (let i = 0; i < 32; i++) if ((bits >>> i) & 1) rows.push(firstRow + i);
  });
  return rows;
}

test('rows of extents: taken, released and filtered as a set would, in ascending order, by word too', () => {
  const seed = 'extent-rows';
  const random = seededRandom(seed);
  const rows = new ExtentRows();
  const model = new Set<number>();
  let extents = [9, 2, 40, 3, 1, 17, 100_000];
  for (let step = 0; step < 3000; step++) {
    if (random.chance(0.6)) {
      let row = rows.take(0);
      if (row < 0 && extents.length > 0) row = rows.take(rows.addExtent(extents.shift() as number));
      if (row >= 0) model.add(row);
    } else if (model.size > 0) {
      const row = random.pick([...model]);
      rows.release(row);
      model.delete(row);
    }
    if (random.chance(0.01)) extents = [...extents, ...rows.dropEmptyExtents()];
  }
  const expected = [...model].sort((a, b) => a - b);
  const even = rows.filter((row) => row % 2 === 0);
  for (const [set, list] of [
    [rows, expected],
    [rows.clone(), expected],
    [even, expected.filter((row) => row % 2 === 0)],
  ] as const) {
    expect([seed, set.size, rowsOf(set), rowsByWord(set)]).toEqual([seed, list.length, list, list]);
    for (let row = 0; row < 1400; row++) expect(set.has(row)).toBe(list.includes(row));
  }
});

test('a list of rows forgets order and repetition', () => {
  const list = new RowList([70, 3, 64, 3, 31]);
  expect([list.size, rowsOf(list), rowsByWord(list), list.has(31), list.has(32)]).toEqual([
    4,
    [3, 31, 64, 70],
    [3, 31, 64, 70],
    true,
    false,
  ]);
  expect([new RowList([]).size, rowsByWord(new RowList([]))]).toEqual([0, []]);
});

test('F8: chunks of lanes are what the lanes answer row by row', () => {
  const f = fleetFixture();
  f.open(
    'c',
    Array.from({ length: 9000 }, (_, i) => widget(`w${i}`, { spec: { status: `s${i % 7}`, size: i } })),
  );
  const shard = f.shard();
  const [status, size] = [shard.column('Status')?.text, shard.column('Size')?.numbers];
  expect(rowsByWord(shard.rows)).toEqual(rowsOf(shard.rows));
  for (const row of rowsOf(shard.rows)) {
    const own = [status?.code(row), size?.number(row)];
    if (status?.chunk?.(row >>> 12)[row & 4095] !== own[0] || size?.chunk?.(row >>> 12)[row & 4095] !== own[1])
      throw new Error(`row ${row}`);
  }
});
