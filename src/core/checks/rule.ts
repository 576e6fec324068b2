import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import type { Confidence, Severity } from './severity.ts';
import type { Workload } from './workload.ts';

/** What a rule can be asked about: manifests, live objects, or only one of them. */
export type RunsOn = 'manifest' | 'live';

/** What all rules say of themselves. */
export interface RuleFacts {
  /** Kebab-case, unique within its check. */
  readonly id: string;
  /** What is wrong, as a short statement, e.g. `no readiness probe`. */
  readonly title: string;
  /** Where a fault does not name its own. */
  readonly severity: Severity;
  /** Default `certain`. `heuristic` ones are never critical. */
  readonly confidence?: Confidence;
  readonly runsOn: readonly RunsOn[];
  /** One step worse on critical workloads (platform namespaces, system priority classes, `hindsight/tier: critical`). */
  readonly raisedWhenCritical?: true;
  /** Bites only at the next restart: one step milder on objects that have not changed for 90 days. */
  readonly latent?: true;
  /** Tells that users are hurt already, rather than that they may be. */
  readonly symptom?: true;
  /** A fault is a finding only after it has held for so long, live. */
  readonly holdMs?: number;
  /** Other resources that it looks at, for permissions and for what cannot be evaluated. */
  readonly reads: readonly ResourceId[];
}

/** Judges a workload through its pod template, whatever its kind; custom kinds with a template included. */
export interface WorkloadRule extends RuleFacts {
  readonly anchor: 'workload';
  judge(workload: Workload, judging: Judging): Verdict;
}

/** Judges objects of given resources. */
export interface ObjectRule extends RuleFacts {
  readonly anchor: 'object';
  readonly resources: readonly ResourceId[] | 'any';
  judge(object: KubeObject, judging: Judging): Verdict;
}

/** Judges a cluster as a whole, once; in manifests the whole input. */
export interface ClusterRule extends RuleFacts {
  readonly anchor: 'cluster';
  judge(judging: Judging): Verdict;
}

/** One detection within a check. Pure: the same subject and inventory give the same verdict. */
export type Rule = WorkloadRule | ObjectRule | ClusterRule;

/** What a rule finds: nothing (pass), faults, or that it cannot be evaluated, which neither opens nor closes a finding. */
export type Verdict = readonly Fault[] | Unknown;

/** Not evaluable, and why: `cannot list secrets`. */
export interface Unknown {
  readonly unknown: string;
}

/** The verdict that nothing is wrong. */
export const pass: readonly Fault[] = Object.freeze([]);

/** The verdict that it cannot be told, with the reason as a person reads it. */
export function unknown(reason: string): Unknown {
  return { unknown: reason };
}
