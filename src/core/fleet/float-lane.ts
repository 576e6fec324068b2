import { chunkLength, chunkMask, chunkShift, rowsPerChunk } from './chunks.ts';
import type { NumberLane } from './fleet-view.ts';

/** Numbers by row, NaN where nothing was set, in chunks that are copied on the first write after a fork. */
export class FloatLane implements NumberLane {
  /** Chunks of 4,096 rows; the last ones may be shorter or missing. Not to be written by anybody else. */
  readonly chunks: Float64Array[];
  readonly #ownedSince: number[];
  readonly #generation: number;

  /** @param generation of the table version that writes here; chunks owned since then are written in place */
  constructor(generation: number, chunks: Float64Array[] = [], ownedSince: number[] = []) {
    this.#generation = generation;
    this.chunks = chunks;
    this.#ownedSince = ownedSince;
  }

  number(row: number): number {
    return (this.chunks[row >>> chunkShift] as Float64Array)[row & chunkMask] as number;
  }

  chunk(index: number): Float64Array {
    return this.chunks[index] as Float64Array;
  }

  /** Writes a value; copies nothing when it is there already. */
  set(row: number, value: number): void {
    const index = row >>> chunkShift;
    const at = row & chunkMask;
    let chunk = this.chunks[index];
    if (chunk === undefined || at >= chunk.length) chunk = this.#grow(index, at);
    else if (Object.is(chunk[at], value)) return;
    else if (this.#ownedSince[index] !== this.#generation) chunk = this.#replace(index, chunk.slice());
    chunk[at] = value;
  }

  /** A lane of the next generation that shares every chunk; this one must not be written any more. */
  fork(generation: number): FloatLane {
    return new FloatLane(generation, this.chunks.slice(), this.#ownedSince.slice());
  }

  /** Forgets a chunk whose rows are all free. */
  drop(index: number): void {
    delete this.chunks[index];
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  #grow(index: number, at: number): Float64Array {
    const grown = new Float64Array(chunkLength(at, rowsPerChunk)).fill(Number.NaN);
    const before = this.chunks[index];
    if (before !== undefined) grown.set(before);
    return this.#replace(index, grown);
  }

  #replace(index: number, chunk: Float64Array): Float64Array {
    this.chunks[index] = chunk;
    this.#ownedSince[index] = this.#generation;
    return chunk;
  }
}
