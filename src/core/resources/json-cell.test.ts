import { describe, expect, test } from 'vitest';
import type { Cell } from './column.ts';
import { compareJsonCells, jsonCell, jsonDifference, jsonNumber, jsonOf, jsonText } from './json-cell.ts';

test('lists and maps are wrapped, the rest stands for itself', () => {
  for (const value of [null, true, 1, 'a', ['a'], { a: 1 }]) expect(jsonOf(jsonCell(value))).toEqual(value);
  expect(jsonText(jsonCell(['a', null]))).toBe("['a', None]");
});

test.each<[Cell, number]>([
  [5, 5],
  ['16Gi', 16 * 2 ** 30],
  ['250m', 0.25],
  ['4', 4],
  ['1.10', Number.NaN],
  ['v1.2', Number.NaN],
  ['', Number.NaN],
  [true, Number.NaN],
  [null, Number.NaN],
])('the number of %j is %d', (cell, number) => {
  expect(jsonNumber(cell)).toBe(number);
});

test('the order is total: numbers and quantities, booleans, texts naturally, lists and maps', () => {
  const sorted: Cell[] = ['250m', 1, '4', '512Mi', '16Gi', false, true, '1.2', '1.10', 'a2', 'a10', { json: ['a'] }, { json: ['b'] }];
  for (const [i, a] of sorted.entries())
    for (const [j, b] of sorted.entries()) expect([i, j, Math.sign(compareJsonCells(a, b))]).toEqual([i, j, Math.sign(i - j)]);
});

describe('what a person compares with', () => {
  test.each<[Cell, string, number]>([
    ['32Gi', '16Gi', 1],
    [3, '16', -1],
    ['65704864Ki', '32Gi', 1],
    ['2026-11-01T00:00:00Z', '2026-11', 1],
    ['abc', 'abd', -1],
    ['abc', '5', Number.NaN],
    [5, 'abc', Number.NaN],
    [null, '5', Number.NaN],
    [{ json: [1] }, '5', Number.NaN],
  ])('%j against %s', (cell, operand, sign) => {
    expect(Math.sign(jsonDifference(cell, operand))).toBe(sign);
  });
});
