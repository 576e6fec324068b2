import type { KubeObject } from '../kube/object.ts';
import { conditionProblem } from './condition-problem.ts';
import { conditionOf, itemsOf, numberOf, numberOrNull, timeOf } from './content.ts';
import { minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** Pods that a workload wants and has ready. */
interface Readiness {
  readonly wanted: number;
  readonly ready: number;
}

/** The rules of a workload that counts its wanted and ready pods in its own fields. */
function workloadProblems(readiness: (workload: KubeObject) => Readiness): ProblemRules {
  return { reads: [], of: (workload) => problemsOf(workload, readiness(workload)) };
}

/** What is a problem of a Deployment or StatefulSet. Source: k8s.io/api apps/v1, replicas default to 1. */
export const replicaProblems: ProblemRules = workloadProblems((workload) => ({
  wanted: numberOrNull(workload.spec?.replicas) ?? 1,
  ready: numberOf(workload.status?.readyReplicas),
}));

/** What is a problem of a DaemonSet. */
export const daemonSetProblems: ProblemRules = workloadProblems((workload) => ({
  wanted: numberOf(workload.status?.desiredNumberScheduled),
  ready: numberOf(workload.status?.numberReady),
}));

/** What is a problem of a ReplicaSet that stands on its own; those of a Deployment are judged there. */
export const replicaSetProblems: ProblemRules = {
  reads: [],
  of: (replicaSet) =>
    itemsOf(replicaSet.metadata.ownerReferences).some((owner) => owner?.controller === true) ? noProblems : replicaProblems.of(replicaSet),
};

function problemsOf(workload: KubeObject, { wanted, ready }: Readiness): readonly ProblemDraft[] {
  const conditions = workload.status?.conditions;
  const problems: ProblemDraft[] = [];
  const failure = conditionOf(conditions, 'ReplicaFailure');
  if (failure?.status === 'True') problems.push(conditionProblem(failure, { reason: 'ReplicaFailure', severity: 'critical', afterMs: 0 }));
  const progress = conditionOf(conditions, 'Progressing');
  if (progress?.status === 'False')
    problems.push(conditionProblem(progress, { reason: 'NotProgressing', severity: 'critical', afterMs: 0 }));
  if (ready < wanted) problems.push(tooFewReady(workload, { wanted, ready }));
  if (numberOf(workload.status?.observedGeneration) < numberOf(workload.metadata.generation)) problems.push(unobserved(workload));
  return problems.length === 0 ? noProblems : problems;
}

/** Only `Available=False` is dated: a workload that lacks some pods may still count as available. */
function tooFewReady(workload: KubeObject, { wanted, ready }: Readiness): ProblemDraft {
  const available = conditionOf(workload.status?.conditions, 'Available');
  return {
    reason: 'TooFewReady',
    severity: ready === 0 ? 'critical' : 'warning',
    sinceMs: available?.status === 'False' ? timeOf(available.lastTransitionTime) : null,
    afterMs: 10 * minuteMs,
    message: `${ready} of ${wanted} ready`,
  };
}

function unobserved(workload: KubeObject): ProblemDraft {
  return {
    reason: 'NotObserved',
    severity: 'warning',
    sinceMs: null,
    afterMs: 5 * minuteMs,
    message: `generation ${numberOf(workload.metadata.generation)} is not observed by its controller, which has seen ${numberOf(workload.status?.observedGeneration)}`,
  };
}
