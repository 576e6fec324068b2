import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { yamlText } from '../yaml-text.ts';
import { yamlLines } from './yaml-lines.ts';

describe('yamlLines', () => {
  test('each line knows its field', () => {
    const object = { kind: 'Pod', spec: { containers: [{ name: 'a', args: ['x', 'z'] }], text: 'one\ntwo\n' }, empty: {} };
    expect(yamlLines(object).map(({ text, path }) => [text, path.join('.')])).toEqual([
      ['empty: {}', 'empty'],
      ['kind: Pod', 'kind'],
      ['spec:', 'spec'],
      ['  containers:', 'spec.containers'],
      ['  - args:', 'spec.containers.0.args'],
      ['    - x', 'spec.containers.0.args.0'],
      ['    - z', 'spec.containers.0.args.1'],
      ['    name: a', 'spec.containers.0.name'],
      ['  text: |', 'spec.text'],
      ['    one', 'spec.text'],
      ['    two', 'spec.text'],
    ]);
  });

  test('together the lines are the text that yamlText writes, whatever the object holds', () => {
    const seed = 'yaml lines 11';
    const random = seededRandom(seed);
    for (let i = 0; i < 300; i++) {
      const value = JSON.parse(JSON.stringify({ a: anything(random, 4), __proto__x: anything(random, 3) })) as object;
      const text = yamlLines(value)
        .map((line) => `${line.text}\n`)
        .join('');
      expect(text, `${seed} ${i} ${JSON.stringify(value)}`).toBe(yamlText(value));
    }
    const proto = JSON.parse('{"metadata":{"labels":{"__proto__":"x","constructor":{"y":1}}}}') as object;
    expect(yamlLines(proto).map(({ text }) => text)).toEqual(yamlText(proto).trimEnd().split('\n'));
  });
});

const words = [
  '',
  'a',
  'true',
  'x: y',
  'multi\nline',
  'ends\n\n',
  ' lead',
  '- dash',
  '\x1b[2J',
  'k'.repeat(200),
  '#',
  '1.0',
  'null',
  'é\u202e',
];

function anything(random: ReturnType<typeof seededRandom>, depth: number): unknown {
  const kind = random.int(depth <= 0 ? 4 : 7);
  if (kind === 0) return random.int(100) - 50;
  if (kind === 1) return random.int(2) === 0 ? null : random.int(2) === 0;
  if (kind < 4) return words[random.int(words.length)];
  const size = random.int(4);
  if (kind === 4) return Array.from({ length: size }, () => anything(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [words[random.int(words.length)] ?? 'k', anything(random, depth - 1)]));
}
