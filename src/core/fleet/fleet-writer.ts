import type { ResourceId } from '../kube/api-resource.ts';
import type { NamespacedName, Uid } from '../kube/object.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { ClusterFacts, ClusterId, DeltaBatch, RowId, ShardState } from './fleet-view.ts';

/** What the collector needs of the store: the write side. */
export interface FleetWriter {
  /** Adds a cluster or replaces its facts. */
  putCluster(facts: ClusterFacts): void;
  /** Forgets a cluster and all its shards. */
  removeCluster(cluster: ClusterId): void;
  /** Creates the shard if there is none; a changed definition (another CRD version) re-reads the kept objects into the new columns. */
  openShard(cluster: ClusterId, resource: ResourceDef, state: ShardState): void;
  /** Drops rows and state. */
  closeShard(cluster: ClusterId, resource: ResourceId): void;
  setShardState(cluster: ClusterId, resource: ResourceId, state: ShardState): void;
  /** Applies one batch; the shard must be open. A new epoch without `relist-begin` is refused as a defect. */
  apply(batch: DeltaBatch): void;
}

/** What changed in one shard by one batch, for live tables: the row ids are valid until the next batch. */
export interface ShardChange {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly epoch: string;
  readonly seq: number;
  readonly upserted: readonly { readonly row: RowId; readonly uid: Uid; readonly added: boolean }[];
  readonly removed: readonly { readonly uid: Uid; readonly key: NamespacedName }[];
}

/** Something that happened in the store. */
export type FleetEvent =
  | { readonly type: 'rows'; readonly change: ShardChange }
  | { readonly type: 'shard-state'; readonly cluster: ClusterId; readonly resource: ResourceId; readonly state: ShardState }
  | { readonly type: 'shard-closed'; readonly cluster: ClusterId; readonly resource: ResourceId }
  | { readonly type: 'cluster'; readonly facts: ClusterFacts }
  | { readonly type: 'cluster-removed'; readonly cluster: ClusterId };
