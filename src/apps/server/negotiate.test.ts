import { expect, test } from 'vitest';
import { negotiateFormat } from './negotiate.ts';

const ask = (accept?: string, userAgent?: string, download?: string) => negotiateFormat({ accept, userAgent, download });

test.each([
  [undefined, undefined, 'html'],
  ['*/*', 'Mozilla/5.0', 'html'],
  ['*/*', 'curl/8.5.0', 'text'],
  [undefined, 'Wget/1.21', 'text'],
  ['*/*', 'HTTPie/3.2', 'text'],
  ['application/json', 'curl/8.5.0', 'json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'Mozilla/5.0', 'html'],
  ['text/csv;q=0.5, text/tab-separated-values', undefined, 'tsv'],
  ['application/json;q=0, text/plain', undefined, 'text'],
  ['application/*', undefined, 'json'],
])('Accept %s from %s is answered as %s', (accept, agent, format) => {
  expect(ask(accept, agent)).toBe(format);
});

test('download wins over everything', () => {
  expect(ask('text/html', 'Mozilla/5.0', 'tsv')).toBe('tsv');
});

test('an unknown download names the known ones', () => {
  expect(() => ask('text/html', undefined, 'xls')).toThrow(/no download as "xls"/);
});

test('an Accept that allows nothing is refused', () => {
  expect(() => ask('image/png')).toThrow(/image\/png/);
});
