import { expect, test } from 'vitest';
import { goText } from './go-text.ts';

test.each<[unknown, string]>([
  [null, '<nil>'],
  ['x', 'x'],
  [2.5, '2.5'],
  [true, 'true'],
  [['a', 1, [2]], '[a 1 [2]]'],
  [{ b: 1, a: { c: null } }, 'map[a:map[c:<nil>] b:1]'],
  [{}, 'map[]'],
])('%j as Go prints it', (value, text) => expect(goText(value)).toBe(text));
