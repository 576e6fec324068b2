import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Cell, ColumnDef, ColumnType } from './column.ts';
import { compareCells } from './compare-cells.ts';
import { compareNatural } from './compare-natural.ts';
import { ratioOf } from './ratio.ts';

const column = (type: ColumnType): ColumnDef => ({ name: 'X', type, value: () => null });

describe('compareCells sorts upwards', () => {
  test.each<[ColumnType, Cell[]]>([
    ['text', ['a', 'node-2', 'node-10', 'node-10a', 'z', null]],
    ['number', [-1, 0, 2, 10, null]],
    ['boolean', [false, true, null]],
    ['time', [1000, 2000, null]],
    ['date', [1000, 2000, null]],
    ['ratio', ['0/3', '1/3', '1/2', '2/2', '10/10', null]],
    ['quantity', [{ text: '100m', number: 0.1 }, { text: '1', number: 1 }, { text: '1Ki', number: 1024 }, null]],
    ['restarts', [{ count: 0, lastMs: null }, { count: 2, lastMs: null }, { count: 2, lastMs: 5 }, { count: 10, lastMs: 1 }, null]],
    ['span', [{ fromMs: 100, toMs: 110 }, { fromMs: 0, toMs: 50 }, { fromMs: 90, toMs: null }, { fromMs: 10, toMs: null }, null]],
  ])('%s', (type, sorted) => {
    const shuffled = [...sorted].reverse();
    expect(shuffled.sort((a, b) => compareCells(column(type), a, b))).toEqual(sorted);
  });

  test('odd cells keep a total order and never throw', () => {
    const odd: Cell[] = ['x', 5, true, Number.NaN, null, {} as Cell, { count: 1 } as Cell, { text: 'a', number: Number.NaN }];
    for (const type of ['text', 'number', 'quantity', 'restarts', 'span', 'ratio'] as const) {
      for (const a of odd)
        for (const b of odd) expect(Math.sign(compareCells(column(type), a, b)) + Math.sign(compareCells(column(type), b, a))).toBe(0);
    }
  });
});

describe('compareNatural', () => {
  test.each([
    ['node-2', 'node-10'],
    ['node-09', 'node-10'],
    ['a', 'a1'],
    ['a1', 'a1b'],
    ['a01', 'a1'],
    ['v1.9.0', 'v1.10.0'],
    ['', 'a'],
    ['10.2.0.9', '10.2.0.10'],
    ['a99999999999999999998', 'a99999999999999999999'],
    ['B', 'a'],
  ])('%s before %s', (a, b) => {
    expect(compareNatural(a, b)).toBeLessThan(0);
    expect(compareNatural(b, a)).toBeGreaterThan(0);
    expect(compareNatural(a, a)).toBe(0);
  });

  test('is transitive and equal for equal texts only, on seeded texts', () => {
    const random = seededRandom('natural');
    const text = (): string => Array.from({ length: random.int(6) }, () => random.pick(['0', '1', '2', 'a', '-', '00'])).join('');
    for (let i = 0; i < 5000; i++) {
      const [a, b, c] = [text(), text(), text()].sort(compareNatural) as [string, string, string];
      expect(compareNatural(a, c)).toBeLessThanOrEqual(0);
      expect(compareNatural(a, b) === 0).toBe(a === b);
    }
  });
});

test.each([
  ['1/2', 0.5],
  ['0/0', 1],
  ['2/0', 3],
  ['0/1 of 3', 0],
  ['12', null],
  ['/2', null],
  ['a/b', null],
  ['', null],
])('the quotient of %j is %j', (text, quotient) => {
  expect(ratioOf(text)).toBe(quotient);
});
