/** Entries that wait for the next frame, and how many never made it: a reader sees some thousand lines, not fifty thousand a second. */
export class LogRing<T> {
  readonly #most: number;
  #waiting: T[] = [];
  #dropped = 0;

  /** `most` entries wait at most; beyond that the oldest go. */
  constructor(most: number) {
    this.#most = most;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** True when nobody should bring more for now. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#most;
  }

  push(entry: T): void {
    this.#waiting.push(entry);
    // Cut now and then, not at every line.
    if (this.#waiting.length < this.#most * 2) return;
    this.#dropped += this.#waiting.length - this.#most;
    this.#waiting = this.#waiting.slice(-this.#most);
  }

  /** The oldest entries, at most so many, and how many went before them unseen. */
  take(most: number): { readonly entries: readonly T[]; readonly dropped: number } {
    const entries = this.#waiting.splice(0, most);
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { entries, dropped };
  }
}
