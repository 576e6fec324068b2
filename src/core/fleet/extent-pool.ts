import { chunkShift } from './chunks.ts';
import { extentShift } from './extent-rows.ts';

const extentsPerChunkShift = chunkShift - extentShift;

/** Gives out extents of a table, freed ones first; says when all of a chunk's are free. */
export class ExtentPool {
  readonly #free: number[] = [];
  readonly #usedInChunk: number[] = [];
  #next = 0;

  take(): number {
    const extent = this.#free.pop() ?? this.#next++;
    const chunk = extent >>> extentsPerChunkShift;
    this.#usedInChunk[chunk] = (this.#usedInChunk[chunk] ?? 0) + 1;
    return extent;
  }

  /** Takes an extent back; true when its chunk has none in use any more. */
  release(extent: number): boolean {
    this.#free.push(extent);
    const chunk = extent >>> extentsPerChunkShift;
    const used = (this.#usedInChunk[chunk] as number) - 1;
    this.#usedInChunk[chunk] = used;
    return used === 0;
  }

  chunkOf(extent: number): number {
    return extent >>> extentsPerChunkShift;
  }
}
