import type { ClusterId } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { FieldTerm } from '../kube/field-selector.ts';
import type { LabelSelector } from '../kube/label-selector.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { DerivedColumns } from './derived-columns.ts';
import type { NamePatterns } from './name-patterns.ts';
import type { TableQuery } from './table-query.ts';

/** A shard that must be synced before the question can be answered. */
export interface PlanNeed {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  /** What of the shard is needed, for reads that are done once; a synced shard always is whole. */
  readonly narrow?: { readonly namespace?: string; readonly labelSelector?: string; readonly fieldSelector?: string };
}

/** One table of an answer to come. */
export interface TablePlan {
  readonly resource: ResourceId;
  /** The definition first found; a cluster's own is a fact of its shard. */
  readonly def: ResourceDef;
  /** Clusters that serve the resource, sorted. */
  readonly clusters: readonly ClusterId[];
  /** Other resources of these clusters that the rows depend on: what is joined. */
  readonly alsoReads?: readonly ResourceId[];
  /** Other resources of these clusters that decide about problems: looked into where they are synced, never synced for this. */
  readonly judgedBy?: readonly ResourceId[];
}

/** One cluster that a name of a resource means nothing in, or nothing yet. */
export interface UnservedPart {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  /** `not served`: the cluster lacks it. `unknown`: its discovery has not answered. */
  readonly why: 'not served' | 'unknown';
}

/** A question whose names are resolved; answers itself from any view. */
export interface QueryPlan {
  readonly query: TableQuery;
  /** Clusters asked, sorted. */
  readonly clusters: readonly ClusterId[];
  readonly namespaces: NamePatterns;
  readonly selector: LabelSelector;
  readonly fields: readonly FieldTerm[];
  /** Columns that the question adds: expressions and joins. */
  readonly derived: DerivedColumns;
  /** In the order of the question. */
  readonly tables: readonly TablePlan[];
  readonly unserved: readonly UnservedPart[];
  readonly needs: readonly PlanNeed[];
}
