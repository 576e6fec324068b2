import { expect, test } from 'vitest';
import { seededRandom } from '../../core/base/random.ts';
import type { LogLine } from '../../core/kube/log-line.ts';
import { LogScanner } from './log-scanner.ts';

const time = '2026-11-24T23:37:26.123456789Z';

function scan(bytes: Buffer, cuts: readonly number[], maxLineBytes = 1000): LogLine[] {
  const scanner = new LogScanner({ maxLineBytes });
  const lines: LogLine[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    lines.push(...scanner.add(Buffer.from(bytes.subarray(from, cut))));
    from = cut;
  }
  const last = scanner.finish();
  return last === undefined ? lines : [...lines, last];
}

test('wherever the chunks are cut, the lines are the same', () => {
  const samples = ['', 'x', 'ünïcödé 漢字 🦔', '\x1b[31mred', 'tab\there', 'a'.repeat(200), '{"msg":"x"}'];
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(`scanner ${seed}`);
    const wanted = Array.from({ length: 1 + random.int(30) }, () => samples[random.int(samples.length)] as string);
    const ending = random.chance(0.5) ? '\n' : '\r\n';
    const text = wanted.map((line) => `${time} ${line}${ending}`).join('');
    const bytes = Buffer.from(random.chance(0.5) ? text : text.slice(0, -ending.length));
    const cuts = Array.from({ length: random.int(20) }, () => random.int(bytes.length)).sort((a, b) => a - b);
    expect(
      scan(bytes, cuts).map((line) => line.text),
      `seed ${seed}`,
    ).toEqual(wanted);
  }
});

test('each byte alone', () => {
  const bytes = Buffer.from(`${time} 漢字\n${time} b\n`);
  expect(scan(bytes, [...bytes.keys()]).map(({ text }) => text)).toEqual(['漢字', 'b']);
});

test('a line that is too long keeps its beginning and says how much is missing, in one chunk or many', () => {
  const long = 'é'.repeat(5_000);
  const bytes = Buffer.from(`${time} ${long}\n${time} next\n`);
  const lineBytes = time.length + 1 + 10_000;
  for (const cuts of [[10, 700, 5000], [], Array.from({ length: 100 }, (_, i) => i * 100)]) {
    const [first, second] = scan(bytes, cuts, 1000);
    expect(first?.text).toMatch(/^é+$/);
    expect(first?.text.length).toBeLessThanOrEqual(1000);
    const kept = time.length + 1 + Buffer.byteLength(first?.text ?? '');
    // Half a character at the cut is neither shown nor counted.
    expect((first?.cutBytes ?? 0) + kept).toBeGreaterThanOrEqual(lineBytes - 1);
    expect((first?.cutBytes ?? 0) + kept).toBeLessThanOrEqual(lineBytes);
    expect(second).toEqual(expect.objectContaining({ text: 'next' }));
    expect(second).not.toHaveProperty('cutBytes');
  }
});

test('an endless line costs no more memory than a long one', () => {
  const scanner = new LogScanner({ maxLineBytes: 1000 });
  const chunk = Buffer.alloc(64 * 1024, 'x');
  for (let i = 0; i < 100; i++) expect(scanner.add(chunk)).toEqual([]);
  expect(scanner.isOpen).toBe(true);
  expect(scanner.finish()).toMatchObject({ time: '', cutBytes: 100 * 64 * 1024 - 1000 });
});

test('bytes that are no text become replacement signs, and the line goes on', () => {
  expect(scan(Buffer.concat([Buffer.from(`${time} a`), Buffer.from([0xff, 0xfe]), Buffer.from('b\n')]), [])[0]?.text).toBe(
    'a\ufffd\ufffdb',
  );
});
