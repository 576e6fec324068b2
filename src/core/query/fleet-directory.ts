import type { ClusterFacts, ClusterId } from '../fleet/fleet-view.ts';
import type { ApiResource, ResourceId } from '../kube/api-resource.ts';
import type { ResourceDef } from '../resources/resource.ts';

/** Which clusters and resources there are: what turns names in a question into ids. Implemented by the collector. */
export interface FleetDirectory {
  /** Sorted by id. */
  clusters(): readonly ClusterFacts[];
  /** By id or alias. */
  cluster(name: string): ClusterFacts | undefined;
  /**
   * What a name (plural, singular, kind, short name, `plural.group`, `plural.version.group`) means in a cluster.
   * Built-in resources resolve before discovery has answered; `unknown` says that discovery has not answered and the name is no built-in.
   */
  resolve(cluster: ClusterId, name: string): ResourceDef | 'unknown' | undefined;
  /** All resources known anywhere in the fleet, for suggestions and completion. */
  resources(): ReadonlyMap<ResourceId, ResourceDef>;
  /** What a cluster says that it serves; undefined before its discovery has answered. */
  served?(cluster: ClusterId): readonly ApiResource[] | undefined;
}
