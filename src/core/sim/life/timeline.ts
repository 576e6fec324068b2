interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: (atMs: number) => void;
}

/** What is to happen and when; things due at the same time happen in the order in which they were planned. */
export class Timeline {
  readonly #heap: Due[] = [];
  #order = 0;

  /** Plans something; it is told the time it was planned for. */
  at(atMs: number, run: (atMs: number) => void): void {
    const due = { atMs, order: this.#order++, run };
    const heap = this.#heap;
    let i = heap.push(due) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(due, heap[parent] as Due)) break;
      heap[i] = heap[parent] as Due;
      i = parent;
    }
    heap[i] = due;
  }

  /** Makes everything happen that is due up to and at that time, also what is planned meanwhile. */
  runUntil(nowMs: number): void {
    while (this.#heap.length > 0 && (this.#heap[0] as Due).atMs <= nowMs) {
      const due = this.#pop();
      due.run(due.atMs);
    }
  }

  #pop(): Due {
    const heap = this.#heap;
    const first = heap[0] as Due;
    const last = heap.pop() as Due;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child++;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[i] = heap[child] as Due;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
