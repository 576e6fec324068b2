import { describe, expect, test } from 'vitest';
import { humanDuration, parseDuration } from './duration.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

describe('humanDuration', () => {
  // Each boundary of k8s.io/apimachinery pkg/util/duration from both sides.
  test.each([
    [Number.NEGATIVE_INFINITY, '<invalid>'],
    [-2 * s, '<invalid>'],
    [-2 * s + 1, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [999, '0s'],
    [s, '1s'],
    [2 * m - 1, '119s'],
    [2 * m, '2m'],
    [2 * m + s, '2m1s'],
    [10 * m - s, '9m59s'],
    [10 * m, '10m'],
    [10 * m + 59 * s, '10m'],
    [3 * h - 1, '179m'],
    [3 * h, '3h'],
    [3 * h + m, '3h1m'],
    [8 * h - m, '7h59m'],
    [8 * h, '8h'],
    [48 * h - 1, '47h'],
    [2 * d, '2d'],
    [2 * d + h, '2d1h'],
    [8 * d - h, '7d23h'],
    [8 * d, '8d'],
    [2 * 365 * d - h, '729d'],
    [2 * 365 * d, '2y'],
    [2 * 365 * d + d, '2y1d'],
    [8 * 365 * d - d, '7y364d'],
    [8 * 365 * d, '8y'],
    [100 * 365 * d, '100y'],
    [Number.POSITIVE_INFINITY, '<invalid>'],
    [Number.NaN, '<invalid>'],
  ])('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('parseDuration', () => {
  test.each([
    ['0', 0],
    ['250ms', 250],
    ['90s', 90 * s],
    ['5m', 5 * m],
    ['1.5h', 90 * m],
    ['2h30m', 2.5 * h],
    ['1d12h', 1.5 * d],
    ['1w', 7 * d],
    ['2y35d', (2 * 365 + 35) * d],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '5', '-5m', '5 m', 'm', '5x', '1h 5m', '1h5', '1..5h', '.5h', '5M', '<invalid>'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('reads back what humanDuration prints, to its precision', () => {
    for (const ms of [0, 45 * s, 3 * m + 20 * s, 179 * m, 7 * h + 59 * m, 5 * d + 3 * h, 700 * d, (3 * 365 + 40) * d]) {
      expect(parseDuration(humanDuration(ms))).toBe(ms);
    }
  });
});
