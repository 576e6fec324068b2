import type { Clock } from '../base/clock.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { CommitDraft } from './commit-draft.ts';
import type { ClusterFacts, ClusterId, ObjectCodec, Slices } from './fleet-view.ts';
import { type KeptPiece, KeptTable, pieceRows } from './kept-piece.ts';
import type { KeptShard } from './kept-records.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectReader } from './object-place.ts';
import { inBlockOrder, type ObjectsAhead, type RowToKeep, unpackAhead } from './rows-to-keep.ts';
import type { Shard } from './shard.ts';
import { ShardLedger } from './shard-ledger.ts';
import type { Table } from './table.ts';
import { type PieceImage, writePiece } from './write-piece.ts';

/** What the keeper reads of the store. */
export interface KeeperSource {
  readonly codec: ObjectCodec;
  readonly reader: ObjectReader;
  readonly clock: Clock;
  labels(): LabelSets;
  clusters(): readonly ClusterFacts[];
}

/** Rows on their way to where they are kept. */
export interface PieceToKeep {
  readonly id: number;
  readonly resource: ResourceId;
  readonly rows: number;
  readonly image: PieceImage;
}

/** Takes what is to be kept. */
export interface KeepSink {
  /** Copies what it needs before it answers. */
  piece(piece: PieceToKeep): void;
  /** Address and authority of a cluster as one text; undefined when it is not to be kept. */
  originOf(cluster: ClusterId): string | undefined;
}

/** A commit is closed after so many rows, between two shards: some 4 MB. */
const mostRows = 16 * pieceRows;
/** Rows moved together in one commit, so that cleaning costs little at a time. */
const mostMoved = 8 * pieceRows;
/** Pieces with less than half of the most rows are moved together when a table has so many of them. */
const mostSmall = 24;
/** Objects of a first sync are packed by the store first, which then spares packing them again; for no longer than this. */
const packFirstMs = 30_000;
const littleOverlayBytes = 4 * 1024 * 1024;
/** Latency and last contact change all the time. */
const factsEveryMs = 30_000;

/**
 * Knows what of the store is not kept yet, and hands it over in commits, each of which leaves what is kept at one instant of every shard.
 *
 * It works like a log that cleans itself: a changed row is written into a new piece and crossed out in its old one;
 * pieces that are mostly crossed out, and small ones when they are many, are written together anew. One commit at a time: the next begins
 * after `settle` was called for the last.
 */
export class FleetKeeper {
  readonly #source: KeeperSource;
  readonly #tables = new Map<Table, KeptTable>();
  readonly #ledgers = new Map<Shard, ShardLedger>();
  readonly #since = new Map<Shard, number>();
  readonly #excluded = new Set<ResourceId>();
  readonly #facts = new Map<ClusterId, { readonly facts: ClusterFacts; readonly atMs: number }>();
  #gone = new CommitDraft();
  #nextPiece = 1;
  #nextSid = 1;

  constructor(source: KeeperSource) {
    this.#source = source;
  }

  /** The ledger of a shard that was created. */
  attach(shard: Shard): ShardLedger | undefined {
    if (this.#excluded.has(shard.resource)) return undefined;
    return this.#attach(shard, this.#nextSid++);
  }

  /** Goes on with a shard that was kept; its rows are put in by `adopt`. */
  resume(shard: Shard, kept: KeptShard): void {
    this.#nextSid = Math.max(this.#nextSid, kept.sid + 1);
    this.#ledgers.delete(shard);
    const ledger = this.#attach(shard, kept.sid);
    ledger.committedRows = kept.rows;
    ledger.isKept = true;
    shard.ledger = ledger;
  }

  /** Takes over a piece that was kept; rows of -1 are dead. */
  adopt(table: Table, id: number, rows: Int32Array, runs: readonly { readonly shard: Shard | undefined; readonly count: number }[]): void {
    const kept = this.#table(table);
    this.#nextPiece = Math.max(this.#nextPiece, id + 1);
    const spare = new ShardLedger(0, kept);
    const piece = kept.add(
      id,
      rows,
      runs.map(({ shard, count }) => ({ ledger: (shard && this.#ledgers.get(shard)) ?? spare, count })),
    );
    piece.committed = piece.live;
    if (piece.live > 0) return;
    kept.drop(piece);
    this.#gone.pieces.push(id);
  }

  /** Forgets what is kept of a shard or a cluster that is not wanted. */
  forget(q: { readonly shards: readonly number[]; readonly clusters: readonly ClusterId[] }): void {
    for (const sid of q.shards) this.#nextSid = Math.max(this.#nextSid, sid + 1);
    this.#gone.shards.push(...q.shards);
    this.#gone.clusters.push(...q.clusters);
  }

  /** Forgets a piece that nobody wants rows of. */
  forgetPiece(id: number): void {
    this.#nextPiece = Math.max(this.#nextPiece, id + 1);
    this.#gone.pieces.push(id);
  }

  /** A shard was closed; its rows were given back before. */
  detach(shard: Shard): void {
    const ledger = this.#ledgers.get(shard);
    if (ledger === undefined) return;
    this.#ledgers.delete(shard);
    this.#since.delete(shard);
    ledger.gone = true;
    this.#gone.orphans.push(...ledger.takeDead());
    this.#gone.shards.push(ledger.sid);
  }

  /** Rows that are to be written. */
  get waitingRows(): number {
    let rows = 0;
    for (const ledger of this.#ledgers.values()) rows += ledger.dirtyRows;
    return rows;
  }

  /** Objects that are not kept because there is no room for them. */
  get droppedObjects(): number {
    let objects = 0;
    for (const table of this.#tables.keys()) if (this.#excluded.has(table.resource)) objects += table.rowCount;
    return objects;
  }

  /** Resources that are not kept because there is no room for them. */
  get droppedResources(): readonly ResourceId[] {
    return [...this.#excluded];
  }

  /** Resources that are kept, each with how many rows. */
  resources(): ReadonlyMap<ResourceId, number> {
    const rows = new Map<ResourceId, number>();
    for (const table of this.#tables.keys()) if (!this.#excluded.has(table.resource)) rows.set(table.resource, table.rowCount);
    return rows;
  }

  /** Gives a resource up, to make room: nothing of it is kept from the next commit on. */
  exclude(resource: ResourceId): void {
    this.#excluded.add(resource);
    for (const [shard, ledger] of this.#ledgers) {
      if (shard.resource !== resource) continue;
      this.#ledgers.delete(shard);
      shard.ledger = undefined;
      ledger.gone = true;
      this.#gone.shards.push(ledger.sid);
    }
    for (const [table, kept] of this.#tables) {
      if (table.resource !== resource) continue;
      for (const piece of kept.pieces()) this.#gone.pieces.push(piece.id);
      this.#tables.set(table, new KeptTable());
    }
  }

  /** What is kept was lost: everything is to be written again. */
  startOver(): void {
    this.#gone = new CommitDraft();
    this.#facts.clear();
    this.#tables.clear();
    for (const shard of [...this.#ledgers.keys()]) {
      const ledger = this.#attach(shard, this.#nextSid++);
      shard.ledger = ledger;
      shard.version.rows.forEach((row) => {
        ledger.changed(row);
      });
    }
  }

  /**
   * Hands over what is new, about three milliseconds between yields, and answers the commit that makes it valid; undefined when there is nothing to say.
   *
   * @param q.final everything at once, without waiting for the store to pack it
   * @param q.beat answers a commit even when nothing is new: it says that live shards are still true
   */
  *flush(sink: KeepSink, q: { readonly final?: boolean; readonly beat?: boolean }): Slices<CommitDraft | undefined> {
    this.#forgetForbidden();
    this.#clean();
    const draft = this.#gone;
    this.#gone = new CommitDraft();
    for (const group of this.#due(q.final === true)) {
      yield* this.#writeGroup(draft, sink, group);
      draft.more = draft.rowCount >= mostRows;
      if (draft.more) break;
    }
    this.#writeFacts(draft, sink, q.final === true);
    if (draft.isEmpty && q.beat !== true) return undefined;
    draft.close(this.#source.clock.nowMs());
    return draft;
  }

  /** Says whether a commit was kept; what was not is handed over again. */
  settle(draft: CommitDraft, kept: boolean): void {
    if (kept) {
      draft.accept();
      return;
    }
    for (const { facts } of draft.factsWritten) this.#facts.delete(facts.id);
    const rest = draft.revert();
    this.#gone.pieces.push(...rest.pieces);
    this.#gone.shards.push(...rest.shards);
    this.#gone.clusters.push(...rest.clusters);
    this.#gone.orphans.push(...rest.orphans);
  }

  /** Rows that may not be read any more are not to come back. Should they be allowed again they are written anew, under another number. */
  #forgetForbidden(): void {
    for (const [shard, ledger] of [...this.#ledgers]) {
      if (!ledger.isKept || shard.version.state.state !== 'forbidden') continue;
      shard.version.rows.forEach((row) => {
        ledger.removed(row);
      });
      this.detach(shard);
      const fresh = this.#attach(shard, this.#nextSid++);
      shard.ledger = fresh;
      shard.version.rows.forEach((row) => {
        fresh.changed(row);
      });
    }
  }

  #attach(shard: Shard, sid: number): ShardLedger {
    const ledger = new ShardLedger(sid, this.#table(shard.table));
    this.#ledgers.set(shard, ledger);
    this.#since.set(shard, this.#source.clock.nowMs());
    return ledger;
  }

  #table(table: Table): KeptTable {
    let kept = this.#tables.get(table);
    if (kept === undefined) {
      kept = new KeptTable();
      this.#tables.set(table, kept);
    }
    return kept;
  }

  /** Moves the rows of pieces that are mostly dead, and of small ones when they are many. */
  #clean(): void {
    let moved = 0;
    for (const [table, kept] of this.#tables) {
      if (table.shards === 0 && kept.pieceCount === 0) this.#tables.delete(table);
      for (const piece of crowded(kept)) {
        if (moved >= mostMoved) return;
        moved += piece.live;
        kept.eachLive(piece, (row, ledger) => ledger.changed(row));
      }
    }
  }

  /** Shards that have something new, those of one table and definition together. */
  #due(final: boolean): Iterable<readonly DueShard[]> {
    const groups = new Map<Table, Map<ResourceDef, DueShard[]>>();
    for (const [shard, ledger] of this.#ledgers) {
      if (!this.#isReady(shard, ledger, final)) continue;
      const byDef = groups.get(shard.table) ?? new Map<ResourceDef, DueShard[]>();
      groups.set(shard.table, byDef);
      const group = byDef.get(shard.version.def);
      if (group === undefined) byDef.set(shard.version.def, [{ shard, ledger }]);
      else group.push({ shard, ledger });
    }
    return [...groups.values()].flatMap((byDef) => [...byDef.values()]);
  }

  #isReady(shard: Shard, ledger: ShardLedger, final: boolean): boolean {
    const { state } = shard.version;
    // While a list comes in, a shard is at no instant at all. Rows that may not be read any more are not to come back.
    if (!shard.synced || shard.relist !== 0 || state.state === 'forbidden' || state.state === 'not served') return false;
    if (!ledger.waits && ledger.said === state && ledger.saidVersion === shard.resourceVersion) return false;
    if (ledger.said !== undefined || final) return true;
    const { overlayBytes } = shard.table.heap;
    return overlayBytes < littleOverlayBytes || this.#source.clock.nowMs() - (this.#since.get(shard) ?? 0) > packFirstMs;
  }

  *#writeGroup(draft: CommitDraft, sink: KeepSink, group: readonly DueShard[]): Slices<void> {
    const rows: RowToKeep[] = [];
    for (const { shard, ledger } of group) {
      // First the point, then the rows: what changes meanwhile is newer than the point, never older.
      if (ledger.gone || draft.rowCount >= mostRows) continue;
      draft.say(ledger, shard);
      const { rows: current } = shard.version;
      for (const row of ledger.takeDirty()) {
        if (!ledger.take(row) || !current.has(row)) continue;
        rows.push({ row, shard, ledger });
        draft.rowCount++;
      }
      if (draft.rowCount >= pieceRows) yield;
    }
    const first = rows[0];
    if (first === undefined) return;
    const ordered = inBlockOrder(first.shard.table, rows);
    for (let from = 0; from < ordered.length; from += pieceRows) {
      const part = ordered.slice(from, from + pieceRows);
      const ahead = yield* unpackAhead(first.shard.table, part, this.#source.reader);
      this.#writePiece(draft, sink, part, ahead);
      if (part.length > pieceRows / 8) yield;
    }
  }

  /** What went meanwhile is left out, what got another definition is written later. */
  #writePiece(draft: CommitDraft, sink: KeepSink, part: readonly RowToKeep[], ahead: ObjectsAhead): void {
    const current = part.filter(({ row, shard, ledger }) => !ledger.gone && ledger.isOpen(row) && shard.version.rows.has(row));
    const first = current[0];
    if (first === undefined) return;
    const { table, version } = first.shard;
    const alike = current.filter(({ shard }) => shard.version.def === version.def).sort((a, b) => a.ledger.sid - b.ledger.sid);
    if (alike.length < current.length) {
      for (const { row, shard, ledger } of current) if (shard.version.def !== version.def) ledger.rewrite(row);
    }
    const runs = runsOf(alike);
    const rows = Int32Array.from(alike, ({ row }) => row);
    const { codec, reader } = this.#source;
    const image = writePiece({
      table,
      version,
      rows,
      runs: runs.flatMap(({ ledger, count }) => [ledger.sid, count]),
      labels: this.#source.labels(),
      codec,
      reader,
      ahead,
    });
    const piece = this.#table(table).add(this.#nextPiece++, rows, runs);
    draft.wrote(this.#table(table), piece);
    sink.piece({ id: piece.id, resource: table.resource, rows: rows.length, image });
  }

  #writeFacts(draft: CommitDraft, sink: KeepSink, final: boolean): void {
    const nowMs = this.#source.clock.nowMs();
    for (const facts of this.#source.clusters()) {
      const written = this.#facts.get(facts.id);
      if (written?.facts === facts) continue;
      const moved = written === undefined || written.facts.uid !== facts.uid || written.facts.version !== facts.version;
      if (!final && !moved && nowMs - written.atMs < factsEveryMs) continue;
      const origin = sink.originOf(facts.id);
      if (origin === undefined) continue;
      this.#facts.set(facts.id, { facts, atMs: nowMs });
      draft.factsWritten.push({ facts, origin });
    }
  }
}

interface DueShard {
  readonly shard: Shard;
  readonly ledger: ShardLedger;
}

function runsOf(rows: readonly RowToKeep[]): { readonly ledger: ShardLedger; count: number }[] {
  const runs: { ledger: ShardLedger; count: number }[] = [];
  for (const { ledger } of rows) {
    const last = runs.at(-1);
    if (last?.ledger === ledger) last.count++;
    else runs.push({ ledger, count: 1 });
  }
  return runs;
}

/** Pieces whose rows are to be written together anew. */
function crowded(kept: KeptTable): readonly KeptPiece[] {
  const sparse: KeptPiece[] = [];
  const small: KeptPiece[] = [];
  for (const piece of kept.pieces()) {
    if (piece.live === 0) continue;
    if (piece.live * 2 < piece.rows.length) sparse.push(piece);
    else if (piece.rows.length * 2 < pieceRows) small.push(piece);
  }
  return small.length > mostSmall ? [...sparse, ...small] : sparse;
}
