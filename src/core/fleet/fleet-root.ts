import type { ResourceId } from '../kube/api-resource.ts';
import type { ClusterFacts, ClusterId } from './fleet-view.ts';
import type { LabelSets } from './label-sets.ts';
import type { ShardVersion } from './shard-version.ts';
import type { TableVersion } from './table-version.ts';

/** A cluster and its shards at one instant. */
export interface ClusterNode {
  readonly generation: number;
  /** Undefined while only shards were opened. */
  facts: ClusterFacts | undefined;
  readonly shards: Map<ResourceId, ShardVersion>;
}

/** The whole fleet at one instant: what a view holds. Immutable as soon as a later root exists. */
export class FleetRoot {
  readonly generation: number;
  readonly clusters: Map<ClusterId, ClusterNode>;
  readonly tables: Map<ResourceId, TableVersion>;
  labels: LabelSets;
  #sortedFacts: readonly ClusterFacts[] | undefined;

  constructor(generation: number, labels: LabelSets, from?: FleetRoot) {
    this.generation = generation;
    this.labels = labels;
    this.clusters = new Map(from?.clusters);
    this.tables = new Map(from?.tables);
  }

  fork(generation: number): FleetRoot {
    return new FleetRoot(generation, this.labels, this);
  }

  /** The facts of all clusters, sorted by id; computed once for each root. */
  facts(): readonly ClusterFacts[] {
    this.#sortedFacts ??= [...this.clusters.values()].flatMap((node) => node.facts ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
    return this.#sortedFacts;
  }

  /** A cluster's node, to be changed; created when missing. */
  writableNode(cluster: ClusterId): ClusterNode {
    this.#sortedFacts = undefined;
    const known = this.clusters.get(cluster);
    if (known?.generation === this.generation) return known;
    const node = { generation: this.generation, facts: known?.facts, shards: new Map(known?.shards) };
    this.clusters.set(cluster, node);
    return node;
  }

  removeCluster(cluster: ClusterId): void {
    this.#sortedFacts = undefined;
    this.clusters.delete(cluster);
  }
}
