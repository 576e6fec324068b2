import { expect, test } from 'vitest';
import { base64, fromBase64 } from './base64.ts';

test.each(['', 'a', 'ab', 'abc', 'pLaNtEd-x', '{"a":"b/?=~"}', 'x'.repeat(1000)])(
  'base64 of %j is what Node makes of it, and comes back',
  (text) => {
    expect(base64(text)).toBe(Buffer.from(text, 'latin1').toString('base64'));
    expect(fromBase64(base64(text))).toBe(text);
  },
);
