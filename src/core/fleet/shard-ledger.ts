import type { RowId, ShardState } from './fleet-view.ts';
import { dirtyPlace, type KeptPiece, type KeptTable, type PieceOwner } from './kept-piece.ts';

/** A row of a piece that is not current any more. */
export interface DeadRow {
  readonly table: KeptTable;
  readonly piece: KeptPiece;
  readonly index: number;
}

/**
 * What of one shard differs from what is kept of it: rows to be written, and rows of pieces that died.
 *
 * Both are taken and committed together, so that what is kept is the shard at one instant.
 */
export class ShardLedger implements PieceOwner {
  /** Names the shard in what is kept; never given out twice. */
  readonly sid: number;
  readonly #table: KeptTable;
  #dirty: RowId[] = [];
  #dead: DeadRow[] = [];
  /** State and version as they were said last; undefined before. */
  said: ShardState | undefined;
  saidVersion = '';
  /** True when something of the shard may be kept. */
  isKept = false;
  /** True when the shard was closed. */
  gone = false;
  /** Rows of it that are committed. */
  committedRows = 0;

  constructor(sid: number, table: KeptTable) {
    this.sid = sid;
    this.#table = table;
  }

  get table(): KeptTable {
    return this.#table;
  }

  /** Rows that wait to be written, some of them maybe gone. */
  get dirtyRows(): number {
    return this.#dirty.length;
  }

  /** True when rows wait to be written or to be crossed out. */
  get waits(): boolean {
    return this.#dirty.length > 0 || this.#dead.length > 0;
  }

  /** A row was written to the store. */
  changed(row: RowId): void {
    const place = this.#table.places.valueAt(row);
    if (place === dirtyPlace) return;
    if (place !== 0) this.#die(place);
    this.#table.places.set(row, dirtyPlace);
    this.#dirty.push(row);
  }

  /** A row was given back. */
  removed(row: RowId): void {
    const place = this.#table.places.valueAt(row);
    if (place === 0) return;
    if (place !== dirtyPlace) this.#die(place);
    this.#table.places.set(row, 0);
  }

  /** Takes all rows to be written; some may be gone, or stand there twice. */
  takeDirty(): RowId[] {
    const rows = this.#dirty;
    this.#dirty = [];
    return rows;
  }

  /** True when a row that was to be written still is; then it is open, until it is in a piece. */
  take(row: RowId): boolean {
    if (this.#table.places.valueAt(row) !== dirtyPlace) return false;
    this.#table.places.set(row, 0);
    return true;
  }

  /** True unless a row is in a piece. */
  isOpen(row: RowId): boolean {
    return this.#table.places.valueAt(row) <= dirtyPlace;
  }

  /** Takes rows to be crossed out; those of pieces that were not kept need not be. */
  takeDead(): DeadRow[] {
    const dead = this.#dead.filter(({ piece }) => !piece.lost);
    this.#dead = [];
    return dead;
  }

  /** Takes back rows whose piece was not committed after all. */
  rewrite(row: RowId): void {
    this.#table.places.set(row, dirtyPlace);
    this.#dirty.push(row);
  }

  /** Takes back rows that were to be crossed out. */
  stillDead(dead: readonly DeadRow[]): void {
    this.#dead = [...dead, ...this.#dead];
  }

  #die(place: number): void {
    const piece = this.#table.pieceAt(place);
    piece.live--;
    this.#dead.push({ table: this.#table, piece, index: this.#table.indexAt(place) });
  }
}
