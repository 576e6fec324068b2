import { chunkMask, chunkShift } from '../../fleet/chunks.ts';
import type { LabelCodes, RowId, RowSet, TextLane } from '../../fleet/fleet-view.ts';
import { combinedScore } from './match-score.ts';

/** Rows stand in blocks of 32 neighbours, as in `RowSet.forEachWord`. */
const blockShift = 5;
const rowsPerBlock = 32;

/** Verdicts of one column: match bits by code, and what bits are worth. */
export interface CodeScores {
  readonly bits: Uint8Array;
  readonly worth: Uint8Array;
}

/** The rows of a shard as blocks, and a score for each row: arrays that are used again for every shard. */
export class RowBlocks {
  #firsts = new Uint32Array(256);
  /** Rows that still matter, as bits. */
  #alive = new Uint32Array(256);
  #count = 0;
  /** The highest combined score of a row, as of the last word. */
  #highest = 0;
  /** What the word at hand scores, by `block * 32 + row & 31`. */
  #scores = new Uint8Array(256 * rowsPerBlock);
  #best = new Uint8Array(256 * rowsPerBlock);
  #sums = new Uint8Array(256 * rowsPerBlock);

  /** Takes all rows of a set; none has a score. */
  take(rows: RowSet): void {
    this.#count = 0;
    this.#highest = 0;
    const add = (first: RowId, bits: number): void => {
      if (this.#count === this.#firsts.length) this.#grow();
      this.#firsts[this.#count] = first;
      this.#alive[this.#count++] = bits;
    };
    if (rows.forEachWord !== undefined) rows.forEachWord(add);
    else for (const [first, bits] of wordsOf(rows)) add(first, bits);
    this.#best.fill(0, 0, this.#count * rowsPerBlock);
    this.#sums.fill(0, 0, this.#count * rowsPerBlock);
  }

  /** Keeps the rows that pass. */
  filter(keep: (row: RowId) => boolean): void {
    for (let b = 0; b < this.#count; b++) {
      const first = this.#firsts[b] as number;
      let kept = 0;
      for (let bits = this.#alive[b] as number; bits !== 0; bits &= bits - 1) {
        const at = 31 - Math.clz32(bits & -bits);
        if (keep(first + at)) kept |= 1 << at;
      }
      this.#alive[b] = kept;
    }
  }

  /** Begins with another word. */
  clearScores(): void {
    this.#scores.fill(0, 0, this.#count * rowsPerBlock);
  }

  /** Raises scores to what the codes of a lane are worth. */
  raise(lane: Pick<TextLane, 'code' | 'chunk'> | LabelCodes, { bits, worth }: CodeScores): void {
    for (let b = 0; b < this.#count; b++) {
      const first = this.#firsts[b] as number;
      const chunk = lane.chunk?.(first >>> chunkShift);
      if (chunk === undefined) this.#raiseSingly(b, (row) => worth[bits[lane.code(row)] ?? 0] ?? 0);
      else raiseBlock({ chunk, from: first & chunkMask, scores: this.#scores, to: b << blockShift }, bits, worth);
    }
  }

  /** Raises the scores of some rows of the set. */
  raiseRows(rows: Iterable<RowId>, scoreOf: (row: RowId) => number): void {
    const wanted = new Set(rows);
    for (let b = 0; b < this.#count; b++) this.#raiseSingly(b, (row) => (wanted.has(row) ? scoreOf(row) : 0));
  }

  /** Keeps the rows that the word gave a score, and adds it; false when none is left. */
  keepScored(): boolean {
    let left = 0;
    let highest = 0;
    for (let b = 0; b < this.#count; b++) {
      const from = b << blockShift;
      let kept = 0;
      for (let bits = this.#alive[b] as number; bits !== 0; bits &= bits - 1) {
        const at = 31 - Math.clz32(bits & -bits);
        const score = this.#scores[from + at] as number;
        if (score === 0) continue;
        kept |= 1 << at;
        if (score > (this.#best[from + at] as number)) this.#best[from + at] = score;
        const sum = (this.#sums[from + at] as number) + score;
        this.#sums[from + at] = sum;
        const combined = combinedScore(this.#best[from + at] as number, sum);
        if (combined > highest) highest = combined;
      }
      this.#alive[b] = kept;
      left |= kept;
    }
    this.#highest = highest;
    return left !== 0;
  }

  /** Visits the rows that are left and score as much at least; answers how many are left in all. */
  visit(leastScore: number, visit: (row: RowId, score: number) => void): number {
    if (this.#highest < leastScore) return this.#left();
    let left = 0;
    for (let b = 0; b < this.#count; b++) {
      const first = this.#firsts[b] as number;
      for (let bits = this.#alive[b] as number; bits !== 0; bits &= bits - 1) {
        const at = 31 - Math.clz32(bits & -bits);
        const place = (b << blockShift) + at;
        const score = combinedScore(this.#best[place] as number, this.#sums[place] as number);
        left++;
        if (score >= leastScore) visit(first + at, score);
      }
    }
    return left;
  }

  #left(): number {
    let left = 0;
    for (let b = 0; b < this.#count; b++) left += bitCount(this.#alive[b] as number);
    return left;
  }

  #raiseSingly(block: number, scoreOf: (row: RowId) => number): void {
    const first = this.#firsts[block] as number;
    for (let bits = this.#alive[block] as number; bits !== 0; bits &= bits - 1) {
      const at = 31 - Math.clz32(bits & -bits);
      const place = (block << blockShift) + at;
      this.#scores[place] = Math.max(this.#scores[place] as number, scoreOf(first + at));
    }
  }

  #grow(): void {
    this.#firsts = doubled(this.#firsts);
    this.#alive = doubled(this.#alive);
    const rows = this.#firsts.length * rowsPerBlock;
    this.#scores = new Uint8Array(rows);
    this.#best = new Uint8Array(rows);
    this.#sums = new Uint8Array(rows);
  }
}

function bitCount(word: number): number {
  let bits = 0;
  for (let left = word; left !== 0; left &= left - 1) bits++;
  return bits;
}

function doubled(from: Uint32Array): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}

/** Where a block stands in a chunk of codes and in the scores. */
interface BlockPlace {
  readonly chunk: Uint32Array;
  readonly from: number;
  readonly scores: Uint8Array;
  readonly to: number;
}

/** The innermost loop of a search: one look-up of a code, one of its verdict. Codes of free rows are old ones, and harmless. */
function raiseBlock({ chunk, from, scores, to }: BlockPlace, bits: Uint8Array, worth: Uint8Array): void {
  const end = Math.min(rowsPerBlock, chunk.length - from);
  for (let i = 0; i < end; i++) {
    const bit = bits[chunk[from + i] as number] as number;
    if (bit > 0) {
      const score = worth[bit] as number;
      if (score > (scores[to + i] as number)) scores[to + i] = score;
    }
  }
}

/** The words of a set that has none of its own. */
function wordsOf(rows: RowSet): ReadonlyMap<RowId, number> {
  const words = new Map<RowId, number>();
  rows.forEach((row) => {
    const first = (row >>> blockShift) << blockShift;
    words.set(first, (words.get(first) ?? 0) | (1 << (row & 31)));
  });
  return words;
}
