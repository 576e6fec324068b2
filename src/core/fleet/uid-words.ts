import type { Uid } from '../kube/object.ts';
import { Dictionary } from './dictionary.ts';
import { mixBits } from './hash-index.ts';
import type { IntLane } from './int-lane.ts';

const nibbles = new Int8Array(128).fill(-1);
for (let i = 0; i < 16; i++) nibbles['0123456789abcdef'.charCodeAt(i)] = i;
const byteTexts = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** The first two words of uids that are no lower-case UUIDs: their text is in a dictionary. */
const oddMark = 0;

/**
 * Uids as four 32-bit words: 16 bytes where a string takes 64.
 *
 * Kubernetes makes uids as lower-case UUIDs; any other text is kept in a dictionary, so every uid comes back as it was.
 * Source: k8s.io/apimachinery pkg/util/uuid NewUUID.
 */
export class UidWords {
  readonly #odd = new Dictionary();
  /** The words of the uid parsed last. */
  readonly words = new Uint32Array(4);

  /** Fills `words`; with `seenOnly`, false says that the uid was never stored. */
  parse(uid: Uid, seenOnly = false): boolean {
    if (parseUuid(uid, this.words) && (this.words[0] !== oddMark || this.words[1] !== oddMark)) return true;
    const code = seenOnly ? this.#odd.find(uid) : this.#odd.intern(uid);
    this.words.set([oddMark, oddMark, 0, code]);
    return code !== 0;
  }

  hash(): number {
    const [a, b, c, d] = this.words as unknown as [number, number, number, number];
    return mixBits(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca77) ^ Math.imul(d, 0xc2b2ae3d));
  }

  equals(lane: IntLane, row: number): boolean {
    const words = this.words;
    const at = row * 4;
    return lane.at(at) === words[0] && lane.at(at + 1) === words[1] && lane.at(at + 2) === words[2] && lane.at(at + 3) === words[3];
  }

  store(lane: IntLane, row: number): void {
    for (let i = 0; i < 4; i++) lane.set(row * 4 + i, this.words[i] as number);
  }

  /** Takes the words of a row as if its uid had been parsed. */
  load(lane: IntLane, row: number): void {
    for (let i = 0; i < 4; i++) this.words[i] = lane.at(row * 4 + i);
  }

  text(lane: IntLane, row: number): Uid {
    const at = row * 4;
    const a = lane.at(at);
    const b = lane.at(at + 1);
    if (a === oddMark && b === oddMark) return this.#odd.value(lane.at(at + 3)) as string;
    return uuidText(a, b, lane.at(at + 2), lane.at(at + 3));
  }

  /** How many other uids than UUIDs were stored. */
  get oddCount(): number {
    return this.#odd.size;
  }

  get bytes(): number {
    return this.#odd.bytes;
  }
}

function parseUuid(text: string, words: Uint32Array): boolean {
  if (text.length !== 36) return false;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < 36; i++) {
    const char = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (char !== 45) return false;
      continue;
    }
    const nibble = char < 128 ? (nibbles[char] as number) : -1;
    if (nibble < 0) return false;
    word = (word << 4) | nibble;
    if ((++digits & 7) === 0) words[(digits >>> 3) - 1] = word;
  }
  return true;
}

function uuidText(a: number, b: number, c: number, d: number): string {
  return `${high(a)}${low(a)}-${high(b)}-${low(b)}-${high(c)}-${low(c)}${high(d)}${low(d)}`;
}

function high(word: number): string {
  return `${byteTexts[word >>> 24]}${byteTexts[(word >>> 16) & 255]}`;
}

function low(word: number): string {
  return `${byteTexts[(word >>> 8) & 255]}${byteTexts[word & 255]}`;
}
