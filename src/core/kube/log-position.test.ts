import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { LogLine } from './log-line.ts';
import { LogPosition } from './log-position.ts';

const line = (atMs: number, text: string): LogLine => ({ atMs, time: new Date(atMs).toISOString(), text });
const texts = (lines: readonly LogLine[]): string[] => lines.map(({ text }) => text);

test('before the first line there is nothing to continue from', () => {
  expect(new LogPosition().sinceTime).toBeUndefined();
});

test('lines of equal time are delivered as often as they were written', () => {
  const position = new LogPosition();
  position.fresh([line(5000, 'a'), line(5000, 'a')]);
  position.resume();
  expect(texts(position.fresh([line(5000, 'a'), line(5000, 'a'), line(5000, 'a'), line(5001, 'b')]))).toEqual(['a', 'b']);
});

test('a log that was rotated meanwhile loses nothing that is new', () => {
  const position = new LogPosition();
  position.fresh([line(5000, 'old'), line(5900, 'older file')]);
  position.resume();
  expect(texts(position.fresh([line(5950, 'new'), line(6100, 'newer')]))).toEqual(['new', 'newer']);
});

test('what was older than the tail that was wanted stays left out', () => {
  const position = new LogPosition();
  position.fresh([line(5600, 'tail'), line(6100, 'b')]);
  position.resume();
  expect(texts(position.fresh([line(5100, 'older'), line(5600, 'tail'), line(6100, 'b'), line(6200, 'c')]))).toEqual(['c']);
});

test('broken anywhere, continued from whole seconds, no line is lost or doubled', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(`position ${seed}`);
    // Stdout and stderr are stamped by two hands: times go back by a little now and then.
    let atMs = 1_000_000 + random.int(1000);
    const log = Array.from({ length: 200 }, (_, n) => {
      atMs += random.int(60);
      return line(atMs - (random.chance(0.2) ? random.int(5) : 0), `line ${n}`);
    });
    const position = new LogPosition();
    const delivered: string[] = [];
    while (delivered.length < log.length) {
      const since = position.sinceTime;
      if (since !== undefined) position.resume();
      const replay = since === undefined ? log : log.filter((one) => one.atMs >= Date.parse(since));
      const cut = Math.min(replay.length, delivered.length === 0 ? 1 + random.int(50) : 40 + random.int(120));
      for (let i = 0; i < cut; ) {
        const size = 1 + random.int(20);
        delivered.push(...texts(position.fresh(replay.slice(i, Math.min(cut, i + size)))));
        i += size;
      }
    }
    expect(delivered, `seed ${seed}`).toEqual(texts(log));
  }
});
