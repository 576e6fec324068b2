import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';

/** `critical`: something does not work now. `warning`: it did not work lately, works in part, or will not work for long. */
export type ProblemSeverity = 'critical' | 'warning';

/** What must also hold elsewhere in the cluster for a draft to be a problem; judged when somebody asks, from what is synced. */
export type ProblemClaim =
  /** The Job of that name, in the object's namespace, has not completed. */
  | { readonly kind: 'job-not-complete'; readonly job: string }
  /** There is no Service of that name in the object's namespace. */
  | { readonly kind: 'no-service'; readonly service: string }
  /** No pod of the namespace that has all these labels is ready, or (`anyPod`) there is none at all. */
  | { readonly kind: 'no-ready-pod'; readonly labels: readonly (readonly [string, string])[]; readonly anyPod: boolean }
  /** None of the last three finished Jobs of this CronJob completed; `inferred`: fewer that are kept will do, since runs are known to be more. */
  | { readonly kind: 'runs-failed'; readonly inferred: boolean };

/** A state of an object that is a problem once it has lasted for some time. */
export interface ProblemDraft {
  /** In CamelCase, as Kubernetes writes reasons. */
  readonly reason: string;
  readonly severity: ProblemSeverity;
  /** Since when, in milliseconds since 1970; null where the object does not say, then our first observation counts. */
  readonly sinceMs: number | null;
  /** How long it must have lasted to be a problem. */
  readonly afterMs: number;
  /** How long after `sinceMs` it stops being one by itself; absent: it stays. */
  readonly forMs?: number;
  readonly message?: string;
  readonly claim?: ProblemClaim;
}

/** What is a problem for the objects of one resource. */
export interface ProblemRules {
  /** Resources of the same cluster that claims look into. They are never synced for this. */
  readonly reads: readonly ResourceId[];
  /** Most telling first. Pure; may throw on odd objects, which then have no problem. Costs about a microsecond for a healthy object. */
  of(object: KubeObject): readonly ProblemDraft[];
  /** True when the rules judge `deletionTimestamp` themselves. */
  readonly judgesDeletion?: boolean;
}

/** No problem at all. */
export const noProblems: readonly ProblemDraft[] = Object.freeze([]);

/** Units of the thresholds. */
export const minuteMs = 60_000;

/** Units of the thresholds. */
export const hourMs = 60 * minuteMs;
