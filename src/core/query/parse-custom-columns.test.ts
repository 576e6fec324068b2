import { describe, expect, test } from 'vitest';
import { customColumnsText, derivedName, parseCustomColumns } from './parse-custom-columns.ts';

test.each<[string, readonly (readonly [string, string])[]]>([
  ['Memory=status.allocatable.memory', [['Memory', 'status.allocatable.memory']]],
  [
    'A=a;B = b ;',
    [
      ['A', 'a'],
      ['B', 'b'],
    ],
  ],
  ['spec.containers[*].image', [['Spec Containers Image', 'spec.containers[*].image']]],
  [
    'spec.nodeName;metadata.name',
    [
      ['Spec Nodename', 'spec.nodeName'],
      ['Metadata Name', 'metadata.name'],
    ],
  ],
  ["spec.containers[?name=='a'].image", [['Spec Containers Name A Image', "spec.containers[?name=='a'].image"]]],
  ["X=spec.containers[?name=='a;b=c'].image", [['X', "spec.containers[?name=='a;b=c'].image"]]],
  [
    "a[?b>=`1`];c[?d!='e']",
    [
      ['A B 1', 'a[?b>=`1`]'],
      ['C D E', "c[?d!='e']"],
    ],
  ],
  ['AZ=node.metadata.labels."topology.kubernetes.io/zone"', [['AZ', 'node.metadata.labels."topology.kubernetes.io/zone"']]],
  ["It's=a", [["It's", 'a']]],
  ['=a.b', [['A B', 'a.b']]],
  ['', []],
  [' ; ', []],
])('%s', (text, expected) => {
  const columns = parseCustomColumns(text);
  expect(columns.map(({ name, expression }) => [name, expression])).toEqual(expected);
  expect(parseCustomColumns(customColumnsText(columns))).toEqual(columns);
});

test('a name without an expression is refused at its place', () => {
  expect(() => parseCustomColumns('A=a;Memory=')).toThrow(
    expect.objectContaining({ code: 'query-invalid', place: expect.objectContaining({ offset: 4, length: 7 }) }),
  );
});

describe('derived names', () => {
  test.each([
    ['metadata.labels.application', 'Metadata Labels Application'],
    ['spec.my_field', 'Spec My Field'],
    ['[*]', ''],
  ])('%s', (expression, name) => {
    expect(derivedName(expression)).toBe(name);
  });
});
