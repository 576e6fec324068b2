import type { ClusterId, FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';

/** What a caller wants to be synced before the view opens. */
export interface ShardNeed {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  /** Only a part is wanted; honoured where a view is read once, a synced shard is always whole. */
  readonly narrow?: Narrowing;
}

/** Which part of a shard is wanted. */
export interface Narrowing {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Opens views; starts what is not synced yet and waits for a first sync, never for a sick cluster beyond its deadline. */
export interface FleetSource {
  open(q: OpenRequest): Promise<FleetView>;
}

/** A view to open. */
export interface OpenRequest {
  /** A moment of the past; only live views exist so far. */
  readonly atMs?: number;
  readonly need: readonly ShardNeed[];
  readonly scope: Scope;
  readonly signal: AbortSignal;
  /** Clusters of which everything needed is there or given up, out of those asked. */
  readonly onProgress?: (done: number, total: number) => void;
}
