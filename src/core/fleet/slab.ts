import type { PackedBlock } from './packed-block.ts';

/**
 * Objects as bytes, one after the other in one buffer: the overlay where changed objects live until they are packed.
 *
 * Only ever appended to, so whoever holds a slab may read its objects for ever: from its buffer or, once every object has been packed and the buffer is used again,
 * from where they went.
 */
export class Slab {
  /** Size of its buffer, also after that was given up. */
  readonly bytes: number;
  #buffer: Uint8Array | undefined;
  readonly #ends: number[] = [];
  readonly #rows: number[] = [];
  readonly #holders: (PackedBlock | Slab)[] = [];
  readonly #indexes: number[] = [];
  #used = 0;
  #moves = 0;
  /** Objects that are still the current ones of their rows; kept by the heap. */
  live = 0;

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
    this.bytes = buffer.byteLength;
  }

  get count(): number {
    return this.#ends.length;
  }

  fits(length: number): boolean {
    return this.#used + length <= this.bytes;
  }

  /** Copies an object in, for a row; answers its index. */
  append(object: Uint8Array, row: number): number {
    (this.#buffer as Uint8Array).set(object, this.#used);
    this.#used += object.byteLength;
    this.#ends.push(this.#used);
    this.#rows.push(row);
    return this.#ends.length - 1;
  }

  /** The bytes of an object; undefined once the buffer was given up. */
  object(index: number): Uint8Array | undefined {
    return this.#buffer?.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }

  row(index: number): number {
    return this.#rows[index] as number;
  }

  /** Says where an object is now, too. */
  moved(index: number, holder: PackedBlock | Slab, to: number): void {
    if (this.#holders[index] === undefined) this.#moves++;
    this.#holders[index] = holder;
    this.#indexes[index] = to;
  }

  /** Where an object went. */
  movedTo(index: number): { readonly holder: PackedBlock | Slab; readonly index: number } {
    return { holder: this.#holders[index] as PackedBlock | Slab, index: this.#indexes[index] as number };
  }

  /** Gives up its buffer, when every object can be read elsewhere; undefined when one cannot, as it was replaced before it could be packed. */
  giveUp(): Uint8Array | undefined {
    if (this.#moves < this.count) return undefined;
    const buffer = this.#buffer;
    this.#buffer = undefined;
    return buffer;
  }
}
