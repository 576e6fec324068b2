import { describe, expect, test } from 'vitest';
import { jsonPatch, mergePatch, PatchProblem, strategicPatch } from './patch-object.ts';

describe('merge patch', () => {
  test.each([
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { c: null, e: 4 } }, { a: 1, b: { d: 3, e: 4 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{}, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ])('%j with %j is %j', (target, patch, expected) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });
});

describe('strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
    },
  };

  test('merges containers by name, and what is in them', () => {
    const patch = { spec: { containers: [{ name: 'a', image: 'a:2', env: [{ name: 'Y', value: '2' }] }] } };
    expect(strategicPatch(pod, patch)).toEqual({
      spec: {
        containers: [
          {
            name: 'a',
            image: 'a:2',
            env: [
              { name: 'X', value: '1' },
              { name: 'Y', value: '2' },
            ],
          },
          { name: 'b', image: 'b:1' },
        ],
      },
    });
  });

  test('obeys directives', () => {
    const gone = { spec: { containers: [{ name: 'b', $patch: 'delete' }], $setElementOrder: ['a'] } };
    expect(strategicPatch(pod, gone)).toEqual({ spec: { containers: [pod.spec.containers[0]] } });
    const all = { spec: { $patch: 'replace', nodeName: 'n' } };
    expect(strategicPatch(pod, all)).toEqual({ spec: { nodeName: 'n' } });
    const finalizers = { metadata: { finalizers: ['b'] } };
    expect(strategicPatch({ metadata: { finalizers: ['a'] } }, finalizers)).toEqual({ metadata: { finalizers: ['a', 'b'] } });
    const without = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } };
    expect(strategicPatch({ metadata: { finalizers: ['a', 'b'] } }, without)).toEqual({ metadata: { finalizers: ['b'] } });
  });

  test('replaces lists without a key', () => {
    expect(strategicPatch({ args: ['a'] }, { args: ['b'] })).toEqual({ args: ['b'] });
  });
});

describe('JSON patch', () => {
  test.each([
    ['add to a map', [{ op: 'add', path: '/a/b~1c', value: 1 }], { a: { 'b/c': 1 }, l: [1, 2] }],
    ['add in a list', [{ op: 'add', path: '/l/1', value: 9 }], { a: {}, l: [1, 9, 2] }],
    ['append', [{ op: 'add', path: '/l/-', value: 9 }], { a: {}, l: [1, 2, 9] }],
    ['replace', [{ op: 'replace', path: '/l/0', value: 9 }], { a: {}, l: [9, 2] }],
    ['remove', [{ op: 'remove', path: '/l/0' }], { a: {}, l: [2] }],
    ['move', [{ op: 'move', from: '/l/0', path: '/a/x' }], { a: { x: 1 }, l: [2] }],
    ['copy', [{ op: 'copy', from: '/l', path: '/a/x' }], { a: { x: [1, 2] }, l: [1, 2] }],
    [
      'test and add',
      [
        { op: 'test', path: '/l/0', value: 1 },
        { op: 'add', path: '/b', value: 2 },
      ],
      { a: {}, b: 2, l: [1, 2] },
    ],
  ])('can %s', (_name, patch, expected) => {
    expect(jsonPatch({ a: {}, l: [1, 2] }, patch)).toEqual(expected);
  });

  test.each([
    [[{ op: 'remove', path: '/missing' }]],
    [[{ op: 'replace', path: '/l/7', value: 1 }]],
    [[{ op: 'add', path: '/missing/x', value: 1 }]],
    [[{ op: 'test', path: '/l/0', value: 2 }]],
    [[{ op: 'dance', path: '/l' }]],
    [{ op: 'add' }],
  ])('%j does not apply', (patch) => {
    expect(() => jsonPatch({ l: [1] }, patch)).toThrow(PatchProblem);
  });

  test('leaves its target as it was', () => {
    const target = { l: [{ a: 1 }] };
    jsonPatch(target, [{ op: 'replace', path: '/l/0/a', value: 2 }]);
    expect(target).toEqual({ l: [{ a: 1 }] });
  });
});
