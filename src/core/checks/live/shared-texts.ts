import type { FieldPath } from '../fault.ts';

/** Keeps one copy of texts and paths that many findings share. Forgets all when there are too many different ones. */
export class SharedTexts {
  readonly #texts = new Map<string, string>();
  readonly #paths = new Map<string, FieldPath>();
  readonly #most: number;

  constructor(most = 50_000) {
    this.#most = most;
  }

  text<T extends string | undefined>(text: T): T {
    if (text === undefined) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known as T;
    if (this.#texts.size >= this.#most) this.#texts.clear();
    // A text that was cut out of another, or put together, holds on to its parts: this copy does not.
    const flat = JSON.parse(JSON.stringify(text)) as string;
    this.#texts.set(flat, flat);
    return flat as T;
  }

  path(path: FieldPath): FieldPath {
    const key = path.join('\n');
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    if (this.#paths.size >= this.#most) this.#paths.clear();
    this.#paths.set(key, path);
    return path;
  }
}
