import type { ClusterId, FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';

/** What a caller wants to be synced before the view opens. */
export interface ShardNeed {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
}

/** Opens views; starts what is not synced yet and waits for a first sync, never for a sick cluster beyond its deadline. */
export interface FleetSource {
  open(q: { atMs?: number; need: readonly ShardNeed[]; scope: Scope; signal: AbortSignal }): Promise<FleetView>;
}
