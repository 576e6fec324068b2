/** The labels of some objects: few, sorted by key, looked up by walking; equal sets are one object. */
export class LabelSet implements ReadonlyMap<string, string> {
  /** Key, value, key, value …; texts are interned. */
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get size(): number {
    return this.#texts.length / 2;
  }

  get(key: string): string | undefined {
    const texts = this.#texts;
    for (let i = 0; i < texts.length; i += 2) if (texts[i] === key) return texts[i + 1];
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  forEach(visit: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    const texts = this.#texts;
    for (let i = 0; i < texts.length; i += 2) visit(texts[i + 1] as string, texts[i] as string, this);
  }

  *entries(): MapIterator<[string, string]> {
    const texts = this.#texts;
    for (let i = 0; i < texts.length; i += 2) yield [texts[i] as string, texts[i + 1] as string];
    return undefined;
  }

  *keys(): MapIterator<string> {
    for (const [key] of this) yield key;
    return undefined;
  }

  *values(): MapIterator<string> {
    for (const [, value] of this) yield value;
    return undefined;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  /** True when the set has exactly the texts, in the same order. */
  hasTexts(texts: readonly string[]): boolean {
    if (texts.length !== this.#texts.length) return false;
    for (let i = 0; i < texts.length; i++) if (texts[i] !== this.#texts[i]) return false;
    return true;
  }

  /** True when the set equals the labels as an object has them. */
  equals(labels: Readonly<Record<string, unknown>>): boolean {
    let count = 0;
    for (const key in labels) {
      if (this.get(key) !== labels[key]) return false;
      count += 2;
    }
    return count === this.#texts.length;
  }
}
