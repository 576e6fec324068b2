import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { microStamp, stamp, stampMs } from './stamp.ts';

test('stamps are what Date says, to the second, over centuries', () => {
  const random = seededRandom(7);
  const times = [0, 951_782_399_999, 951_782_400_000, 1_709_164_800_000, 4_102_444_799_000];
  for (let i = 0; i < 2000; i++) times.push(Math.floor(random.next() * 8_000_000_000_000));
  for (const ms of times) expect(stamp(ms)).toBe(`${new Date(ms).toISOString().slice(0, 19)}Z`);
});

test('a micro stamp has six digits and lies in the same millisecond', () => {
  const text = microStamp(1_700_000_000_123);
  expect(text).toMatch(/^2023-11-14T22:13:20\.123\d{3}Z$/);
  expect(stampMs(text)).toBe(1_700_000_000_123);
});
