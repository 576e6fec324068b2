import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { type KeptLogLine, LogGrep } from './log-grep.ts';
import type { LogLine } from './log-line.ts';

const line = (n: number, hit: boolean): LogLine => ({ atMs: n, time: 't', text: `${n}${hit ? ' hit' : ''}` });
const grep = (before: number, after: number): LogGrep => new LogGrep({ before, after, matches: (text) => text.endsWith('hit') });

/** What grep -A -B does, from scratch. */
function expected(lines: readonly LogLine[], before: number, after: number): string[] {
  const hits = lines.flatMap(({ text }, i) => (text.endsWith('hit') ? [i] : []));
  const kept = [...lines.keys()].filter((i) => hits.some((hit) => i >= hit - before && i <= hit + after));
  return kept.map((i, k) => {
    const gap = k > 0 && (before > 0 || after > 0) && i !== (kept[k - 1] as number) + 1;
    return `${gap ? '-- ' : ''}${(lines[i] as LogLine).text}${hits.includes(i) ? '' : ' near'}`;
  });
}

const shown = ({ text, isContext, afterGap }: KeptLogLine): string => `${afterGap ? '-- ' : ''}${text}${isContext ? ' near' : ''}`;

test('keeps what grep keeps, however the lines are handed over', () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(`grep ${seed}`);
    const lines = Array.from({ length: 80 }, (_, n) => line(n, random.chance(0.1)));
    const [before, after] = [random.int(4), random.int(4)];
    const filter = grep(before, after);
    const kept: string[] = [];
    for (let i = 0; i < lines.length; ) {
      const size = 1 + random.int(9);
      kept.push(...filter.keep(lines.slice(i, i + size)).map(shown));
      i += size;
    }
    const wanted = expected(lines, before, after);
    // Without lines around matches nothing is marked.
    expect(kept, `seed ${seed}`).toEqual(before === 0 && after === 0 ? wanted.map((text) => text.replace('-- ', '')) : wanted);
  }
});
