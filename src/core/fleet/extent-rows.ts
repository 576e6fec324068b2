import type { RowId, RowSet } from './fleet-view.ts';

/** `row >>> extentShift` is the extent of a row: 32 neighbouring rows that belong to one shard, as many as a bitmap word has bits. */
export const extentShift = 5;

/**
 * The rows of a shard: extents in ascending order, and one bitmap word for each.
 *
 * Rows of a shard stand together, so that a scan of one cluster reads neighbouring memory; iteration is in ascending order.
 * The writer changes it in place until a view holds it, and a copy from then on.
 */
export class ExtentRows implements RowSet {
  #extents: Int32Array;
  #words: Uint32Array;
  #extentCount: number;
  #size: number;
  /** Index of the extent that the last taken row is in. */
  lastTaken = 0;

  constructor(extents: Int32Array = new Int32Array(4), words: Uint32Array = new Uint32Array(4), extentCount = 0, size = 0) {
    this.#extents = extents;
    this.#words = words;
    this.#extentCount = extentCount;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get extentCount(): number {
    return this.#extentCount;
  }

  has(row: RowId): boolean {
    const at = this.#find(row >>> extentShift);
    return at >= 0 && (((this.#words[at] as number) >>> (row & 31)) & 1) === 1;
  }

  forEach(visit: (row: RowId) => void): void {
    for (let i = 0; i < this.#extentCount; i++) {
      const first = (this.#extents[i] as number) << extentShift;
      for (let bits = this.#words[i] as number; bits !== 0; bits &= bits - 1) visit(first + 31 - Math.clz32(bits & -bits));
    }
  }

  forEachWord(visit: (firstRow: RowId, bits: number) => void): void {
    for (let i = 0; i < this.#extentCount; i++) {
      const bits = this.#words[i] as number;
      if (bits !== 0) visit((this.#extents[i] as number) << extentShift, bits);
    }
  }

  /** The rows that pass; an immutable set as long as this one is. */
  filter(keep: (row: RowId) => boolean): ExtentRows {
    const words = new Uint32Array(this.#extentCount);
    let size = 0;
    for (let i = 0; i < this.#extentCount; i++) {
      const first = (this.#extents[i] as number) << extentShift;
      let kept = 0;
      for (let bits = this.#words[i] as number; bits !== 0; bits &= bits - 1) {
        const at = 31 - Math.clz32(bits & -bits);
        if (keep(first + at)) {
          kept |= 1 << at;
          size++;
        }
      }
      words[i] = kept;
    }
    return new ExtentRows(this.#extents, words, this.#extentCount, size);
  }

  /** A copy that can be changed while somebody holds this one. */
  clone(): ExtentRows {
    const capacity = this.#extentCount + 4;
    const extents = new Int32Array(capacity);
    const words = new Uint32Array(capacity);
    extents.set(this.#extents.subarray(0, this.#extentCount));
    words.set(this.#words.subarray(0, this.#extentCount));
    return new ExtentRows(extents, words, this.#extentCount, this.#size);
  }

  /** Takes a free row of the shard's extents, looking from `hint` (an index of extents) on; -1 when all are taken. */
  take(hint: number): RowId {
    for (let i = hint; i < this.#extentCount; i++) {
      const free = ~(this.#words[i] as number);
      if (free === 0) continue;
      const at = 31 - Math.clz32(free & -free);
      this.#words[i] = (this.#words[i] as number) | (1 << at);
      this.#size++;
      this.lastTaken = i;
      return ((this.#extents[i] as number) << extentShift) + at;
    }
    return -1;
  }

  /** Gives a row back; answers the index of its extent, as a hint for `take`. */
  release(row: RowId): number {
    const at = this.#find(row >>> extentShift);
    this.#words[at] = (this.#words[at] as number) & ~(1 << (row & 31));
    this.#size--;
    return at;
  }

  /** Adds an empty extent. */
  addExtent(extent: number): number {
    if (this.#extentCount === this.#extents.length) this.#enlarge();
    let at = this.#extentCount++;
    for (; at > 0 && (this.#extents[at - 1] as number) > extent; at--) {
      this.#extents[at] = this.#extents[at - 1] as number;
      this.#words[at] = this.#words[at - 1] as number;
    }
    this.#extents[at] = extent;
    this.#words[at] = 0;
    return at;
  }

  /** Removes every extent without rows and answers them; indexes change. */
  dropEmptyExtents(): number[] {
    const dropped: number[] = [];
    let kept = 0;
    for (let i = 0; i < this.#extentCount; i++) {
      const extent = this.#extents[i] as number;
      const word = this.#words[i] as number;
      if (word === 0) dropped.push(extent);
      else {
        this.#extents[kept] = extent;
        this.#words[kept++] = word;
      }
    }
    this.#extentCount = kept;
    return dropped;
  }

  get bytes(): number {
    return this.#extents.byteLength + this.#words.byteLength;
  }

  #enlarge(): void {
    const extents = new Int32Array(this.#extents.length * 2);
    const words = new Uint32Array(this.#extents.length * 2);
    extents.set(this.#extents);
    words.set(this.#words);
    this.#extents = extents;
    this.#words = words;
  }

  #find(extent: number): number {
    let low = 0;
    let high = this.#extentCount - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const value = this.#extents[middle] as number;
      if (value === extent) return middle;
      if (value < extent) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** The set without rows. */
export const noRows: ExtentRows = new ExtentRows(new Int32Array(0), new Uint32Array(0));
