import { describe, expect, test } from 'vitest';
import { HindsightError } from '../base/hindsight-error.ts';
import { labelSelectorText, matchesLabelSelector, parseLabelSelector } from './label-selector.ts';

const matches = (selector: string, labels: Record<string, string>): boolean => {
  const map = new Map(Object.entries(labels));
  return matchesLabelSelector(parseLabelSelector(selector), (key) => map.get(key));
};

const mistake = (selector: string): { offset: number | undefined; message: string } => {
  try {
    parseLabelSelector(selector);
  } catch (error) {
    if (error instanceof HindsightError) return { offset: error.place?.offset, message: error.message };
    throw error;
  }
  throw new Error(`"${selector}" was accepted`);
};

describe('label selector', () => {
  test.each([
    ['', {}, true],
    ['a=b', { a: 'b' }, true],
    ['a==b', { a: 'b' }, true],
    ['a=b', { a: 'c' }, false],
    ['a=b', {}, false],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a=', { a: '' }, true],
    ['a=', { a: 'x' }, false],
    ['a', { a: '' }, true],
    ['a', {}, false],
    ['!a', {}, true],
    ['!a', { a: '' }, false],
    ['! a', {}, true],
    ['a in (x,y)', { a: 'y' }, true],
    ['a in ( x , y )', { a: 'z' }, false],
    ['a in (x,,y)', { a: '' }, true],
    ['a in ()', { a: '' }, true],
    ['a in (,x)', { a: '' }, true],
    ['a notin (x,y)', {}, true],
    ['a notin (x,y)', { a: 'x' }, false],
    ['a>1', { a: '2' }, true],
    ['a > 1', { a: '1' }, false],
    ['a<1', { a: '0' }, true],
    ['a<1', { a: 'zero' }, false],
    ['a>9007199254740992', { a: '9007199254740993' }, true],
    ['a=b,c!=d', { a: 'b' }, true],
    ['a=b,c!=d', { a: 'b', c: 'd' }, false],
    ['in in (in,notin)', { in: 'notin' }, true],
    ['app.kubernetes.io/name=x', { 'app.kubernetes.io/name': 'x' }, true],
    ['__proto__=x', { a: 'x' }, false],
  ])('%s on %j is %s', (selector, labels, expected) => {
    if (selector.startsWith('__')) expect(mistake(selector).offset).toBe(0);
    else expect(matches(selector, labels)).toBe(expected);
  });

  test.each([
    ['a=b,', 4, "expected: identifier after ','"],
    ['a b', 2, 'expected: in, notin, ='],
    ['a in x', 5, "expected: '('"],
    ['a in (x', 7, "expected: ',' or ')'"],
    ['a=b c=d', 4, "expected: ',' or 'end of string'"],
    ['=b', 0, 'expected: !, identifier'],
    ['a>b', 2, 'must be an integer'],
    ['a=$', 2, 'no valid label value'],
    ['!a=b', 2, "expected: ',' or 'end of string'"],
    ['a/b/c=d', 0, 'no valid label key'],
    ['x!y', 1, 'expected: in, notin'],
  ])('%s is refused at %i', (selector, offset, words) => {
    const { offset: actual, message } = mistake(selector);
    expect(actual).toBe(offset);
    expect(message).toContain(words);
  });

  test('is written in canonical form', () => {
    expect(labelSelectorText(parseLabelSelector('a==b , c in (y,x),!d,e>3, f notin (q)'))).toBe('a=b,c in (x,y),!d,e>3,f!=q');
  });
});
