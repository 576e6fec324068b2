import type { LabelTexts } from './fleet-view.ts';
import { HashIndex, mixBits } from './hash-index.ts';
import { LabelSet } from './label-set.ts';

/** Ids of label sets, as bits. */
export type LabelBits = Uint32Array;

interface LabelValue {
  readonly text: string;
  readonly code: number;
  /** Ids of the sets that have it. Made with its first id: an empty array that grows takes room for 17, and most values are in one set. */
  sets: number[] | undefined;
}

interface LabelKey {
  readonly text: string;
  readonly values: Map<string, LabelValue>;
  /** Ids of the sets that have the key, whatever its value. */
  readonly sets: number[];
}

interface CachedBits {
  bits: LabelBits;
  consumed: number;
}

const cachedAnswers = 64;
const setBytes = 120;
const valueBytes = 160;

/**
 * All label sets of the fleet, interned, and which sets have a label: the incremental half of the label index.
 *
 * Ids and postings are only ever added, so whoever holds the object may read it for ever; sets that no row uses any more
 * go away when the store is tidied into a new one. A lookup by label is a bitmap of set ids that rows are checked against.
 */
export class LabelSets implements LabelTexts {
  readonly #keys = new Map<string, LabelKey>();
  readonly #sets: LabelSet[] = [];
  readonly #index = new HashIndex();
  /** By the posting list that the bits are of. */
  readonly #cache = new Map<readonly number[], CachedBits>();
  readonly #texts: (LabelKey | LabelValue)[] = [];
  #valueCount = 0;
  #setBytes = 0;
  #last = 0;

  constructor() {
    this.#add([], 0);
  }

  /** Ids are below this. */
  get size(): number {
    return this.#sets.length;
  }

  /** The set of an id; id 0 is the empty set. */
  set(id: number): LabelSet {
    return this.#sets[id] as LabelSet;
  }

  get textCount(): number {
    return this.#texts.length;
  }

  text(number: number): string {
    return (this.#texts[number] as LabelValue).text;
  }

  setsOf(number: number): readonly number[] {
    return (this.#texts[number] as LabelValue).sets ?? [];
  }

  /** The id of the labels of an object; values that are no text are left out. */
  intern(labels: Readonly<Record<string, unknown>> | null | undefined): number {
    if (labels === undefined || labels === null || typeof labels !== 'object') return 0;
    if ((this.#sets[this.#last] as LabelSet).equals(labels)) return this.#last;
    this.#last = this.#internPairs(this.#pairs(labels));
    return this.#last;
  }

  /** Like `intern`, for an object that had the set `before`: cheap when nothing changed. */
  internAfter(before: number, labels: Readonly<Record<string, unknown>> | null | undefined): number {
    if (labels !== undefined && labels !== null && (this.#sets[before] as LabelSet).equals(labels)) return before;
    return this.intern(labels);
  }

  /** The id of a set that comes from another `LabelSets`. */
  adopt(set: LabelSet): number {
    const pairs: LabelPair[] = [];
    for (const [key, value] of set) pairs.push(this.#pair(key, value));
    return this.#internPairs(pairs);
  }

  /** The id of a set as keys and values in turn, sorted by key. */
  adoptTexts(texts: readonly string[]): number {
    const pairs: LabelPair[] = [];
    for (let i = 0; i < texts.length; i += 2) pairs.push(this.#pair(texts[i] as string, texts[i + 1] as string));
    return this.#internPairs(pairs);
  }

  /** The sets whose label has the value, or (value undefined) that have the label at all; undefined when there is none. */
  bits(key: string, value: string | undefined): LabelBits | undefined {
    const label = this.#keys.get(key);
    const sets = value === undefined ? label?.sets : label?.values.get(value)?.sets;
    if (sets === undefined) return undefined;
    let cached = this.#cache.get(sets);
    if (cached === undefined) {
      if (this.#cache.size >= cachedAnswers) this.#cache.clear();
      cached = { bits: new Uint32Array((this.size >>> 5) + 1), consumed: 0 };
      this.#cache.set(sets, cached);
    }
    return this.#fill(cached, sets);
  }

  get bytes(): number {
    return this.#setBytes + this.#valueCount * valueBytes + this.#index.bytes;
  }

  #fill(cached: CachedBits, sets: readonly number[]): LabelBits {
    // A fresh bitmap when it must grow: a caller may still be reading the one it got before.
    if (cached.bits.length * 32 < this.size) {
      const grown = new Uint32Array((this.size >>> 4) + 1);
      grown.set(cached.bits);
      cached.bits = grown;
    }
    for (; cached.consumed < sets.length; cached.consumed++) {
      const id = sets[cached.consumed] as number;
      cached.bits[id >>> 5] = (cached.bits[id >>> 5] as number) | (1 << (id & 31));
    }
    return cached.bits;
  }

  #pairs(labels: Readonly<Record<string, unknown>>): LabelPair[] {
    const pairs: LabelPair[] = [];
    let sorted = true;
    for (const key of Object.keys(labels)) {
      const value = labels[key];
      if (typeof value !== 'string') continue;
      if (pairs.length > 0 && (pairs[pairs.length - 1] as LabelPair).key.text > key) sorted = false;
      pairs.push(this.#pair(key, value));
    }
    // API servers write maps sorted by key; others may not.
    if (!sorted) pairs.sort((a, b) => (a.key.text < b.key.text ? -1 : 1));
    return pairs;
  }

  #pair(keyText: string, valueText: string): LabelPair {
    let key = this.#keys.get(keyText);
    if (key === undefined) {
      key = { text: keyText, values: new Map(), sets: [] };
      this.#keys.set(keyText, key);
      this.#texts.push(key);
    }
    let value = key.values.get(valueText);
    if (value === undefined) {
      value = { text: valueText, code: ++this.#valueCount, sets: undefined };
      key.values.set(valueText, value);
      this.#texts.push(value);
    }
    return { key, value };
  }

  #internPairs(pairs: readonly LabelPair[]): number {
    let hash = pairs.length;
    for (const pair of pairs) hash = mixBits(hash ^ pair.value.code);
    const texts: string[] = [];
    for (const { key, value } of pairs) texts.push(key.text, value.text);
    for (let slot = this.#index.first(hash); slot >= 0; slot = this.#index.next(hash, slot)) {
      const id = this.#index.rowAt(slot);
      if ((this.#sets[id] as LabelSet).hasTexts(texts)) return id;
    }
    const id = this.#add(texts, hash);
    for (const { key, value } of pairs) {
      key.sets.push(id);
      if (value.sets === undefined) value.sets = [id];
      else value.sets.push(id);
    }
    return id;
  }

  #add(texts: readonly string[], hash: number): number {
    const id = this.#sets.length;
    this.#sets.push(new LabelSet(texts));
    this.#setBytes += setBytes + texts.length * 10;
    this.#index.add(hash, id);
    return id;
  }
}

interface LabelPair {
  readonly key: LabelKey;
  readonly value: LabelValue;
}
