import type { KubeObject } from '../kube/object.ts';
import { conditionProblem } from './condition-problem.ts';
import { conditionOf, numberOf, numberOrNull, timeOf } from './content.ts';
import { noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a Job. */
export const jobProblems: ProblemRules = {
  reads: [],
  of(job) {
    const failed = conditionOf(job.status?.conditions, 'Failed');
    if (failed?.status === 'True') return [conditionProblem(failed, { reason: 'Failed', severity: 'critical', afterMs: 0 })];
    return overdue(job);
  },
};

/** The controller ends a Job at its deadline; one that goes on has no controller that works. */
function overdue(job: KubeObject): readonly ProblemDraft[] {
  const deadlineSeconds = numberOrNull(job.spec?.activeDeadlineSeconds);
  const startedMs = timeOf(job.status?.startTime);
  const done = conditionOf(job.status?.conditions, 'Complete')?.status === 'True';
  if (deadlineSeconds === null || startedMs === null || done || numberOf(job.status?.active) === 0) return noProblems;
  return [
    {
      reason: 'DeadlineExceeded',
      severity: 'warning',
      sinceMs: startedMs + deadlineSeconds * 1000,
      afterMs: 0,
      message: `still active after its deadline of ${deadlineSeconds} seconds`,
    },
  ];
}
