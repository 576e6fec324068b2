/** Work of all lists of the process together per turn of the event loop. */
const turnMs = 8;

/** One slice of some milliseconds at most; true when there is more to do. */
export type Slice = () => boolean;

/**
 * Shares the event loop between everybody who has much to do: slices run in turn, 8 ms together, then everything else gets its turn. With 148 lists
 * arriving at once, a slice for each per turn would block for a third of a second.
 */
export class WorkTurns {
  readonly #queue: Slice[] = [];
  #planned = false;

  /** Runs the slice soon, and again for as long as it answers true. A slice must not throw. */
  add(slice: Slice): void {
    this.#queue.push(slice);
    this.#plan();
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#planned = false;
    const untilMs = performance.now() + turnMs;
    do {
      const slice = this.#queue.shift();
      if (slice === undefined) return;
      if (slice()) this.#queue.push(slice);
    } while (performance.now() < untilMs);
    if (this.#queue.length > 0) this.#plan();
  }
}

/** The turns of this process. */
export const workTurns: WorkTurns = new WorkTurns();
