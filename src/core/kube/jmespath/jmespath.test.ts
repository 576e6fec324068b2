import { describe, expect, test } from 'vitest';
import type { Json } from '../object.ts';
import { compileJmespath, defaultStepLimit } from './compile-jmespath.ts';
import { JmespathMistake } from './jmespath-mistake.ts';
import { JmespathFailure } from './jmespath-run.ts';
import { rootFields } from './root-fields.ts';

/** What JSON would hold: maps without a prototype compare like others. */
function search(expression: string, root: unknown): Json {
  return JSON.parse(JSON.stringify(compileJmespath(expression).search(root)));
}

const people = {
  people: [
    { name: 'b', age: 30, state: { name: 'up' } },
    { name: 'a', age: 50, state: { name: 'down' } },
    { name: 'c', age: 40 },
  ],
};
const nested = {
  reservations: [
    {
      instances: [
        { type: 'small', state: { name: 'running' } },
        { type: 'large', state: { name: 'stopped' } },
      ],
    },
    { instances: [{ type: 'medium', state: { name: 'terminated' } }, { type: 'xlarge' }] },
  ],
};

describe('identifiers, literals and paths', () => {
  test.each<[string, unknown, Json]>([
    ['foo', { foo: 'bar' }, 'bar'],
    ['foo', { bar: 1 }, null],
    ['foo', [1], null],
    ['foo', null, null],
    ['foo.bar.baz', { foo: { bar: { baz: 1 } } }, 1],
    ['foo.bar.baz', { foo: { bar: 'x' } }, null],
    ['"with space"."a.b/c"', { 'with space': { 'a.b/c': 1 } }, 1],
    ['"\\u00e9\\n"', { 'é\n': 1 }, 1],
    ['__proto__', JSON.parse('{"__proto__": {"polluted": 1}}'), { polluted: 1 }],
    ['constructor', {}, null],
    ['toString', { a: 1 }, null],
    ['@', 5, 5],
    ['@.a', { a: 1 }, 1],
    ['`[1, {"a": null}]`', {}, [1, { a: null }]],
    ['`"a\\`b"`', {}, 'a`b'],
    ['`bare text`', {}, 'bare text'],
    ["'raw \\' text'", {}, "raw ' text"],
    ["'\\z\\\\'", {}, '\\z\\\\'],
    [' foo . bar ', { foo: { bar: 2 } }, 2],
  ])('%s', (expression, root, expected) => {
    expect(search(expression, root)).toEqual(expected);
  });
});

describe('indices and slices', () => {
  const list = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  test.each<[string, unknown, Json]>([
    ['[0]', list, 0],
    ['[-1]', list, 9],
    ['[10]', list, null],
    ['[-11]', list, null],
    ['foo[1]', { foo: ['a', 'b'] }, 'b'],
    ['foo[1]', { foo: { 1: 'b' } }, null],
    ['foo[0][1]', { foo: [[1, 2]] }, 2],
    ['[2:5]', list, [2, 3, 4]],
    ['[:3]', list, [0, 1, 2]],
    ['[7:]', list, [7, 8, 9]],
    ['[::3]', list, [0, 3, 6, 9]],
    ['[::-1]', list, [...list].reverse()],
    ['[-3:]', list, [7, 8, 9]],
    ['[8:2:-2]', list, [8, 6, 4]],
    ['[20:]', list, []],
    ['[:-20]', list, []],
    ['[-20:2]', list, [0, 1]],
    ['foo[:1].a', { foo: [{ a: 1 }, { a: 2 }] }, [1]],
    ['[1:2]', 'text', null],
  ])('%s', (expression, root, expected) => {
    expect(search(expression, root)).toEqual(expected);
  });
});

describe('projections, filters and flattening', () => {
  test.each<[string, unknown, Json]>([
    ['people[*].name', people, ['b', 'a', 'c']],
    ['people[*].state.name', people, ['up', 'down']],
    ['people[:2].name', people, ['b', 'a']],
    ['[*]', [null, 1], [1]],
    ['[*]', { a: 1 }, null],
    ['*.a', { x: { a: 1 }, y: { b: 2 }, z: { a: 3 } }, [1, 3]],
    ['foo.*', { foo: { a: 1, b: null } }, [1]],
    ['*', [1], null],
    ['*.*', { a: { b: 1 }, c: { d: 2 } }, [[1], [2]]],
    [
      'reservations[*].instances[*].type',
      nested,
      [
        ['small', 'large'],
        ['medium', 'xlarge'],
      ],
    ],
    ['reservations[].instances[].type', nested, ['small', 'large', 'medium', 'xlarge']],
    ['reservations[*].instances[0].type', nested, ['small', 'medium']],
    ['reservations[*].instances | [0][1].type', nested, 'large'],
    ['reservations[].instances[].state.name | [1]', nested, 'stopped'],
    ['[]', [[1, [2]], 3], [1, [2], 3]],
    ['[][]', [[1, [2]], 3], [1, 2, 3]],
    ['people[?age > `35`].name', people, ['a', 'c']],
    ['people[?name == `a`] | [0].age', people, 50],
    ["people[?state.name != 'up'].name", people, ['a', 'c']],
    ['people[?state].name', people, ['b', 'a']],
    ['people[?!state].name', people, ['c']],
    ["people[?age >= `30` && age <= `40` || name == 'a'].name", people, ['b', 'a', 'c']],
    ["people[?(age == `30` || age == `50`) && name == 'a'].name", people, ['a']],
    ['people[?age > `35`][].name', people, ['a', 'c']],
    ["reservations[].instances[?type=='large'][] | [0].state.name", nested, 'stopped'],
    [
      'foo[?a==`1`].b.c',
      {
        foo: [
          { a: 1, b: { c: 'x' } },
          { a: 2, b: { c: 'y' } },
        ],
      },
      ['x'],
    ],
    ['people[?x]', { people: 'text' }, null],
  ])('%s', (expression, root, expected) => {
    expect(search(expression, root)).toEqual(expected);
  });
});

describe('operators', () => {
  test.each<[string, unknown, Json]>([
    ['a || b', { a: null, b: 1 }, 1],
    ['a || b', { a: [], b: {} }, {}],
    ['a || b || c', { c: 'x' }, 'x'],
    ['a && b', { a: 1, b: 2 }, 2],
    ['a && b', { a: '', b: 2 }, ''],
    ['!a', { a: 0 }, false],
    ['!!a', { a: {} }, false],
    ['a == b', { a: { x: [1, { y: null }] }, b: { x: [1, { y: null }] } }, true],
    ['a == b', { a: 1, b: true }, false],
    ['a == b', { a: '1', b: 1 }, false],
    ['a != b', { a: [1], b: [1, 2] }, true],
    ['a < b', { a: 1, b: 2 }, true],
    ['a < b', { a: 'a', b: 'b' }, null],
    ['a == `null`', {}, true],
    ['[a, b.c]', { a: 1, b: { c: 2 } }, [1, 2]],
    ['{x: a, "y z": b.c}', { a: 1, b: { c: 2 } }, { x: 1, 'y z': 2 }],
    [
      'people[*].[name, age]',
      people,
      [
        ['b', 30],
        ['a', 50],
        ['c', 40],
      ],
    ],
    ['people[0].{n: name, s: state.name}', people, { n: 'b', s: 'up' }],
    ['missing.[a]', {}, null],
    ['a | b', { a: { b: 1 } }, 1],
    ['[*] | [0]', [[1], [2]], [1]],
    ['a || b && c', { a: 1 }, 1],
  ])('%s', (expression, root, expected) => {
    expect(search(expression, root)).toEqual(expected);
  });
});

describe('functions', () => {
  test.each<[string, unknown, Json]>([
    ['abs(@)', -2, 2],
    ['avg(@)', [1, 2, 6], 3],
    ['avg(@)', [], null],
    ['ceil(@)', 1.2, 2],
    ['floor(@)', 1.8, 1],
    ["contains(@, 'oo')", 'foo', true],
    ['contains(@, `2`)', [1, 2], true],
    ['contains(@, `{"a": 1}`)', [{ a: 1 }], true],
    ['contains(@, `1`)', '123', false],
    ["ends_with(@, 'r')", 'bar', true],
    ["starts_with(@, 'ba')", 'bar', true],
    ["join(', ', @)", ['a', 'b'], 'a, b'],
    ['keys(@)', { a: 1, b: 2 }, ['a', 'b']],
    ['values(@)', { a: 1, b: 2 }, [1, 2]],
    ['length(@)', 'a😀', 2],
    ['length(@)', [1, 2], 2],
    ['length(@)', { a: 1 }, 1],
    ['map(&a, @)', [{ a: 1 }, {}], [1, null]],
    ['max(@)', [1, 3, 2], 3],
    ['max(@)', ['a', 'c', 'b'], 'c'],
    ['max(@)', [], null],
    ['min(@)', [2, 1], 1],
    ['max_by(people, &age).name', people, 'a'],
    ['min_by(people, &name).age', people, 50],
    ['max_by(@, &a)', [], null],
    ['merge(@, `{"a": 2, "c": 3}`)', { a: 1, b: 1 }, { a: 2, b: 1, c: 3 }],
    ['not_null(a, b, c)', { b: 0 }, 0],
    ['not_null(a)', {}, null],
    ['reverse(@)', 'abc', 'cba'],
    ['reverse(@)', [1, 2], [2, 1]],
    ['sort(@)', [10, 9, 1], [1, 9, 10]],
    ['sort(@)', ['b', 'A', 'a'], ['A', 'a', 'b']],
    ['sort_by(people, &age)[*].name', people, ['b', 'c', 'a']],
    [
      'sort_by(@, &k)[*].v',
      [
        { k: 1, v: 'x' },
        { k: 0, v: 'y' },
        { k: 1, v: 'z' },
      ],
      ['y', 'x', 'z'],
    ],
    ['sum(@)', [1, 2], 3],
    ['sum(@)', [], 0],
    ['to_array(@)', 1, [1]],
    ['to_array(@)', [1], [1]],
    ['to_number(@)', '1.5e1', 15],
    ['to_number(@)', 'x', null],
    ['to_number(@)', true, null],
    ['to_string(@)', { a: [1, null] }, '{"a":[1,null]}'],
    ['to_string(@)', 'x', 'x'],
    ['type(a)', {}, 'null'],
    ['type(@)', [], 'array'],
    ['people[*].name | sort(@) | join(`-`, @)', people, 'a-b-c'],
    ['foo.length(@)', { foo: [1, 2, 3] }, 3],
    ['length(people[?age > `35`])', people, 2],
  ])('%s', (expression, root, expected) => {
    expect(search(expression, root)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['length(@)', 1, 'length() takes string or array or object, not number'],
    ['sum(@)', ['a'], 'sum() takes an array of numbers, not array'],
    ['sort(@)', [1, 'a'], 'sort() takes an array of numbers or an array of strings, not array'],
    ['sort_by(@, &a)', [{ a: 1 }, { a: 'x' }], 'sort_by() compares numbers or strings, not string'],
    ['sort_by(@, &a)', [{}], 'sort_by() compares numbers or strings, not null'],
    ['abs(&a)', 1, 'abs() takes number, not expression'],
    ["map('a', @)", [1], 'map() takes an expression (&…), not string'],
  ])('%s of %j fails', (expression, root, message) => {
    expect(() => compileJmespath(expression).search(root)).toThrow(new JmespathFailure(message));
  });
});

describe('mistakes have a place', () => {
  test.each<[string, number, string]>([
    ['', 0, 'the expression ends too early'],
    ['foo.', 3, 'the expression ends too early'],
    ['foo bar', 4, 'this does not fit here'],
    ['foo = bar', 4, '"=" means nothing here: comparisons are written =='],
    ['foo.1', 4, 'this does not fit here'],
    ['foo[', 3, 'the expression ends too early'],
    ['foo[a]', 4, 'this does not fit here'],
    ['foo[1', 4, 'the expression ends too early'],
    ['[::0]', 1, 'the step of a slice is not 0'],
    ['[1:2:3:4]', 6, 'this does not fit here'],
    ["foo[?a=='x]", 8, "this ' is not closed"],
    ['"a', 0, 'this " is not closed'],
    ['"\\x"', 0, '"\\x" is no JSON string'],
    ['`{`', 0, ''],
    ['nope(a)', 0, 'there is no function nope()'],
    ['foo.abs()', 4, 'abs() takes 1 argument, not 0'],
    ['join(a)', 0, 'join() takes 2 arguments, not 1'],
    ['not_null()', 0, 'not_null() takes at least 1 argument, not 0'],
    ['"abs"(a)', 0, 'a function name has no quotes'],
    ['{a}', 2, 'this does not fit here, expected :'],
    ['#', 0, '"#" means nothing here'],
    ['a.b[', 3, 'the expression ends too early'],
    [`${'('.repeat(300)}a`, 200, 'this is nested too deeply'],
    ['a'.repeat(9000), 8192, 'an expression has at most 8192 characters'],
  ])('%s', (expression, offset, message) => {
    if (message === '') return expect(compileJmespath(expression).search({})).toBe('{');
    try {
      compileJmespath(expression);
    } catch (error) {
      expect(error).toBeInstanceOf(JmespathMistake);
      expect([(error as JmespathMistake).offset, (error as JmespathMistake).message]).toEqual([offset, message]);
      return;
    }
    throw new Error('compiled');
  });
});

describe('steps', () => {
  const list = { items: Array.from({ length: 300 }, (_, i) => ({ n: i, t: `t${i}` })) };

  test('a plain path takes a few', () => {
    expect(compileJmespath('a.b.c').measure({ a: { b: { c: 1 } } }).steps).toBeLessThan(10);
    expect(compileJmespath('items[*].n').measure(list).steps).toBeLessThan(700);
  });

  test.each([
    ['items[*].[@, @, @, @][].[@, @, @, @][].[@, @, @, @][].n'],
    ["items[?contains(to_string(@), 'x')]"],
    [`${'[@,@]|'.repeat(40)}[@]`],
    [`${'join(``, [@,@])|'.repeat(60).replaceAll('``', "''")}@`],
    ['items[*].map(&n, [@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@,@])'],
    ['sort_by(items, &t)[*].{a: @, b: @, c: @, d: @}'],
    [`merge(${Array.from({ length: 200 }, () => '@').join(',')}) | merge(@,@) | values(@)[]`],
  ])('%# ends within its budget', (expression) => {
    const compiled = compileJmespath(expression);
    const root = expression.startsWith('join') ? 'a' : list;
    let outcome: unknown;
    try {
      outcome = compiled.measure(root).steps;
    } catch (error) {
      outcome = error;
    }
    if (typeof outcome === 'number') expect(outcome).toBeLessThanOrEqual(defaultStepLimit);
    else expect(outcome).toEqual(new JmespathFailure(`it took more than ${defaultStepLimit} steps`));
  });

  test('a value that would print without bound is no value', () => {
    expect(() => compileJmespath(`${'[@,@]|'.repeat(20)}@`).search(1)).toThrow(JmespathFailure);
  });
});

test.each<[string, readonly string[] | undefined]>([
  ['node.metadata.labels', ['node']],
  ['node.metadata.labels."a/b" || spec.x', ['node', 'spec']],
  ['spec.containers[?name==node].image', ['spec']],
  ['{a: node.x, b: status}', ['node', 'status']],
  ['sort_by(spec.containers, &name)[0]', ['spec']],
  ['@', undefined],
  ['keys(@)', undefined],
  ['`1`', []],
  ['*.a', undefined],
])('the fields that %s reads of its root', (expression, fields) => {
  const found = rootFields(compileJmespath(expression).tree);
  expect(found === undefined ? undefined : [...found]).toEqual(fields);
});
