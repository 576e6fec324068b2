import { chunkMask, chunkShift } from './chunks.ts';
import type { Dictionary } from './dictionary.ts';
import type { TextLane } from './fleet-view.ts';
import type { IntLane } from './int-lane.ts';

/** Texts by row: codes in a lane, values in a dictionary. */
export class DictionaryLane implements TextLane {
  readonly codes: IntLane;
  readonly dictionary: Dictionary;
  readonly #chunks: readonly Uint32Array[];

  constructor(codes: IntLane, dictionary: Dictionary) {
    this.codes = codes;
    this.dictionary = dictionary;
    this.#chunks = codes.chunks;
  }

  get size(): number {
    return this.dictionary.size;
  }

  code(row: number): number {
    return (this.#chunks[row >>> chunkShift] as Uint32Array)[row & chunkMask] as number;
  }

  value(code: number): string | undefined {
    return this.dictionary.value(code);
  }

  chunk(index: number): Uint32Array {
    return this.#chunks[index] as Uint32Array;
  }

  /** The text of a row. */
  text(row: number): string | undefined {
    return this.dictionary.value(this.code(row));
  }

  set(row: number, text: string | null): void {
    this.codes.set(row, text === null ? 0 : this.dictionary.intern(text));
  }

  fork(generation: number): DictionaryLane {
    return new DictionaryLane(this.codes.fork(generation), this.dictionary);
  }
}
