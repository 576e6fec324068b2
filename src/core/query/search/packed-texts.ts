import type { Slices } from '../../fleet/fleet-view.ts';
import { foldText, isBeyondLatin1 } from './fold-text.ts';
import { beginsBit, containsBit, isWholePart, matchBits, wholeBit } from './match-bits.ts';

/** Texts by number, as a dictionary has them: numbers are only ever added, and a number never changes its text. */
export interface NumberedTexts {
  /** Undefined where a number stands for no text. */
  text(number: number): string | undefined;
}

/** One run of texts, packed: a search in it takes about a tenth of a millisecond. */
const textsPerSegment = 4096;

/** Segments looked at between two yields. */
const segmentsPerSlice = 8;

/** Words whose matches are remembered, so that a longer word, as somebody types, looks at few texts only; and how many matches of one. */
const rememberedWords = 6;
const rememberedNumbers = 1024;

interface RememberedWord {
  readonly word: string;
  /** Numbers below this were looked at. */
  readonly size: number;
  readonly numbers: Uint32Array;
}

/** Stands between two texts of a segment; texts that have it are kept apart. */
const divider = '\u0000';

interface Segment {
  /** Folded texts with a divider after each. */
  readonly text: string;
  /** Where each text begins, and the end. */
  readonly starts: Uint32Array;
  /** True when some text has parts divided by control characters. */
  readonly hasParts: boolean;
  /** Folded texts that cannot be packed: of signs of two bytes, which would double the segment, or with dividers. Places as in `starts`. */
  readonly odd: readonly { readonly place: number; readonly text: string }[];
}

/**
 * The texts of a dictionary as few long ones: a substring is found in half a million names in some 8 ms, without an inverted index.
 *
 * Follows the dictionary when asked; nothing is ever stale, since texts of a dictionary do not change.
 */
export class PackedTexts {
  readonly #source: NumberedTexts;
  readonly #full: Segment[] = [];
  #remembered: readonly RememberedWord[] = [];
  #tail: Segment | undefined;
  #tailEnd = 0;

  constructor(source: NumberedTexts) {
    this.#source = source;
  }

  /** Bits by number for a folded word without control characters, for numbers below `size`; undefined when no text matches. */
  *match(word: string, size: number): Slices<Uint8Array | undefined> {
    const known = this.#remembered.find((one) => word.includes(one.word) && size - one.size < textsPerSegment);
    const bits = known === undefined ? yield* this.#matchAll(word, size) : this.#refine(known, word, size);
    this.#remember(word, size, bits);
    return bits;
  }

  *#matchAll(word: string, size: number): Slices<Uint8Array | undefined> {
    yield* this.#follow(size);
    const whole = wholePattern(word);
    let bits: Uint8Array | undefined;
    for (let s = 0; s <= this.#full.length; s++) {
      const segment = this.#full[s] ?? this.#tail;
      if (segment === undefined) break;
      if (s % segmentsPerSlice === segmentsPerSlice - 1) yield;
      const first = segment.text.indexOf(word);
      if (first < 0 && segment.odd.length === 0) continue;
      bits ??= new Uint8Array(Math.max(size, this.#tailEnd));
      matchSegment(segment, { word, whole, first, bits, base: s * textsPerSegment });
    }
    return bits;
  }

  /** What matched a part of the word is all that can match the word, besides what came since. */
  #refine(known: RememberedWord, word: string, size: number): Uint8Array | undefined {
    let bits: Uint8Array | undefined;
    const look = (number: number): void => {
      const found = matchBits(foldText(this.#source.text(number) ?? ''), word);
      if (found === 0) return;
      bits ??= new Uint8Array(size);
      bits[number] = found;
    };
    for (const number of known.numbers) if (number < size) look(number);
    for (let number = known.size; number < size; number++) look(number);
    return bits;
  }

  #remember(word: string, size: number, bits: Uint8Array | undefined): void {
    const numbers: number[] = [];
    for (let number = 0; bits !== undefined && number < size; number++) {
      if (bits[number] === 0) continue;
      if (numbers.length === rememberedNumbers) return;
      numbers.push(number);
    }
    this.#remembered = [{ word, size, numbers: Uint32Array.from(numbers) }, ...this.#remembered.filter((one) => one.word !== word)].slice(
      0,
      rememberedWords,
    );
  }

  /** Bytes of the packed texts. */
  get bytes(): number {
    const segments = this.#tail === undefined ? this.#full : [...this.#full, this.#tail];
    const remembered = this.#remembered.reduce((sum, { numbers }) => sum + numbers.byteLength + 100, 0);
    return segments.reduce(
      (sum, { text, starts, odd }) =>
        sum + text.length + starts.byteLength + 200 + odd.reduce((all, one) => all + 2 * one.text.length + 80, 0),
      remembered,
    );
  }

  *#follow(size: number): Slices<void> {
    if (size <= this.#tailEnd) return;
    while ((this.#full.length + 1) * textsPerSegment <= size) {
      const from = this.#full.length * textsPerSegment;
      this.#full.push(packSegment(this.#source, from, from + textsPerSegment));
      yield;
    }
    const from = this.#full.length * textsPerSegment;
    this.#tail = from < size ? packSegment(this.#source, from, size) : undefined;
    this.#tailEnd = size;
  }
}

function packSegment(source: NumberedTexts, from: number, to: number): Segment {
  const texts: string[] = [];
  const starts = new Uint32Array(to - from + 1);
  const odd: { place: number; text: string }[] = [];
  let at = 0;
  for (let number = from; number < to; number++) {
    const text = source.text(number) ?? '';
    const kept = isBeyondLatin1(text) || text.includes(divider) ? '' : text;
    if (kept !== text) odd.push({ place: number - from, text: foldText(text) });
    starts[number - from] = at;
    texts.push(kept);
    at += kept.length + 1;
  }
  starts[to - from] = at;
  // Folded after joining: one pass of native code, and the same text again where nothing is to be folded.
  const text = foldText(texts.join(divider) + divider);
  return { text, starts, hasParts: parts.test(text), odd };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these signs divide the parts of a text
const parts = /[\u0001-\u001f]/;

interface SegmentMatch {
  readonly word: string;
  /** Finds the word as a whole part. */
  readonly whole: RegExp;
  /** Where the word stands first; -1 when nowhere. */
  readonly first: number;
  readonly bits: Uint8Array;
  readonly base: number;
}

function matchSegment({ text, starts, hasParts, odd }: Segment, { word, whole, first, bits, base }: SegmentMatch): void {
  let place = 0;
  for (let at = first; at >= 0; ) {
    place = placeOf(starts, place, at);
    const found = at === starts[place] ? containsBit | beginsBit : containsBit;
    bits[base + place] = isWholePart(text, at, at + word.length) ? found | wholeBit : found;
    place++;
    at = text.indexOf(word, starts[place]);
  }
  if (hasParts && first >= 0)
    addWholes(
      text,
      starts,
      (found) => {
        bits[base + found] = (bits[base + found] as number) | wholeBit;
      },
      whole,
    );
  for (const one of odd) bits[base + one.place] = matchBits(one.text, word);
}

/** A whole part may stand behind others that only contain the word. */
function addWholes(text: string, starts: Uint32Array, add: (place: number) => void, whole: RegExp): void {
  whole.lastIndex = 0;
  let place = 0;
  for (let match = whole.exec(text); match !== null; match = whole.exec(text)) {
    place = placeOf(starts, place, match.index);
    add(place);
  }
}

/** The word between control characters or ends of texts: nothing but literal signs, so that its run time is linear. */
function wholePattern(word: string): RegExp {
  return new RegExp(`(?<![^\\u0000-\\u001f])${word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?=[\\u0000-\\u001f])`, 'g');
}

/** The place of the text that holds position `at`, looking from `from` on; near hits are found in few steps. */
function placeOf(starts: Uint32Array, from: number, at: number): number {
  let low = from;
  let step = 1;
  const last = starts.length - 1;
  while (low + step < last && (starts[low + step] as number) <= at) {
    low += step;
    step *= 2;
  }
  let high = Math.min(last, low + step);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}
