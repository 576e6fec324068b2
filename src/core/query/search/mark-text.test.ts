import { describe, expect, test } from 'vitest';
import { cutAroundMark, markText } from './mark-text.ts';

describe('marks', () => {
  test.each([
    [
      'web-web',
      ['web'],
      [
        [0, 3],
        [4, 3],
      ],
    ],
    ['Price-Feed', ['price', 'e-f'], [[0, 7]]],
    ['aaaa', ['aa'], [[0, 4]]],
    ['ab', ['b', 'a'], [[0, 2]]],
    ['x', ['web'], []],
    ['日本Web', ['web'], [[2, 3]]],
  ])('%s %j', (text, words, marks) => {
    expect(markText(text, words).marks).toEqual(marks);
  });

  test('a long text is cut around its first mark, and the marks still fit', () => {
    const text = `${'x'.repeat(500)}needle${'y'.repeat(500)}needle`;
    const cut = cutAroundMark(text, markText(text, ['needle']).marks);
    expect(cut.text.length).toBeLessThan(260);
    expect(cut.text.startsWith('…')).toBe(true);
    expect(cut.marks.map(([at, length]) => cut.text.slice(at, at + length))).toEqual(['needle']);
    const atEnd = cutAroundMark(text, [[1006, 6]]);
    expect(atEnd.text.endsWith('needle')).toBe(true);
  });
});
