/** Keys that wait for an instant, the earliest first. A key may wait several times; whoever is woken looks whether it is still meant. */
export class WakeHeap {
  readonly #items: { readonly atMs: number; readonly key: string }[] = [];

  get nextMs(): number | undefined {
    return this.#items[0]?.atMs;
  }

  add(atMs: number, key: string): void {
    const items = this.#items;
    items.push({ atMs, key });
    for (let i = items.length - 1; i > 0; ) {
      const up = (i - 1) >> 1;
      if (this.#at(up) <= this.#at(i)) break;
      this.#swap(i, up);
      i = up;
    }
  }

  /** Everything that is due, in order. */
  take(nowMs: number): readonly { readonly atMs: number; readonly key: string }[] {
    const due: { readonly atMs: number; readonly key: string }[] = [];
    while (this.#items.length > 0 && this.#at(0) <= nowMs) due.push(this.#pop());
    return due;
  }

  #pop(): { readonly atMs: number; readonly key: string } {
    const items = this.#items;
    this.#swap(0, items.length - 1);
    const first = items.pop() as { readonly atMs: number; readonly key: string };
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      if (left >= items.length) break;
      const least = left + 1 < items.length && this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(i) <= this.#at(least)) break;
      this.#swap(i, least);
      i = least;
    }
    return first;
  }

  #at(i: number): number {
    return this.#items[i]?.atMs ?? Infinity;
  }

  #swap(i: number, j: number): void {
    const items = this.#items;
    const kept = items[i] as { readonly atMs: number; readonly key: string };
    items[i] = items[j] as { readonly atMs: number; readonly key: string };
    items[j] = kept;
  }
}
