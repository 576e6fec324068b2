/** Keeps the last `capacity` items in order of arrival; the oldest falls out first. */
export class RingBuffer<T> {
  readonly #items: (T | undefined)[];
  #start = 0;
  #size = 0;

  /** @param capacity at least 1 */
  constructor(capacity: number) {
    this.#items = new Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds an item and returns the one that fell out, if any. */
  push(item: T): T | undefined {
    const capacity = this.#items.length;
    if (this.#size < capacity) {
      this.#items[(this.#start + this.#size++) % capacity] = item;
      return undefined;
    }
    const fallen = this.#items[this.#start];
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % capacity;
    return fallen;
  }

  /** The item at position `index`, 0 being the oldest; undefined outside the range. */
  at(index: number): T | undefined {
    return index < 0 || index >= this.#size ? undefined : this.#items[(this.#start + index) % this.#items.length];
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.#size; i++) yield this.#items[(this.#start + i) % this.#items.length] as T;
  }
}
