import type { ClusterId, ClusterState } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { NamespacedName } from '../../kube/object.ts';
import type { ProblemSeverity } from '../../resources/problem-rules.ts';

/** The fleet at a glance. Every count has the address of the list that it counts. */
export interface Overview {
  readonly nowMs: number;
  readonly clusters: readonly ClusterCount[];
  readonly versions: readonly Counted[];
  readonly counts: readonly ResourceCount[];
  /** What is broken now, by cause, the worst first. */
  readonly broken: readonly BrokenCause[];
  /** Clusters that do not simply answer, by state and reason. */
  readonly wordy: readonly ClusterWord[];
  /** Rollouts of the last hour, the latest first. */
  readonly rollouts: readonly Rollout[];
  /** How many critical problems each cluster has; those without are left out. */
  readonly critical: ReadonlyMap<ClusterId, number>;
}

/** Clusters of one channel by state. */
export interface ClusterCount {
  /** Empty for clusters without one. */
  readonly channel: string;
  readonly total: number;
  readonly states: Readonly<Partial<Record<ClusterState, number>>>;
  /** When the oldest part of what is shown was true last; null when all of it is live. */
  readonly oldestMs: number | null;
}

/** How many, and where the list of them is. */
export interface Counted {
  readonly name: string;
  readonly count: number;
  readonly link: string;
}

/** Objects of one resource in the fleet. */
export interface ResourceCount extends Counted {
  readonly resource: ResourceId;
  /** Clusters that are not counted, because they could not be read. */
  readonly missing: number;
}

/** Objects that are broken for the same reason, and pods by the same image. */
export interface BrokenCause {
  readonly resource: ResourceId;
  readonly kind: string;
  readonly plural: string;
  readonly reason: string;
  readonly severity: ProblemSeverity;
  readonly images: string | undefined;
  readonly count: number;
  readonly clusters: readonly ClusterId[];
  /** Channels of these clusters. */
  readonly channels: readonly string[];
  readonly sinceMs: number | null;
  readonly atLeast: boolean;
  /** The latest of them; null when nobody has seen any begin. */
  readonly latestMs: number | null;
  /** The one with the most restarts, else any. */
  readonly example: { readonly cluster: ClusterId; readonly key: NamespacedName };
  readonly restarts: number;
  readonly message: string;
  readonly link: string;
}

/** Clusters in the same state for the same reason. */
export interface ClusterWord {
  readonly state: Exclude<ClusterState, 'live'>;
  readonly reason: string;
  readonly clusters: readonly ClusterId[];
  /** The earliest of them. */
  readonly sinceMs: number;
  readonly link: string;
}

/** A Deployment that got other pods. */
export interface Rollout {
  readonly atMs: number;
  readonly name: string;
  readonly images: string;
  /** Images of the ReplicaSet before; undefined when they are the same. */
  readonly imagesBefore: string | undefined;
  readonly clusters: readonly ClusterId[];
  readonly link: string;
}
