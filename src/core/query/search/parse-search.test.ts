import { describe, expect, test } from 'vitest';
import { parseSearch } from './parse-search.ts';

describe('what a text says', () => {
  test.each([
    ['web', { words: ['web'] }],
    ['  Web   PROD web ', { words: ['web', 'prod'] }],
    ['a,b', { words: ['a', 'b'] }],
    ['"back-off 5m" x', { words: ['back-off 5m', 'x'] }],
    ['"a,b"', { words: ['a,b'] }],
    ['"say \\"no\\" \\\\"', { words: ['say "no" \\'] }],
    ['""', {}],
    ['nginx:1.25 sha256:abc fd00::1', { words: ['nginx:1.25', 'sha256:abc', 'fd00::1'] }],
    [
      'cluster:a,b-* ns:shop NS:"pay" kind:po,deploy type:node',
      { clusters: ['a', 'b-*'], namespaces: ['shop', 'pay'], kinds: ['po', 'deploy', 'node'] },
    ],
    ['namespace:x', { namespaces: ['x'] }],
    ['"kind:po"', { words: ['kind:po'] }],
    ['"a=b"', { words: ['a=b'] }],
    ['constructor:x __proto__:y', { words: ['constructor:x', '__proto__:y'] }],
    ['İstanbul ÄÖ', { words: ['İstanbul', 'äö'] }],
  ])('%s', (text, expected) => {
    const empty = { words: [], clusters: [], namespaces: [], kinds: [], requirements: [] };
    expect(parseSearch(text)).toEqual({ ...empty, ...expected });
  });

  test('labels, by prefix and as words with =', () => {
    expect(parseSearch('label:app label:tier!=x app=web,env=prod').requirements).toEqual([
      { key: 'app', operator: 'exists', values: [] },
      { key: 'tier', operator: 'notin', values: ['x'] },
      { key: 'app', operator: 'in', values: ['web'] },
      { key: 'env', operator: 'in', values: ['prod'] },
    ]);
  });
});

describe('mistakes have a place', () => {
  test.each([
    ['web "open', 4, 'quote is not closed'],
    ['"a"b', 3, 'after the closing quote'],
    ['x ns:', 2, 'ns: needs a value'],
    ['kind: po', 0, 'kind: needs a value'],
    ['kind:,', 5, 'expected a name'],
    ['web app=a=b', 9, 'label selector'],
    ['--flag=1', 0, 'label selector'],
    ['label:a/b/c', 6, 'label selector'],
    ['a\u0000b', 1, 'control characters'],
    ['x'.repeat(2001), 2000, 'characters'],
    ['a b c d e f g h i j k l m', 24, 'words'],
  ])('%j', (text, offset, words) => {
    expect(() => parseSearch(text)).toThrow(
      expect.objectContaining({
        code: 'query-invalid',
        message: expect.stringContaining(words),
        place: expect.objectContaining({ source: 'q', offset, text }),
      }),
    );
  });
});
