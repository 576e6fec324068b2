import type { RowId, RowSet } from './fleet-view.ts';

/** A few rows, ascending and without repetition. */
export class RowList implements RowSet {
  readonly #rows: readonly RowId[];

  /** @param rows in any order, repetitions allowed; taken over */
  constructor(rows: RowId[]) {
    rows.sort((a, b) => a - b);
    this.#rows = rows.filter((row, i) => row !== rows[i - 1]);
  }

  get size(): number {
    return this.#rows.length;
  }

  has(row: RowId): boolean {
    return this.#rows.includes(row);
  }

  forEach(visit: (row: RowId) => void): void {
    this.#rows.forEach(visit);
  }

  forEachWord(visit: (firstRow: RowId, bits: number) => void): void {
    let first = -1;
    let bits = 0;
    for (const row of this.#rows) {
      if (row - (row & 31) !== first) {
        if (bits !== 0) visit(first, bits);
        first = row - (row & 31);
        bits = 0;
      }
      bits |= 1 << (row & 31);
    }
    if (bits !== 0) visit(first, bits);
  }
}
