/** Buffers that wait to be used again hold at most about this much. */
const mostKept = 8;

/**
 * Buffers of slabs that were packed, to be used again: while a fleet is read for the first time every object passes through one, and a new buffer for each half
 * megabyte has V8 mark its whole heap for every 64 MB of them.
 */
export class SlabPool {
  readonly #kept: Uint8Array[] = [];
  readonly #bufferBytes: number;

  /** @param bufferBytes size of the buffers that are kept; others are let go */
  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes;
  }

  /** A buffer of that size; it may hold old bytes. */
  take(bytes: number): Uint8Array {
    const kept = bytes === this.#bufferBytes ? this.#kept.pop() : undefined;
    return kept ?? new Uint8Array(bytes);
  }

  /** Takes back a buffer that nobody reads any more. */
  give(buffer: Uint8Array): void {
    if (buffer.byteLength === this.#bufferBytes && this.#kept.length < mostKept) this.#kept.push(buffer);
  }
}
