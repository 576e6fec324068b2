/** A pair of a selector or of labels: `app=web`. */
export type LabelPair = string;

/** The pairs of a plain selector (`{app: web}`), or of labels; none for anything else. */
export function labelPairs(labels: unknown): readonly LabelPair[] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return [];
  return Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
}

/**
 * Finds which of many selectors may match given labels, without asking each. The first question is answered with all of them: an index is worth its
 * cost from the second on.
 */
export class SelectorIndex<T> {
  readonly #items: readonly T[];
  readonly #pairsOf: (item: T) => readonly LabelPair[];
  #buckets: ReadonlyMap<LabelPair | '', readonly number[]> | undefined;
  #asked = false;

  /** `pairsOf`: pairs that labels must have, every one; a selector may ask for more than these. */
  constructor(items: readonly T[], pairsOf: (item: T) => readonly LabelPair[]) {
    this.#items = items;
    this.#pairsOf = pairsOf;
  }

  /** Those that may match, in their order; each must still be asked. */
  candidates(labels: Readonly<Record<string, string>>): readonly T[] {
    if (!this.#asked) {
      this.#asked = true;
      return this.#items;
    }
    this.#buckets ??= this.#built();
    const found = [...(this.#buckets.get('') ?? [])];
    for (const pair of labelPairs(labels)) for (const at of this.#buckets.get(pair) ?? []) found.push(at);
    return found.sort((a, b) => a - b).map((at) => this.#items[at] as T);
  }

  /** Each item once, under its rarest pair: `app=web` rather than `part-of=shop`. */
  #built(): ReadonlyMap<LabelPair | '', readonly number[]> {
    const pairs = this.#items.map(this.#pairsOf);
    const counts = new Map<LabelPair, number>();
    for (const pair of pairs.flat()) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    const buckets = new Map<LabelPair | '', number[]>();
    for (const [at, own] of pairs.entries()) {
      const rarest = own.reduce<LabelPair | ''>(
        (best, pair) => (best === '' || (counts.get(pair) ?? 0) < (counts.get(best) ?? 0) ? pair : best),
        '',
      );
      const bucket = buckets.get(rarest);
      if (bucket === undefined) buckets.set(rarest, [at]);
      else bucket.push(at);
    }
    return buckets;
  }
}

/** Finds which of many labelled things a selector may match. As with selectors, the first question is answered with all. */
export class LabelIndex<T> {
  readonly #items: readonly T[];
  readonly #labelsOf: (item: T) => Readonly<Record<string, string>>;
  #byPair: ReadonlyMap<LabelPair, readonly T[]> | undefined;
  #asked = false;

  constructor(items: readonly T[], labelsOf: (item: T) => Readonly<Record<string, string>>) {
    this.#items = items;
    this.#labelsOf = labelsOf;
  }

  /** All of them, in their order. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Those that have the rarest of the pairs, in their order; each must still be asked. All, where there are no pairs. */
  candidates(pairs: readonly LabelPair[]): readonly T[] {
    if (pairs.length === 0 || !this.#asked) {
      this.#asked = true;
      return this.#items;
    }
    this.#byPair ??= this.#built();
    const lists = pairs.map((pair) => this.#byPair?.get(pair) ?? []);
    return lists.reduce((best, list) => (list.length < best.length ? list : best));
  }

  #built(): ReadonlyMap<LabelPair, readonly T[]> {
    const byPair = new Map<LabelPair, T[]>();
    for (const item of this.#items)
      for (const pair of labelPairs(this.#labelsOf(item))) {
        const list = byPair.get(pair);
        if (list === undefined) byPair.set(pair, [item]);
        else list.push(item);
      }
    return byPair;
  }
}
