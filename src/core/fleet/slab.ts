/**
 * Objects as bytes, one after the other in one buffer: the overlay where changed objects live until they are packed.
 *
 * Only ever appended to, so whoever holds a slab may read its objects for ever.
 */
export class Slab {
  readonly #buffer: Uint8Array;
  readonly #ends: number[] = [];
  readonly #rows: number[] = [];
  #used = 0;
  /** Objects that are still the current ones of their rows; kept by the heap. */
  live = 0;

  constructor(capacityBytes: number) {
    this.#buffer = new Uint8Array(capacityBytes);
  }

  get count(): number {
    return this.#ends.length;
  }

  get bytes(): number {
    return this.#buffer.byteLength;
  }

  fits(length: number): boolean {
    return this.#used + length <= this.#buffer.byteLength;
  }

  /** Copies an object in, for a row; answers its index. */
  append(object: Uint8Array, row: number): number {
    this.#buffer.set(object, this.#used);
    this.#used += object.byteLength;
    this.#ends.push(this.#used);
    this.#rows.push(row);
    return this.#ends.length - 1;
  }

  object(index: number): Uint8Array {
    return this.#buffer.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  row(index: number): number {
    return this.#rows[index] as number;
  }
}
