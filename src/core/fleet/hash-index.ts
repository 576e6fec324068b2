const empty = -1;

/** Of an index that has nothing yet: of a thousand shards of a fleet many stay so. Never written. */
const noSlots = Int32Array.of(empty);

const leastSlots = 8;

/** Mixes the bits of a 32-bit number, so that neighbours land far apart. */
export function mixBits(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * From hashes to rows (or other numbers), by open addressing over typed arrays: 16 to 32 bytes a row where a Map with string keys takes over a hundred.
 *
 * It knows hashes only: the caller walks the candidates (`first`, `next`) and compares.
 */
export class HashIndex {
  #rows = noSlots;
  #hashes = noSlots;
  #mask = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot of the first candidate for a hash; -1 when there is none. */
  first(hash: number): number {
    return this.#seek(hash | 0, hash & this.#mask);
  }

  /** The slot of the next candidate after `slot`; -1 when there is none. */
  next(hash: number, slot: number): number {
    return this.#seek(hash | 0, (slot + 1) & this.#mask);
  }

  rowAt(slot: number): number {
    return this.#rows[slot] as number;
  }

  add(hash: number, row: number): void {
    if (++this.#size * 2 > this.#mask + 1) this.#resize(Math.max(leastSlots, (this.#mask + 1) * 2));
    this.#place(hash | 0, row);
  }

  /** Removes the entry of a row; nothing happens when it is not there. */
  remove(hash: number, row: number): void {
    let slot = this.first(hash);
    while (slot >= 0 && this.#rows[slot] !== row) slot = this.next(hash, slot);
    if (slot < 0) return;
    this.#size--;
    this.#close(slot);
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#hashes.byteLength;
  }

  #seek(hash: number, from: number): number {
    const rows = this.#rows;
    const hashes = this.#hashes;
    for (let slot = from; rows[slot] !== empty; slot = (slot + 1) & this.#mask) if (hashes[slot] === hash) return slot;
    return -1;
  }

  #place(hash: number, row: number): void {
    let slot = hash & this.#mask;
    while (this.#rows[slot] !== empty) slot = (slot + 1) & this.#mask;
    this.#rows[slot] = row;
    this.#hashes[slot] = hash;
  }

  /** Moves later entries of the run back, so that no tombstones are needed. */
  #close(hole: number): void {
    const mask = this.#mask;
    let gap = hole;
    for (let slot = (gap + 1) & mask; this.#rows[slot] !== empty; slot = (slot + 1) & mask) {
      const home = (this.#hashes[slot] as number) & mask;
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#rows[gap] = this.#rows[slot] as number;
      this.#hashes[gap] = this.#hashes[slot] as number;
      gap = slot;
    }
    this.#rows[gap] = empty;
  }

  #resize(slots: number): void {
    const rows = this.#rows;
    const hashes = this.#hashes;
    this.#rows = new Int32Array(slots).fill(empty);
    this.#hashes = new Int32Array(slots);
    this.#mask = slots - 1;
    for (let i = 0; i < rows.length; i++) if (rows[i] !== empty) this.#place(hashes[i] as number, rows[i] as number);
  }
}
