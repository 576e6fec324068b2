import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { finish } from '../finish.ts';
import { foldText } from './fold-text.ts';
import { matchBits } from './match-bits.ts';
import { PackedTexts } from './packed-texts.ts';

function packed(texts: (string | undefined)[]): PackedTexts {
  return new PackedTexts({ text: (number) => texts[number] });
}

/** What `match` must say, by looking at every text. */
function naive(texts: readonly (string | undefined)[], word: string): number[] {
  return texts.map((text) => matchBits(foldText(text ?? ''), word));
}

function bitsOf(texts: PackedTexts, word: string, size: number): number[] {
  const bits = finish(texts.match(word, size));
  return Array.from({ length: size }, (_, i) => bits?.[i] ?? 0);
}

describe('a substring among texts', () => {
  test.each([
    [['web', 'webs', 'aweb', 'x', undefined, ''], 'web'],
    [['a\u0001web\u0002b', 'web\u0001', '\u0001webs', '\u0001aweb\u0001web'], 'web'],
    [['Web', 'WEB\u0001x', 'ÄWEB'], 'web'],
    [['日本web', 'web日本', '日本\u0001web', 'x\u0000web', 'web\u0000y'], 'web'],
    [['日本', '日本語', 'x'], '日本'],
    [['aaa', 'aa', 'baa\u0001aa'], 'aa'],
    [['x', 'y'], 'xy'],
  ])('%j holds %s', (texts, word) => {
    expect(bitsOf(packed(texts), word, texts.length)).toEqual(naive(texts, word));
  });

  test('undefined when no text has it, whatever was packed before', () => {
    const texts = packed(['web']);
    expect(finish(texts.match('nowhere', 1))).toBeUndefined();
    expect(finish(texts.match('web', 1))).toBeDefined();
  });

  test('follows texts that are added, over many segments, and answers older sizes too', () => {
    const random = seededRandom('packed-texts');
    const texts: (string | undefined)[] = [undefined];
    const index = packed(texts);
    for (let round = 0; round < 12; round++) {
      const more = 1 + random.int(2500);
      for (let i = 0; i < more; i++) texts.push(randomText(random));
      for (const word of ['ab', 'b-1', 'ä', 'a', 'ccc']) {
        const size = round % 3 === 0 ? texts.length - random.int(texts.length) : texts.length;
        expect(bitsOf(index, word, size)).toEqual(naive(texts.slice(0, size), word));
      }
    }
    expect(index.bytes).toBeGreaterThan(texts.length * 4);
  });

  test('works in slices', () => {
    const texts = Array.from({ length: 50_000 }, (_, i) => `name-${i}`);
    const slices = packed(texts).match('name-4', texts.length);
    let yields = 0;
    while (slices.next().done !== true) yields++;
    expect(yields).toBeGreaterThanOrEqual(12);
  });
});

function randomText(random: { int(below: number): number }): string {
  const signs = ['a', 'b', 'c', 'A', '-', '1', '\u0001', 'Ä', '日', '\u0000'];
  let text = '';
  for (let n = random.int(9); n > 0; n--) text += signs[random.int(random.int(4) === 0 ? signs.length : 6)];
  return text;
}
