import { describe, expect, test } from 'vitest';
import { type FilterTerm, parseFilter } from './parse-filter.ts';

const columns = new Set(['status', 'restarts', 'age', 'memory usage', 'name']);
const isColumn = (name: string): boolean => columns.has(name.toLowerCase()) || /^(label|annotation):./.test(name);

/** Terms as short texts: `text:x`, `column op [a|b]`. */
function short(terms: readonly FilterTerm[]): string[] {
  return terms.map((term) => {
    if (term.type === 'text') return `text:${term.text}`;
    if (term.type === 'problems')
      return `${term.negated ? '!' : ''}problems${term.reasons.length === 0 ? '' : `=${term.reasons.map(({ text }) => text).join('|')}`}`;
    return `${term.column} ${term.operator} [${term.values.map(({ text }) => text).join('|')}]${term.whole === undefined ? '' : ` or ${term.whole}`}`;
  });
}

describe('parseFilter', () => {
  test.each([
    ['', []],
    [' , ,', []],
    ['foo', ['text:foo']],
    [' foo bar , baz', ['text:foo bar', 'text:baz']],
    ['Status!=Running,Status!=Completed', ['Status != [Running]', 'Status != [Completed]']],
    [' Status = a b ', ['Status = [a b]']],
    ['Status=', ['Status = []']],
    ['=x', [' = [x]']],
    ['Status=a=b', ['Status = [a=b]']],
    ['Status==a', ['Status = [=a]']],
    ['nonsense=x', ['nonsense = [x]']],
    ['Restarts>100', ['Restarts > [100]']],
    ['restarts>=100', ['restarts >= [100]']],
    ['Memory Usage > 1.5Gi', ['Memory Usage > [1.5Gi]']],
    ['nonsense>1', ['text:nonsense>1']],
    ['a->b', ['text:a->b']],
    ['nonsense>=1', ['text:nonsense>=1']],
    ['nonsense>1=2', ['nonsense>1 = [2]']],
    ['~x', ['text:~x']],
    ['Name~^web-(a|b)$', ['Name ~ [^web-(a|b)$]']],
    ['Name!~x', ['Name !~ [x]']],
    ['Name~"a,b"|"c|d"', ['Name ~ [a,b|c|d]']],
    ['label:app.io/x=1', ['label:app.io/x = [1]']],
    ['label:app~^w', ['label:app ~ [^w]']],
    ['Status=a|b', ['Status = [a|b] or a|b']],
    ['Status!= a | b ', ['Status != [a|b] or a | b']],
    ['Status="a|b"', ['Status = [a|b]']],
    ['Status="a"|"b, c"|d', ['Status = [a|b, c|d]']],
    ['Status="a"|b', ['Status = [a|b]']],
    ['Restarts>1|2', ['Restarts > [1|2]']],
    ['Status=a|', ['Status = [a|] or a|']],
    ['"Status=x"', ['text:Status=x']],
    ['"a\\"b\\\\c"', ['text:a"b\\c']],
    ['foo"bar', ['text:foo"bar']],
    ['"a" , "b"', ['text:a', 'text:b']],
    ['Status=x"y', ['Status = [x"y]']],
    ['problems', ['problems']],
    ['!problems', ['!problems']],
    ['problems=OOMKilled', ['problems=OOMKilled']],
    ['problems=OOMKilled|Failed', ['problems=OOMKilled|Failed']],
    ['problems="a,b"', ['problems=a,b']],
    ['problems=', ['problems']],
    ['!problems=OOMKilled', ['!problems=OOMKilled']],
    ['problems!=OOMKilled', ['!problems=OOMKilled']],
    ['!problems!=OOMKilled', ['problems=OOMKilled']],
    ['"problems"', ['text:problems']],
    ['my problems', ['text:my problems']],
    ['__proto__=1', ['__proto__ = [1]']],
  ])('%j', (text, expected) => {
    expect(short(parseFilter(text, isColumn))).toEqual(expected);
  });

  test.each([
    ['"abc', 0, 4],
    ['x,Status="a', 9, 2],
    ['"a"b', 3, 1],
    ['Status="a"b', 10, 1],
    ['Status="a"|"b', 11, 2],
    ['a\\"', undefined, 0],
    ['"a\\', 0, 3],
  ])('%j is refused at its place', (text, offset, length) => {
    if (offset === undefined) {
      expect(short(parseFilter(text, isColumn))).toEqual([`text:${text}`]);
      return;
    }
    expect(() => parseFilter(text, isColumn)).toThrow(
      expect.objectContaining({ code: 'query-invalid', place: { source: 'filter', text, offset, length } }),
    );
  });
});
