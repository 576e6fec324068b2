const shift = 9;
const rowsPerRefChunk = 1 << shift;
const mask = rowsPerRefChunk - 1;

/**
 * References by row in chunks that are copied on the first write after a fork.
 *
 * Its chunks are smaller than those of the other lanes: every update of an object writes here, and nobody scans it.
 */
export class RefLane<T> {
  readonly #chunks: (T | undefined)[][];
  readonly #ownedSince: number[];
  readonly #generation: number;

  constructor(generation: number, chunks: (T | undefined)[][] = [], ownedSince: number[] = []) {
    this.#generation = generation;
    this.#chunks = chunks;
    this.#ownedSince = ownedSince;
  }

  at(row: number): T | undefined {
    return this.#chunks[row >>> shift]?.[row & mask];
  }

  set(row: number, value: T | undefined): void {
    const index = row >>> shift;
    let chunk = this.#chunks[index];
    if (chunk === undefined || this.#ownedSince[index] !== this.#generation) {
      chunk = chunk === undefined ? new Array<T | undefined>(rowsPerRefChunk).fill(undefined) : chunk.slice();
      this.#chunks[index] = chunk;
      this.#ownedSince[index] = this.#generation;
    }
    chunk[row & mask] = value;
  }

  fork(generation: number): RefLane<T> {
    return new RefLane(generation, this.#chunks.slice(), this.#ownedSince.slice());
  }

  /** Forgets the references of rows `from` up to but not including `to`; both multiples of 512. */
  drop(from: number, to: number): void {
    for (let index = from >>> shift; index < to >>> shift; index++) delete this.#chunks[index];
  }

  get bytes(): number {
    return this.#chunks.length * rowsPerRefChunk * 8;
  }
}
