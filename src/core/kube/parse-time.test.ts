import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { parseTime } from './parse-time.ts';

describe('parseTime', () => {
  test.each([
    ['2026-11-24T20:39:00Z', Date.UTC(2026, 10, 24, 20, 39)],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59Z', -1000],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000],
    ['2026-11-24T20:39:00.123456Z', Date.UTC(2026, 10, 24, 20, 39, 0, 123)],
    ['2026-11-24T20:39:00.5Z', Date.UTC(2026, 10, 24, 20, 39, 0, 500)],
    ['2026-11-24T20:39:00+02:00', Date.UTC(2026, 10, 24, 18, 39)],
    ['2026-11-24T20:39:00.999999999-05:30', Date.UTC(2026, 10, 25, 2, 9, 0, 999)],
  ])('%s', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
  });

  test.each([
    '',
    'now',
    '2026-11-24',
    '2026-11-24T20:39:00',
    '2026-11-24 20:39:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T20:60:00Z',
    '2026-11-24T20:39:60Z',
    '2026-11-24T20:39:00z',
    '2026-11-24T20:39:00.Z',
    '2026-11-24T20:39:00ZZ',
    '2026-11-24T20:39:00+0200',
    '2026-11-24T20:39:00+99:00',
    '202 -11-24T20:39:00Z',
    '2026-1a-24T20:39:00Z',
    null,
    undefined,
    5,
    {},
  ])('%j is no time', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('agrees with the language on seeded instants of 400 years', () => {
    const random = seededRandom('parse-time');
    for (let i = 0; i < 5000; i++) {
      const ms = (random.int(400 * 366 * 86_400) - 100 * 366 * 86_400) * 1000;
      expect(parseTime(new Date(ms).toISOString())).toBe(ms);
    }
  });
});
