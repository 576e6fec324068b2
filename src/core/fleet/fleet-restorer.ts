import type { ResourceId } from '../kube/api-resource.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { FleetKeeper } from './fleet-keeper.ts';
import type { ClusterFacts, ClusterId, ObjectCodec, ShardState } from './fleet-view.ts';
import type { KeptShard, PieceFromKeep } from './kept-records.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectReader } from './object-place.ts';
import { readPiece } from './read-piece.ts';
import type { Shard } from './shard.ts';
import type { ShardVersion } from './shard-version.ts';

/** What the restorer needs of the store. */
export interface RestorerStore {
  readonly codec: ObjectCodec;
  readonly reader: ObjectReader;
  readonly keeper: FleetKeeper;
  labels(): LabelSets;
  /** Opens a shard and answers it. */
  open(cluster: ClusterId, def: ResourceDef, state: ShardState): Shard;
  close(cluster: ClusterId, resource: ResourceId): void;
  writable(shard: Shard): ShardVersion;
  /** Rows came into a shard. */
  changed(shard: Shard): void;
}

/** A shard that was put back. */
export interface RestoredShard {
  readonly kept: KeptShard;
  readonly def: ResourceDef;
  readonly state: ShardState;
  /** Where its history goes on: the next batch has this epoch and the following number. */
  readonly epoch: string;
  readonly seq: number;
  readonly rows: number;
  /** False when rows are missing: the version must not be continued from. */
  readonly complete: boolean;
}

/** A cluster that was put back. */
export interface RestoredCluster {
  readonly facts: ClusterFacts;
  readonly shards: readonly RestoredShard[];
  /** How old what is kept was at the start, in words. */
  readonly reason: string;
}

/**
 * Puts kept rows back into an empty store: the shards that are wanted first, then every piece in any order.
 *
 * Rows come back with what was known of them, without decoding their objects, unless `reread`: then columns are derived anew.
 */
export class FleetRestorer {
  readonly #store: RestorerStore;
  readonly #epoch: string;
  readonly #reread: boolean;
  readonly #allows: (namespace: string) => boolean;
  readonly #shards = new Map<number, { readonly shard: Shard; readonly kept: KeptShard; readonly state: ShardState }>();

  /** @param q.epoch of the histories that go on; differs from all that the collector gives out */
  constructor(store: RestorerStore, q: { readonly epoch: string; readonly reread: boolean; allows(namespace: string): boolean }) {
    this.#store = store;
    this.#epoch = q.epoch;
    this.#reread = q.reread;
    this.#allows = (namespace) => namespace === '' || q.allows(namespace);
  }

  /** Opens a shard for rows to come. */
  begin(kept: KeptShard, def: ResourceDef, state: ShardState): void {
    const shard = this.#store.open(kept.cluster, def, state);
    this.#store.keeper.resume(shard, kept);
    const version = this.#store.writable(shard);
    version.epoch = this.#epoch;
    version.seq = 0;
    shard.synced = true;
    shard.resourceVersion = kept.resourceVersion;
    shard.atMs = state.trueAtMs ?? 0;
    this.#shards.set(kept.sid, { shard, kept, state });
  }

  /** Puts the rows of one piece back: about a millisecond for a full one. Throws where it is no piece; some rows may be in then. */
  piece(piece: PieceFromKeep): void {
    const { codec, reader } = this.#store;
    const found = readPiece({
      piece,
      codec,
      labels: this.#store.labels(),
      shardOf: (sid) => this.#shards.get(sid)?.shard,
      writable: (shard) => void this.#store.writable(shard),
      allows: this.#allows,
      reader,
      reread: this.#reread,
    });
    if (found.table === undefined) this.#store.keeper.forgetPiece(piece.id);
    else
      this.#store.keeper.adopt(
        found.table,
        piece.id,
        found.rows,
        found.runs.map(({ shard, count }) => ({ shard, count })),
      );
  }

  /** What was put back; readers may look from now on. */
  finish(): readonly RestoredShard[] {
    for (const { shard } of this.#shards.values()) this.#store.changed(shard);
    return [...this.#shards.values()].map(({ shard, kept, state }) => ({
      kept,
      def: shard.version.def,
      state: { ...state, received: shard.version.rows.size },
      epoch: this.#epoch,
      seq: 0,
      rows: shard.version.rows.size,
      complete: shard.version.rows.size === kept.rows,
    }));
  }

  /** Takes everything out again: what was kept cannot be trusted. */
  giveUp(): void {
    for (const { shard } of this.#shards.values()) this.#store.close(shard.version.cluster, shard.resource);
    this.#shards.clear();
    this.#store.keeper.startOver();
  }
}
