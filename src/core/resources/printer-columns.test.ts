import { describe, expect, test } from 'vitest';
import { anObject } from '../../../test/kit/build-objects.ts';
import { printCells } from '../../../test/kit/print-row.ts';
import { columnsFromPrinter, readPrinterColumns } from './printer-columns.ts';

/** The cell that a column of a type prints for a value at its path. */
function printed(type: string, value: unknown, jsonPath = '.spec.value'): string | undefined {
  return printCells(columnsFromPrinter([{ name: 'Value', type, jsonPath }]), anObject('x.io/v1', 'X', { spec: { value } }))[1];
}

describe('columns of custom resources', () => {
  test.each<[string, unknown, string]>([
    ['string', 'text', 'text'],
    ['string', '', ''],
    ['string', 5, '5'],
    ['string', 1.5, '1.5'],
    ['string', true, 'true'],
    ['string', null, '<no value>'],
    ['string', undefined, ''],
    ['string', ['a', 'b'], '["a","b"]'],
    ['string', { z: 1, a: '<&>', 10: null, 2: [true] }, '{"10":null,"2":[true],"a":"\\u003c\\u0026\\u003e","z":1}'],
    ['integer', 5, '5'],
    ['integer', 5.9, '5'],
    ['integer', '5', ''],
    ['integer', null, ''],
    ['number', 5, '5'],
    ['number', 1.25, '1.25'],
    ['number', 0.00001, '1e-05'],
    ['number', '1.25', ''],
    ['boolean', true, 'true'],
    ['boolean', false, 'false'],
    ['boolean', 'true', ''],
    ['date', '2026-11-24T11:00:00Z', '60m'],
    ['date', '2026-11-24T13:00:00.5+02:00', '59m'],
    ['date', 'soon', '<invalid>'],
    ['date', '', '<unknown>'],
    ['date', '0001-01-01T00:00:00Z', '<unknown>'],
    ['date', null, ''],
    ['date', 5, ''],
    ['date', undefined, ''],
    ['object', { a: 1 }, ''],
  ])('%s of %j', (type, value, text) => {
    expect(printed(type, value)).toBe(text);
  });

  test('dates are kept as times, so that they age and sort', () => {
    const [, column] = columnsFromPrinter([{ name: 'Since', type: 'date', jsonPath: '.spec.value' }]);
    expect(column?.type).toBe('time');
    expect(column?.value(anObject('x.io/v1', 'X', { spec: { value: '2026-11-24T11:00:00Z' } }))).toBe(Date.UTC(2026, 10, 24, 11));
  });

  test('Name first, Age when none are declared, wide by priority', () => {
    const shape = (printer: Parameters<typeof columnsFromPrinter>[0]) =>
      columnsFromPrinter(printer).map(({ name, wide }) => [name, wide === true]);
    expect(shape([])).toEqual([
      ['Name', false],
      ['Age', false],
    ]);
    expect(
      shape([
        { name: 'A', type: 'string', jsonPath: '.a', priority: 1 },
        { name: 'B', type: 'string', jsonPath: '.b', priority: 0 },
      ]),
    ).toEqual([
      ['Name', false],
      ['A', true],
      ['B', false],
    ]);
  });

  test('only the first value of a path counts', () => {
    expect(printed('string', [{ a: 1 }, { a: 2 }], '.spec.value[*].a')).toBe('1');
  });

  test('a path that cannot be read makes an empty column', () => {
    expect(printed('string', 'text', '.spec[')).toBe('');
    expect(printed('string', 'text', '')).not.toBe('text');
  });

  test('prototypes are out of reach', () => {
    expect(printed('string', {}, '.spec.value.constructor.name')).toBe('');
    expect(printed('string', {}, '.__proto__')).toBe('');
  });
});

describe('readPrinterColumns', () => {
  test('reads v1 and v1beta1 and leaves out what is no column', () => {
    expect(
      readPrinterColumns([
        { name: 'A', type: 'string', jsonPath: '.a', priority: 1, description: 'about a' },
        { name: 'B', type: 'date', JSONPath: '.b' },
        { name: 'C' },
        { type: 'string', jsonPath: '.d' },
        null,
        'x',
        { name: 'E', jsonPath: '.e', priority: 'high' },
      ]),
    ).toEqual([
      { name: 'A', type: 'string', jsonPath: '.a', priority: 1, description: 'about a' },
      { name: 'B', type: 'date', jsonPath: '.b' },
      { name: 'E', type: '', jsonPath: '.e' },
    ]);
    for (const odd of [undefined, null, 5, {}, 'x']) expect(readPrinterColumns(odd)).toEqual([]);
  });
});
