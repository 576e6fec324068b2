import { IntLane } from './int-lane.ts';

/** Most rows of a piece. 1,024 pods are some 200 KB and take about three milliseconds to write down. */
export const pieceRows = 1024;

const indexBits = 10;
const indexMask = pieceRows - 1;

/** The place of a row that is to be written; 0 stands for nowhere, larger ones for a piece and an index in it. */
export const dirtyPlace = 1;

/** Whose rows stand in a piece: the ledger of a shard. */
export interface PieceOwner {
  readonly sid: number;
  /** Rows of it that are committed. */
  committedRows: number;
  /** A row is to be written to another piece. */
  changed(row: number): void;
  /** A row is to be written again: its piece was not kept. */
  rewrite(row: number): void;
}

/** Neighbouring rows of a piece that belong to one shard. */
export interface PieceRun {
  readonly ledger: PieceOwner;
  readonly count: number;
}

/** Rows of one table that were written down together. What is in a piece never changes; rows die in it. */
export interface KeptPiece {
  readonly id: number;
  readonly slot: number;
  readonly rows: Int32Array;
  readonly runs: readonly PieceRun[];
  /** Rows that are the current ones. */
  live: number;
  /** Rows that are the current ones as far as it is committed. */
  committed: number;
  /** True when it was handed over and not kept. */
  lost: boolean;
}

/** Where the rows of one table stand in what is kept. */
export class KeptTable {
  readonly places = new IntLane(0);
  readonly #slots: (KeptPiece | undefined)[] = [];
  readonly #free: number[] = [];

  /** Every piece that still has a current row, or had one at the last commit. */
  *pieces(): Generator<KeptPiece, void> {
    for (const piece of this.#slots) if (piece !== undefined) yield piece;
  }

  get pieceCount(): number {
    return this.#slots.length - this.#free.length;
  }

  /** Makes a piece the place of its rows; rows of -1 are dead from the start. */
  add(id: number, rows: Int32Array, runs: readonly PieceRun[]): KeptPiece {
    const slot = this.#free.pop() ?? this.#slots.length;
    const piece: KeptPiece = { id, slot, rows, runs, live: 0, committed: 0, lost: false };
    this.#slots[slot] = piece;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      if (row < 0) continue;
      this.places.set(row, placeOf(slot, index));
      piece.live++;
    }
    return piece;
  }

  /** Forgets a piece without current rows. */
  drop(piece: KeptPiece): void {
    this.#slots[piece.slot] = undefined;
    this.#free.push(piece.slot);
  }

  pieceAt(place: number): KeptPiece {
    return this.#slots[(place - 2) >>> indexBits] as KeptPiece;
  }

  indexAt(place: number): number {
    return (place - 2) & indexMask;
  }

  /** Visits the current rows of a piece. */
  eachLive(piece: KeptPiece, visit: (row: number, ledger: PieceOwner) => void): void {
    let index = 0;
    for (const { ledger, count } of piece.runs) {
      for (const end = index + count; index < end; index++) {
        const row = piece.rows[index] as number;
        if (row >= 0 && this.places.valueAt(row) === placeOf(piece.slot, index)) visit(row, ledger);
      }
    }
  }
}

function placeOf(slot: number, index: number): number {
  return ((slot << indexBits) | index) + 2;
}
