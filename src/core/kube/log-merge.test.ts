import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { LogLine } from './log-line.ts';
import { LogMerge } from './log-merge.ts';

const line = (atMs: number, text = `${atMs}`): LogLine => ({ atMs, time: 't', text });
const patient = { holdMs: Number.POSITIVE_INFINITY, longestHoldMs: Number.POSITIVE_INFINITY, maxBytes: 1e9 };
const following = { holdMs: 100, longestHoldMs: 1000, maxBytes: 1e9 };
const texts = (merge: LogMerge, nowMs: number): string[] => merge.take(nowMs).lines.map(({ line: { text } }) => text);

describe('logs that are read to their end', () => {
  test('are in exact order, whatever arrives first', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(`merge ${seed}`);
      const streams = Array.from({ length: 1 + random.int(8) }, (_, s) => {
        let atMs = 0;
        return Array.from({ length: random.int(60) }, (_, n) => {
          atMs += random.int(50);
          return line(atMs, `${s}-${n}`);
        });
      });
      const merge = new LogMerge(patient);
      for (const s of streams.keys()) merge.open(s);
      const left = streams.map(() => 0);
      const out: { atMs: number; text: string }[] = [];
      const open = new Set(streams.keys());
      while (open.size > 0) {
        const s = [...open][random.int(open.size)] as number;
        const all = streams[s] as LogLine[];
        const size = 1 + random.int(10);
        merge.add(s, all.slice(left[s], (left[s] as number) + size), 0);
        left[s] = (left[s] as number) + size;
        if ((left[s] as number) >= all.length) {
          merge.close(s);
          open.delete(s);
        }
        if (random.chance(0.5)) out.push(...merge.take(0, 1 + random.int(20)).lines.map((one) => one.line));
      }
      out.push(...merge.take(0).lines.map((one) => one.line));
      expect(out.length, `seed ${seed}`).toBe(streams.flat().length);
      expect(
        out.map(({ atMs }) => atMs),
        `seed ${seed}`,
      ).toEqual([...out.map(({ atMs }) => atMs)].sort((a, b) => a - b));
      for (const s of streams.keys()) expect(out.filter(({ text }) => text.startsWith(`${s}-`))).toEqual(streams[s]);
      expect(merge.bytes).toBe(0);
    }
  });

  test('a stream that has told nothing yet is waited for', () => {
    const merge = new LogMerge(patient);
    merge.open(0);
    merge.open(1);
    merge.add(0, [line(1), line(2)], 0);
    expect(texts(merge, 1e9)).toEqual([]);
    expect(merge.nextMs(0)).toBeUndefined();
    merge.add(1, [line(1.5)], 0);
    expect(texts(merge, 0)).toEqual(['1', '1.5']);
    merge.close(1);
    expect(texts(merge, 0)).toEqual(['2']);
  });
});

describe('logs that are followed', () => {
  test('wait a moment for streams that lag, and no longer', () => {
    const merge = new LogMerge(following);
    merge.open(0);
    merge.open(1);
    merge.add(0, [line(10)], 0);
    expect(texts(merge, 50)).toEqual([]);
    expect(merge.nextMs(50)).toBe(100);
    merge.add(1, [line(5)], 60);
    expect(texts(merge, 60)).toEqual(['5']);
    expect(texts(merge, 100)).toEqual(['10']);
  });

  test('a stream that catches up for long holds the others back for a bounded time', () => {
    const merge = new LogMerge(following);
    merge.open(0);
    merge.open(1);
    merge.add(0, [line(1_000_000, 'now')], 0);
    let sawNow: number | undefined;
    for (let nowMs = 0; nowMs < 3000 && sawNow === undefined; nowMs += 10) {
      merge.add(1, [line(nowMs)], nowMs);
      if (texts(merge, nowMs).includes('now')) sawNow = nowMs;
    }
    expect(sawNow).toBeLessThanOrEqual(1010);
  });

  test('nothing goes out while streams are being opened', () => {
    const merge = new LogMerge(following);
    merge.holdUntilMs = 2000;
    merge.open(0);
    merge.open(1);
    merge.add(0, [line(10)], 0);
    expect(texts(merge, 1999)).toEqual([]);
    expect(texts(merge, 2000)).toEqual(['10']);
  });

  test('what does not fit is dropped, oldest first, and counted', () => {
    const merge = new LogMerge({ ...following, maxBytes: 10_000 });
    merge.open(0);
    merge.open(1);
    merge.holdUntilMs = 1e9;
    merge.add(1, [line(0, 'quiet')], 0);
    for (let n = 0; n < 500; n++) merge.add(0, [line(n, `flood ${n}`)], 0);
    expect(merge.bytes).toBeLessThanOrEqual(10_000);
    const { lines, dropped } = merge.take(1e9);
    const kept = lines.filter(({ stream }) => stream === 0).map(({ line: { text } }) => text);
    expect(kept.at(-1)).toBe('flood 499');
    expect([...dropped]).toEqual([[0, 500 - kept.length]]);
    expect(lines.some(({ line: { text } }) => text === 'quiet')).toBe(true);
    expect(merge.take(1e9).dropped.size).toBe(0);
  });
});

test('a stack trace is not torn apart by lines of others', () => {
  const merge = new LogMerge(patient);
  merge.open(0);
  merge.open(1);
  merge.add(0, [line(10, 'Exception: x'), line(12, '\tat a.b(C.java:1)'), line(14, 'Caused by: y'), line(30, 'next')], 0);
  merge.add(1, [line(11, 'other'), line(13, 'other too')], 0);
  merge.close(0);
  merge.close(1);
  expect(texts(merge, 0)).toEqual(['Exception: x', '\tat a.b(C.java:1)', 'Caused by: y', 'other', 'other too', 'next']);
});

test('lines without a time stay behind the one before', () => {
  const merge = new LogMerge(patient);
  merge.open(0);
  merge.open(1);
  merge.add(0, [line(10, 'a'), { atMs: 10, time: '', text: 'unable to retrieve container logs' }, line(20, 'b')], 0);
  merge.add(1, [line(10, 'x')], 0);
  merge.close(0);
  merge.close(1);
  expect(texts(merge, 0)).toEqual(['a', 'unable to retrieve container logs', 'x', 'b']);
});
