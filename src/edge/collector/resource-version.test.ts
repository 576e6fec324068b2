import { expect, test } from 'vitest';
import { compareVersions, isEarlier, laterVersion } from './resource-version.ts';

test('versions compare as numbers of any length', () => {
  expect(isEarlier('999', '1000')).toBe(true);
  expect(isEarlier('1000', '999')).toBe(false);
  expect(isEarlier('18446744073709551614', '18446744073709551615')).toBe(true);
  expect(compareVersions('7', '7')).toBe(0);
});

test('what is no number is neither earlier nor later', () => {
  for (const odd of ['', '007', 'abc', '-1', '1.5']) {
    expect(compareVersions(odd, '7')).toBeUndefined();
    expect(isEarlier(odd, '7')).toBe(false);
  }
});

test('the later of two versions is never the older one; where nobody knows, it is the newly heard one', () => {
  expect(laterVersion('10', '9')).toBe('10');
  expect(laterVersion('9', '10')).toBe('10');
  expect(laterVersion('', '5')).toBe('5');
  expect(laterVersion('abc', 'def')).toBe('def');
});
