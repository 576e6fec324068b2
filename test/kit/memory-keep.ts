import type { FleetKeeper, KeepSink } from '../../src/core/fleet/fleet-keeper.ts';
import type { RestoredShard } from '../../src/core/fleet/fleet-restorer.ts';
import type { FleetStore } from '../../src/core/fleet/fleet-store.ts';
import type { KeptCommit, KeptShard, PieceFromKeep } from '../../src/core/fleet/kept-records.ts';
import { plainBlocks, shardState, widgets } from './fleet-fixture.ts';

interface Stored extends PieceFromKeep {
  readonly rows: number;
  readonly dead: Uint8Array;
}

/** Keeps commits in memory as a disk would, and fails when told to. */
export class MemoryKeep {
  #keeper: FleetKeeper;
  readonly pieces = new Map<number, Stored>();
  readonly shards = new Map<number, KeptShard>();
  /** Commits are refused while this is set. */
  failing = false;

  constructor(keeper: FleetKeeper) {
    this.#keeper = keeper;
  }

  /** Commits until nothing is left to say. */
  all(): void {
    while (this.once());
  }

  /** One commit; false when nothing more waits. */
  once(): boolean {
    const staged: Stored[] = [];
    const sink: KeepSink = {
      piece: ({ id, rows, image }) => {
        const blocks = [...image.packed, ...image.loose.map((objects) => plainBlocks.pack(objects))];
        const objects = joined(blocks);
        staged.push({ id, rows, columns: image.columns, objects, dead: new Uint8Array(128) });
      },
      originOf: () => 'origin',
    };
    const flush = this.#keeper.flush(sink, { final: true });
    let step = flush.next();
    while (!step.done) step = flush.next();
    const draft = step.value;
    if (draft === undefined) return false;
    if (!this.failing) this.#commit(staged, draft.commit);
    this.#keeper.settle(draft, !this.failing);
    return draft.more && !this.failing;
  }

  /** The disk is lost. */
  lose(): void {
    this.pieces.clear();
    this.shards.clear();
    this.#keeper.startOver();
  }

  /** Puts everything into another store, and goes on with that one. */
  restore(store: FleetStore): readonly RestoredShard[] {
    const restorer = store.restorer({ reread: false });
    this.#keeper = store.keeper();
    for (const kept of this.shards.values()) restorer.begin(kept, widgets, shardState({ state: 'stale', groupVersion: kept.groupVersion }));
    for (const piece of this.pieces.values()) restorer.piece(piece);
    return restorer.finish();
  }

  keptRows(): number {
    return [...this.pieces.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  #commit(staged: readonly Stored[], commit: KeptCommit): void {
    for (const piece of staged) this.pieces.set(piece.id, piece);
    for (let i = 0; i < commit.dead.length; i += 2) {
      const bits = this.pieces.get(commit.dead[i] as number)?.dead;
      const index = commit.dead[i + 1] as number;
      if (bits === undefined || ((bits[index >>> 3] as number) >>> (index & 7)) & 1) throw new Error('a row died twice, or in no piece');
      bits[index >>> 3] = (bits[index >>> 3] as number) | (1 << (index & 7));
    }
    for (const id of commit.news.droppedPieces) this.pieces.delete(id);
    for (const shard of commit.news.shards) this.shards.set(shard.sid, shard);
    for (const sid of commit.news.droppedShards) this.shards.delete(sid);
  }
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * blocks.length + blocks.reduce((sum, block) => sum + block.byteLength, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, blocks.length, true);
  let at = 4 + 4 * blocks.length;
  blocks.forEach((block, i) => {
    view.setUint32(4 + 4 * i, block.byteLength, true);
    bytes.set(block, at);
    at += block.byteLength;
  });
  return bytes;
}
