import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { compileJsonPath } from './jsonpath.ts';

const object = {
  metadata: { name: 'x', annotations: { 'a.b/c': 'dotted' } },
  spec: { list: ['a', 'b', 'c', 'd'], empty: [], text: 'abc', nothing: null, nested: [[1, { x: 2 }]], numbers: [1, 2.5] },
  status: {
    conditions: [{ type: 'Ready', status: 'True', n: 3 }, { type: 'Synced', status: 'False', n: 1, message: 'a) "b"' }, { type: 'Odd' }],
  },
};

const read = (path: string): readonly unknown[] => compileJsonPath(path)(object);

describe('compileJsonPath', () => {
  test.each<[string, unknown[]]>([
    ['.metadata.name', ['x']],
    ['$.metadata.name', ['x']],
    ['@.metadata.name', ['x']],
    [' .metadata.name ', ['x']],
    ['.metadata', [object.metadata]],
    ['.metadata.annotations.a\\.b/c', ['dotted']],
    [".metadata.annotations['a\\.b/c']", ['dotted']],
    ["['metadata']['name']", ['x']],
    // As on the API server, a dot in a quoted key separates unless it is escaped.
    [".metadata['annotations.a\\.b/c']", ['dotted']],
    ['.spec.nothing', [null]],
    ['.spec.missing', []],
    ['.spec.missing.deeper', []],
    ['.spec.text.length', []],
    ['.spec.list.length', []],
    ['.spec.list[0]', ['a']],
    ['.spec.list[-1]', ['d']],
    ['.spec.list[-2]', ['c']],
    ['.spec.list[1:3]', ['b', 'c']],
    ['.spec.list[:2]', ['a', 'b']],
    ['.spec.list[-2:]', ['c', 'd']],
    ['.spec.list[::2]', ['a', 'c']],
    ['.spec.list[*]', ['a', 'b', 'c', 'd']],
    ['.spec.list[]', ['a']],
    ['.spec.list[2,0]', ['c', 'a']],
    ['.spec.empty[*]', []],
    ['.spec.list[4]', []],
    ['.spec.list[-5]', []],
    ['.spec.list[3:1]', []],
    ['.spec.empty[0]', []],
    ['.spec.text[0]', []],
    ['.spec.nested[0][1].x', [2]],
    ['.status.conditions[*].type', ['Ready', 'Synced', 'Odd']],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Ready')].status", ['True']],
    ['.status.conditions[?(@.message=="a) \\"b\\"")].type', ['Synced']],
    ['.status.conditions[?(@.n>1)].type', ['Ready']],
    ['.status.conditions[?(@.n>=1)].type', ['Ready', 'Synced']],
    ['.status.conditions[?(@.n!=1)].type', ['Ready']],
    ['.status.conditions[?(@.n)].type', ['Ready', 'Synced']],
    ['.status.conditions[?(@.type<"R")].type', ['Odd']],
    // Unlike things do not compare, and then the path has no value at all.
    ['.status.conditions[?(@.n=="3")].type', []],
    ['.spec.numbers[?(@==1)]', []],
    ['.metadata[?(@.x)]', []],
    ['..x', [2]],
    ['.status..type', ['Ready', 'Synced', 'Odd']],
    ['.metadata.*', ['x', { 'a.b/c': 'dotted' }]],
    ['.', []],
  ])('%s', (path, values) => {
    expect(read(path)).toEqual(values);
  });

  test.each<[string, number]>([
    ['spec', 0],
    ['.spec.list[', 10],
    ['.spec.list[x]', 11],
    ['.spec["a"]', 6],
    ['.spec.list[0,y]', 13],
    ['.a[?(@.b=="c"]', 2],
    ['.a[?(@.b=="c")', 14],
    ['.a[?(@.b=~"c")]', 8],
    ['.a[?(@.b=="c" && @.d=="e")]', 14],
    ['.a[?(@.b=="\\q")]', 12],
    ['.a[?(@.b=="c)]', 2],
    ['....a', 2],
    ['{.a}', 0],
    ['.a[::0]', 3],
  ])('%s is refused at offset %d', (path, offset) => {
    let error: unknown;
    try {
      compileJsonPath(path);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(HindsightError);
    expect((error as HindsightError).code).toBe('query-invalid');
    expect((error as HindsightError).place).toMatchObject({ text: path, offset });
  });

  test('looks at own properties only', () => {
    for (const path of ['.constructor', '.__proto__', '.toString', '.metadata.hasOwnProperty', '..constructor'])
      expect(read(path)).toEqual([]);
    expect(compileJsonPath('.__proto__.a')(JSON.parse('{"__proto__":{"a":1}}'))).toEqual([1]);
  });

  test('reads anything without throwing', () => {
    const paths = ['.a.b', '.a[0]', '.a[*].b', '.a[?(@.b=="c")].d', '..a', '.a.*', '.a[0,1]', '.a[-1:]'].map(compileJsonPath);
    for (const odd of [null, undefined, 0, '', 'text', true, [], [[]], {}, { a: null }, { a: 5 }, { a: [null] }, { a: 'x' }, { a: {} }]) {
      for (const path of paths) expect(Array.isArray(path(odd))).toBe(true);
    }
  });

  test('gives up on a path that multiplies its values', () => {
    const tenTimes = '[0,0,0,0,0,0,0,0,0,0]';
    expect(compileJsonPath(`.a${tenTimes.repeat(3)}`)({ a: [[['x']]] })).toHaveLength(1000);
    expect(compileJsonPath(`.a${tenTimes.repeat(6)}`)({ a: [[[[[['x']]]]]] })).toEqual([]);
  });

  test('follows an object nested deeper than the call stack', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    expect(compileJsonPath('..a')(deep)).toHaveLength(5000);
  });
});
