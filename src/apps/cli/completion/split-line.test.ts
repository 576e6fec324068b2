import { expect, test } from 'vitest';
import { splitLine } from './split-line.ts';

test.each<[string, readonly string[], string]>([
  ['hindsight get po', ['hindsight', 'get', 'po'], ''],
  ['hindsight get ', ['hindsight', 'get', ''], ''],
  ["x --filter 'a b", ['x', '--filter', 'a b'], "'"],
  ['x "a\\"b" c\\ d', ['x', 'a"b', 'c d'], ''],
  ["x ''", ['x', ''], ''],
  ['', [''], ''],
  ['x \\', ['x', ''], ''],
])('%j', (text, words, openQuote) => expect(splitLine(text)).toEqual({ words, openQuote }));
