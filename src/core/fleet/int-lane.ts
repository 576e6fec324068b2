import { chunkLength, chunkMask, chunkShift, rowsPerChunk } from './chunks.ts';

/**
 * Unsigned 32-bit numbers by position, in chunks that are copied on the first write after a fork.
 *
 * The lanes for integers, numbers and references are three classes on purpose: one generic class would make
 * every read polymorphic, and scans several times slower.
 */
export class IntLane {
  /** Chunks of 4,096 positions; the last ones may be shorter or missing. Not to be written by anybody else. */
  readonly chunks: Uint32Array[];
  readonly #ownedSince: number[];
  readonly #generation: number;

  /** @param generation of the table version that writes here; chunks owned since then are written in place */
  constructor(generation: number, chunks: Uint32Array[] = [], ownedSince: number[] = []) {
    this.#generation = generation;
    this.chunks = chunks;
    this.#ownedSince = ownedSince;
  }

  /** The value at a position that was set; other positions are undefined behaviour. */
  at(position: number): number {
    return (this.chunks[position >>> chunkShift] as Uint32Array)[position & chunkMask] as number;
  }

  /** The value at any position; 0 where none was set. */
  valueAt(position: number): number {
    return this.chunks[position >>> chunkShift]?.[position & chunkMask] ?? 0;
  }

  /** Writes a value; copies nothing when it is there already. */
  set(position: number, value: number): void {
    const index = position >>> chunkShift;
    const at = position & chunkMask;
    let chunk = this.chunks[index];
    if (chunk === undefined || at >= chunk.length) chunk = this.#grow(index, at);
    else if (chunk[at] === value) return;
    else if (this.#ownedSince[index] !== this.#generation) chunk = this.#replace(index, chunk.slice());
    chunk[at] = value;
  }

  /** A lane of the next generation that shares every chunk; this one must not be written any more. */
  fork(generation: number): IntLane {
    return new IntLane(generation, this.chunks.slice(), this.#ownedSince.slice());
  }

  /** Forgets a chunk whose positions are all free. */
  drop(index: number): void {
    delete this.chunks[index];
  }

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  #grow(index: number, at: number): Uint32Array {
    const grown = new Uint32Array(chunkLength(at, rowsPerChunk));
    const before = this.chunks[index];
    if (before !== undefined) grown.set(before);
    return this.#replace(index, grown);
  }

  #replace(index: number, chunk: Uint32Array): Uint32Array {
    this.chunks[index] = chunk;
    this.#ownedSince[index] = this.#generation;
    return chunk;
  }
}
