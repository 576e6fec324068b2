import type { ResourceId } from '../kube/api-resource.ts';
import type { ClusterFacts, ClusterId } from './fleet-view.ts';

/** What is kept of a shard beside its rows. */
export interface KeptShard {
  /** Names the shard in pieces. */
  readonly sid: number;
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  /** Rows that are kept; another number found means that something is missing. */
  readonly rows: number;
  /** Up to where its rows are true; of streams by namespace the latest. */
  readonly resourceVersion: string;
  readonly groupVersion: string;
  /** True when it was live at the last commit: then it was true at that time. */
  readonly live: boolean;
  /** Last time it was known to be true, when not live. */
  readonly trueAtMs: number | null;
  readonly namespaces?: readonly string[];
}

/** What is kept of a cluster. */
export interface KeptCluster {
  readonly facts: ClusterFacts;
  /** What the address and its authority are, as one text: rows are inherited only by a cluster that has the same. */
  readonly origin: string;
}

/** What one commit says beside the rows it crosses out. */
export interface KeptNews {
  readonly atMs: number;
  readonly shards: readonly KeptShard[];
  readonly droppedShards: readonly number[];
  readonly clusters: readonly KeptCluster[];
  readonly droppedClusters: readonly ClusterId[];
  readonly droppedPieces: readonly number[];
}

/** Makes the pieces that were handed over before valid, all at once. */
export interface KeptCommit {
  readonly news: KeptNews;
  /** Pieces and indexes of rows that are not current any more, in turn. */
  readonly dead: Uint32Array<ArrayBuffer>;
}

/** One piece as it was kept. */
export interface PieceFromKeep {
  readonly id: number;
  readonly columns: Uint8Array;
  /** Count and lengths of blocks, and the blocks. */
  readonly objects: Uint8Array;
  /** A bit for each row that is not current any more. */
  readonly dead: Uint8Array | undefined;
}
