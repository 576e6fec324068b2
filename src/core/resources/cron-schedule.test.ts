import { expect, test } from 'vitest';
import { parseCronSchedule } from './cron-schedule.ts';

const next = (schedule: string, after: string, zone?: string): string | undefined => {
  const ms = parseCronSchedule(schedule, zone)?.nextAfter(Date.parse(after));
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
};

test.each([
  ['* * * * *', '2026-11-24T12:00:30Z', '2026-11-24T12:01'],
  ['*/15 * * * *', '2026-11-24T12:00:00Z', '2026-11-24T12:15'],
  ['5 */4 * * *', '2026-11-24T20:05:00Z', '2026-11-25T00:05'],
  ['0 3 * * *', '2026-12-31T03:00:00Z', '2027-01-01T03:00'],
  ['30 6 * * 1-5', '2026-11-27T07:00:00Z', '2026-11-30T06:30'],
  ['0 0 1 jan,JUL *', '2026-11-24T12:00:00Z', '2027-01-01T00:00'],
  ['0 0 13 * fri', '2026-11-24T12:00:00Z', '2026-11-27T00:00'],
  ['0 0 */10 * 1', '2026-11-24T12:00:00Z', '2026-12-21T00:00'],
  ['0 12 29 2 *', '2026-11-24T12:00:00Z', '2028-02-29T12:00'],
  ['10-20/5,59 1 * * ?', '2026-11-24T01:15:00Z', '2026-11-24T01:20'],
  ['3/20 * * * *', '2026-11-24T12:03:00Z', '2026-11-24T12:23'],
  ['@daily', '2026-11-24T12:00:00Z', '2026-11-25T00:00'],
  ['@hourly', '2026-11-24T12:00:00Z', '2026-11-24T13:00'],
  ['TZ=Asia/Tokyo 0 9 * * *', '2026-11-24T12:00:00Z', '2026-11-25T00:00'],
])('%s after %s', (schedule, after, expected) => {
  expect(next(schedule, after)).toBe(expected);
});

test('a time zone with its change of clocks', () => {
  expect(next('30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T01:30');
  expect(next('0 9 * * *', '2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-26T08:00');
  expect(next('0 9 * * *', '2026-07-01T12:00:00Z', 'America/New_York')).toBe('2026-07-01T13:00');
  expect(parseCronSchedule('0 9 * * *', 'Mars/Olympus')).toBeUndefined();
});

test.each([
  '',
  '* * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 7',
  'a b c d e',
  '*/0 * * * *',
  '5-1 * * * *',
  '1--2 * * * *',
  '@every 1h',
  '* * * * * *',
])('%j is no schedule that we follow', (text) => {
  expect(parseCronSchedule(text)).toBeUndefined();
});

test('a day that never comes is not searched for ever', () => {
  expect(next('0 0 31 2 *', '2026-11-24T12:00:00Z')).toBeUndefined();
});
