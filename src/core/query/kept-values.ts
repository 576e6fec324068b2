import { chunkMask, chunkShift, rowsPerChunk } from '../fleet/chunks.ts';
import type { RowId } from '../fleet/fleet-view.ts';
import type { Cell } from '../resources/column.ts';

/** Values that no row has any more may be as many as these before a column is made anew. */
const forgottenSlack = 4096;

/**
 * Values of one column by row as codes of a dictionary; what is not known yet has code 0. Equal values are one object and have one code,
 * so that a filter decides once for each.
 */
export class KeptValues {
  readonly #chunks: (Uint32Array | undefined)[] = [];
  /** Code 0 is unknown, code 1 is n/a. */
  readonly #values: Cell[] = [null, null];
  readonly #codes = new Map<unknown, number>();
  readonly #codesOfObjects = new Map<string, number>();
  #known = 0;
  #forgotten = 0;

  /** Codes are below this. */
  get size(): number {
    return this.#values.length;
  }

  /** True when most of the dictionary may be of no use any more. */
  get isStaleMostly(): boolean {
    return this.#forgotten > 2 * this.#known + forgottenSlack;
  }

  code(row: RowId): number {
    return this.#chunks[row >>> chunkShift]?.[row & chunkMask] ?? 0;
  }

  value(code: number): Cell {
    return this.#values[code] ?? null;
  }

  /** Keeps a value; gives its code. */
  set(row: RowId, value: Cell): number {
    const code = this.intern(value);
    let chunk = this.#chunks[row >>> chunkShift];
    if (chunk === undefined) {
      chunk = new Uint32Array(rowsPerChunk);
      this.#chunks[row >>> chunkShift] = chunk;
    }
    chunk[row & chunkMask] = code;
    this.#known++;
    return code;
  }

  forget(row: RowId): void {
    const chunk = this.#chunks[row >>> chunkShift];
    if (chunk === undefined || chunk[row & chunkMask] === 0) return;
    chunk[row & chunkMask] = 0;
    this.#known--;
    this.#forgotten++;
  }

  /** The code of a value, given out on first sight. */
  intern(value: Cell): number {
    if (value === null) return 1;
    const [codes, key] = typeof value === 'object' ? [this.#codesOfObjects, JSON.stringify(value)] : [this.#codes, value];
    const known = (codes as Map<unknown, number>).get(key);
    if (known !== undefined) return known;
    const code = this.#values.push(value) - 1;
    (codes as Map<unknown, number>).set(key, code);
    return code;
  }
}
