import { expect, test } from 'vitest';
import { LogTime } from './log-time.ts';

const read = (line: string): { atMs: number; text: string } | undefined => {
  const time = new LogTime();
  return time.read(line) ? { atMs: time.atMs, text: line.slice(time.textAt) } : undefined;
};

test('the time before a line, in UTC and with an offset, with any fraction', () => {
  const atMs = Date.parse('2026-11-24T23:37:26Z');
  expect(read('2026-11-24T23:37:26.123456789Z hello world')).toEqual({ atMs: expect.closeTo(atMs + 123.456789, 3), text: 'hello world' });
  expect(read('2026-11-24T23:37:26Z x')).toEqual({ atMs, text: 'x' });
  expect(read('2026-11-25T01:07:26.5+01:30 x')?.atMs).toBe(atMs + 500);
  expect(read('2026-11-24T18:37:26.000000001-05:00  indented')).toEqual({ atMs: expect.closeTo(atMs, 3), text: ' indented' });
  expect(read('2026-11-24T23:37:26.123456789Z ')).toEqual({ atMs: expect.closeTo(atMs + 123.456789, 3), text: '' });
  expect(read('2026-11-24T23:37:26.123456789Z')?.text).toBe('');
});

test('what is no time is text, whatever it looks like', () => {
  for (const line of [
    '',
    'hello',
    '2026-11-24 23:37:26 x',
    '2026-13-24T23:37:26Z x',
    '2026-11-24T23:37:26.5 x',
    '2026-11-24T23:37:26.123Zx',
    '2026-11-24T23:37:26+1:00 x',
  ])
    expect(read(line)).toBeUndefined();
});

test('one second follows another, and lines without a time keep the last', () => {
  const time = new LogTime();
  expect(time.read('2026-11-24T23:37:26.9Z a')).toBe(true);
  const first = time.atMs;
  expect(time.read('failed to create fsnotify watcher: too many open files')).toBe(false);
  expect(time.atMs).toBe(first);
  expect(time.read('2026-11-24T23:37:27.1Z b')).toBe(true);
  expect(time.atMs - first).toBeCloseTo(200, 3);
});
