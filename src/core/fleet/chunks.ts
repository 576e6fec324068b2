/** Rows in one chunk of a lane: the unit of copy-on-write. 4,096 rows are 16 KB of codes or 32 KB of numbers, a copy of some microseconds. */
export const rowsPerChunk = 4096;

/** `row >>> chunkShift` is the chunk of a row. */
export const chunkShift = 12;

/** `row & chunkMask` is the place of a row in its chunk. */
export const chunkMask = rowsPerChunk - 1;

/** The smallest chunk; the last chunk of a small table grows from here, so that a resource with ten objects does not cost 4,096 rows. */
const smallestChunk = 256;

/** How long a chunk must be to hold position `at`: a power of two, at least 256, at most `limit`. */
export function chunkLength(at: number, limit: number): number {
  let length = Math.min(smallestChunk, limit);
  while (length <= at) length *= 2;
  return length;
}
