/** About 32 idle objects, packed together by a BlockCodec; never changed. */
export class PackedBlock {
  readonly packed: Uint8Array;
  /** The row of each member at the time of packing. */
  readonly rows: Int32Array;
  /** Members that are still the current objects of their rows; kept by the heap. */
  live: number;

  /** @param rows kept as they are when they are an Int32Array */
  constructor(packed: Uint8Array, rows: ArrayLike<number>) {
    this.packed = packed;
    this.rows = rows instanceof Int32Array ? rows : Int32Array.from(rows);
    this.live = rows.length;
  }

  get bytes(): number {
    return this.packed.byteLength + this.rows.byteLength;
  }
}
