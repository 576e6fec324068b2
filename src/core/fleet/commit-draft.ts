import type { ClusterId } from './fleet-view.ts';
import type { KeptPiece, KeptTable } from './kept-piece.ts';
import type { KeptCluster, KeptCommit, KeptShard } from './kept-records.ts';
import type { Shard } from './shard.ts';
import type { DeadRow, ShardLedger } from './shard-ledger.ts';

interface Said {
  readonly ledger: ShardLedger;
  readonly kept: Omit<KeptShard, 'rows'>;
  readonly dead: readonly DeadRow[];
}

/** What one commit is made of, and the way back when it fails. */
export class CommitDraft {
  readonly #said: Said[] = [];
  readonly #wrote: { readonly table: KeptTable; readonly piece: KeptPiece }[] = [];
  readonly factsWritten: KeptCluster[] = [];
  /** Rows of shards that are gone. */
  readonly orphans: DeadRow[] = [];
  readonly shards: number[] = [];
  readonly clusters: ClusterId[] = [];
  /** Pieces that are dropped whatever their rows. */
  readonly pieces: number[] = [];
  readonly #emptied: { readonly table: KeptTable; readonly piece: KeptPiece }[] = [];
  #commit: KeptCommit | undefined;
  /** More waits: the next commit should follow at once. */
  more = false;

  /** Rows that were taken for it. */
  rowCount = 0;

  get isEmpty(): boolean {
    const parts = [this.#said, this.#wrote, this.factsWritten, this.orphans, this.shards, this.clusters, this.pieces];
    return parts.every(({ length }) => length === 0);
  }

  /** As closed. */
  get commit(): KeptCommit {
    if (this.#commit === undefined) throw new Error('the commit is not closed');
    return this.#commit;
  }

  /** Notes where a shard stands, and takes what is to be crossed out of it. */
  say(ledger: ShardLedger, shard: Shard): void {
    const { state, cluster } = shard.version;
    ledger.said = state;
    ledger.isKept = true;
    ledger.saidVersion = shard.resourceVersion;
    const { namespaces } = state;
    const kept = {
      sid: ledger.sid,
      cluster,
      resource: shard.resource,
      resourceVersion: shard.resourceVersion,
      groupVersion: state.groupVersion,
      live: state.state === 'live',
      trueAtMs: state.trueAtMs ?? null,
      ...(namespaces !== undefined && { namespaces }),
    };
    this.#said.push({ ledger, kept, dead: ledger.takeDead() });
  }

  wrote(table: KeptTable, piece: KeptPiece): void {
    this.#wrote.push({ table, piece });
  }

  /** Counts everything up. */
  close(atMs: number): void {
    for (const { piece } of this.#wrote) {
      piece.committed += piece.rows.length;
      for (const { ledger, count } of piece.runs) ledger.committedRows += count;
    }
    const dead: number[] = [];
    const touched = new Map<KeptPiece, KeptTable>();
    const cross = ({ piece, index }: DeadRow, table: KeptTable): void => {
      if (piece.lost) return;
      piece.committed--;
      touched.set(piece, table);
      dead.push(piece.id, index);
    };
    for (const { ledger, dead: rows } of this.#said) {
      ledger.committedRows -= rows.length;
      for (const row of rows) cross(row, ledger.table);
    }
    for (const row of this.orphans) cross(row, row.table);
    for (const [piece, table] of touched) if (piece.committed === 0) this.#emptied.push({ piece, table });
    this.#commit = {
      dead: Uint32Array.from(dead),
      news: {
        atMs,
        shards: this.#said.flatMap(({ ledger, kept }) => (ledger.gone ? [] : [{ ...kept, rows: ledger.committedRows }])),
        droppedShards: this.shards,
        clusters: this.factsWritten,
        droppedClusters: this.clusters,
        droppedPieces: [...this.pieces, ...this.#emptied.map(({ piece }) => piece.id)],
      },
    };
  }

  /** It is kept: pieces without rows can be forgotten. */
  accept(): void {
    for (const { table, piece } of this.#emptied) table.drop(piece);
  }

  /** It is not kept: everything is as before, and to be handed over again. Answers what was gone. */
  revert(): Pick<CommitDraft, 'orphans' | 'shards' | 'clusters' | 'pieces'> {
    const uncross = ({ piece }: DeadRow): void => {
      if (!piece.lost) piece.committed++;
    };
    for (const { ledger, dead } of this.#said) {
      for (const row of dead) uncross(row);
      ledger.committedRows += dead.length;
      ledger.stillDead(dead);
      ledger.said = undefined;
    }
    for (const row of this.orphans) uncross(row);
    for (const { table, piece } of this.#wrote) {
      for (const { ledger, count } of piece.runs) ledger.committedRows -= count;
      table.eachLive(piece, (row, ledger) => ledger.rewrite(row));
      piece.lost = true;
      table.drop(piece);
    }
    return this;
  }
}
