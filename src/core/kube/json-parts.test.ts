import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../base/random.ts';
import { jsonParts, type WantedParts, wantedParts } from './json-parts.ts';

const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

function partsOf(text: string, paths: readonly (readonly string[])[]): unknown {
  return jsonParts(new TextEncoder().encode(text), wantedParts(paths) as WantedParts, decode);
}

describe('parts of an object', () => {
  test.each<[string, string[][], unknown]>([
    ['{"a":1,"b":{"c":[1,{"d":"}"}],"e":2},"f":null}', [['b', 'c']], { b: { c: [1, { d: '}' }] } }],
    ['{"a":1,"b":{"c":2,"d":3},"e":4}', [['b', 'c'], ['e'], ['b', 'd']], { b: { c: 2, d: 3 }, e: 4 }],
    ['{"b":{"c":2,"d":3}}', [['b', 'c'], ['b']], { b: { c: 2, d: 3 } }],
    ['{"b":{"x":1}}', [['b', 'c']], { b: {} }],
    ['{"b":[1]}', [['b', 'c']], {}],
    ['{"b":null,"c":true}', [['b', 'x'], ['c']], { c: true }],
    ['{}', [['a']], {}],
    ['{"a\\"b":1,"\\\\":2,"c":"\\\\","d":"x\\"}"}', [['d']], { d: 'x"}' }],
    [' { "a" : { "b" : -1.5e3 } , "c" : false } ', [['a', 'b'], ['c']], { a: { b: -1500 }, c: false }],
    ['{"é":1,"a":"é😀"}', [['a']], { a: 'é😀' }],
  ])('%s', (text, paths, expected) => {
    expect(partsOf(text, paths)).toEqual(expected);
  });

  test('a member named __proto__ is a member', () => {
    const parts = partsOf('{"__proto__":{"polluted":1}}', [['__proto__']]) as object;
    expect(Object.hasOwn(parts, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(parts)).toBe(Object.prototype);
  });

  test('a name that JSON may write in several ways is refused', () => {
    expect(wantedParts([['a"b']])).toBeUndefined();
    expect(wantedParts([['é']])).toBeUndefined();
    expect(wantedParts([['a', 'b\\c']])).toBeUndefined();
  });
});

const names = ['a', 'b', 'ab', 'metadata', 'kubernetes.io/x', ''];

function randomValue(random: Random, depth: number): unknown {
  const dice = random.int(depth > 3 ? 5 : 8);
  if (dice < 5) return random.pick([null, true, -1.5, 'plain', '{"[\\\\"]}', 'ü\n\u0001', '']);
  if (dice === 5) return Array.from({ length: random.int(4) }, () => randomValue(random, depth + 1));
  return Object.fromEntries(Array.from({ length: random.int(5) }, () => [random.pick(names), randomValue(random, depth + 1)]));
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => {
    const isMap = typeof part === 'object' && part !== null && !Array.isArray(part) && Object.hasOwn(part, name);
    return isMap ? (part as Record<string, unknown>)[name] : undefined;
  }, value);
}

test('whatever is asked of the parts is what the whole object says', () => {
  const seed = 'parts 1';
  const random = seededRandom(seed);
  for (let round = 0; round < 3000; round++) {
    const value = Object.fromEntries(Array.from({ length: random.int(6) }, () => [random.pick(names), randomValue(random, 0)]));
    const paths = Array.from({ length: 1 + random.int(3) }, () => Array.from({ length: 1 + random.int(3) }, () => random.pick(names)));
    const text = JSON.stringify(value, undefined, random.pick([undefined, 1]));
    const parts = partsOf(text, paths);
    for (const path of paths) expect([at(parts, path), seed, round, text]).toEqual([at(value, path), seed, round, text]);
  }
});
