import type { KubeObject } from '../kube/object.ts';
import { conditionProblem } from './condition-problem.ts';
import { conditionOf, numberOf, timeOf } from './content.ts';
import { minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a HorizontalPodAutoscaler. */
export const horizontalPodAutoscalerProblems: ProblemRules = {
  reads: [],
  of(autoscaler) {
    const conditions = autoscaler.status?.conditions;
    const problems: ProblemDraft[] = [];
    for (const [type, reason] of [
      ['ScalingActive', 'ScalingInactive'],
      ['AbleToScale', 'UnableToScale'],
    ] as const) {
      const condition = conditionOf(conditions, type);
      if (condition?.status === 'False') problems.push(conditionProblem(condition, { reason, severity: 'warning', afterMs: 0 }));
    }
    if (isAtMaximum(autoscaler)) problems.push(atMaximum(autoscaler));
    return problems.length === 0 ? noProblems : problems;
  },
};

function isAtMaximum({ spec, status }: KubeObject): boolean {
  const most = numberOf(spec?.maxReplicas);
  return most > 0 && numberOf(status?.currentReplicas) >= most;
}

/** The controller dates only that it would go beyond. Source: k8s.io/kubernetes pkg/controller/podautoscaler horizontal.go TooManyReplicas. */
function atMaximum({ spec, status }: KubeObject): ProblemDraft {
  const limited = conditionOf(status?.conditions, 'ScalingLimited');
  const dated = limited?.status === 'True' && limited.reason === 'TooManyReplicas';
  return {
    reason: 'AtMaximum',
    severity: 'warning',
    sinceMs: dated ? timeOf(limited.lastTransitionTime) : null,
    afterMs: 15 * minuteMs,
    message: `at its maximum of ${numberOf(spec?.maxReplicas)} replicas`,
  };
}
