import { describe, expect, test } from 'vitest';
import { cellText } from './cell-text.ts';
import type { Cell, ColumnDef, ColumnType } from './column.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
const column = (type: ColumnType, more: Partial<ColumnDef> = {}): ColumnDef => ({ name: 'X', type, value: () => null, ...more });
const types: readonly ColumnType[] = ['text', 'number', 'boolean', 'time', 'date', 'quantity', 'ratio', 'restarts', 'span'];

describe('cellText', () => {
  test.each<[ColumnType, Cell, string]>([
    ['text', 'Running', 'Running'],
    ['text', '', ''],
    ['ratio', '1/2', '1/2'],
    ['number', 0, '0'],
    ['number', -3, '-3'],
    ['number', 1.5, '1.5'],
    ['number', 0.00001, '1e-05'],
    ['number', 1_234_567.5, '1.2345675e+06'],
    ['number', 1_234_567, '1234567'],
    ['number', 1e21, '1e+21'],
    ['number', -0, '0'],
    ['number', Number.NaN, 'NaN'],
    ['boolean', true, 'true'],
    ['boolean', false, 'false'],
    ['time', nowMs - 5 * 86_400_000, '5d'],
    ['time', nowMs + 1000, '0s'],
    ['time', nowMs + 3_600_000, '<invalid>'],
    ['date', Date.UTC(2026, 0, 2, 3, 4, 5, 678), '2026-01-02T03:04:05Z'],
    ['date', Number.MAX_VALUE, ''],
    ['quantity', { text: '1.5Gi', number: 1_610_612_736 }, '1.5Gi'],
    ['restarts', { count: 0, lastMs: nowMs }, '0'],
    ['restarts', { count: 5, lastMs: null }, '5'],
    ['restarts', { count: 5, lastMs: nowMs - 3 * 3_600_000 }, '5 (3h ago)'],
    ['span', { fromMs: nowMs - 90_000, toMs: nowMs - 60_000 }, '30s'],
    ['span', { fromMs: nowMs - 90_000, toMs: null }, '90s'],
  ])('%s %j', (type, cell, text) => {
    expect(cellText(column(type), cell, nowMs)).toBe(text);
  });

  test('what is missing', () => {
    for (const type of types) expect(cellText(column(type), null, nowMs)).toBe(type === 'time' ? '<unknown>' : '<none>');
    expect(cellText(column('time', { missing: '' }), null, nowMs)).toBe('');
  });

  test("a column's own way of printing gets the value and the time", () => {
    const own = column('boolean', { print: (value, at) => `${value} at ${at}` });
    expect(cellText(own, true, 7)).toBe('true at 7');
    expect(cellText(own, null, 7)).toBe('<none>');
  });

  test('never throws, whatever stands in the cell', () => {
    const odd: unknown[] = [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      'x',
      5,
      true,
      {},
      [],
      Object.create(null),
      { count: {} },
      { fromMs: 1, toMs: 'x' },
      { text: 5 },
      { count: 1, lastMs: 'x' },
    ];
    const strict = { print: (value: unknown) => (value as string).toUpperCase() };
    for (const type of types) for (const cell of odd) expect(typeof cellText(column(type), cell as Cell, nowMs)).toBe('string');
    for (const cell of odd) expect(typeof cellText(column('text', strict), cell as Cell, nowMs)).toBe('string');
  });
});
