import type { KubeObject } from '../kube/object.ts';
import type { SpanValue } from './column.ts';
import { itemsOf, numberOf, numberOrNull, timeOf } from './content.ts';

/** True when the first condition of that type is True. Source: printers.go hasJobCondition. */
function has(job: KubeObject, type: string): boolean {
  for (const condition of itemsOf(job.status?.conditions)) {
    if (condition?.type === type) return condition.status === 'True';
  }
  return false;
}

/** The state of a job: how it ended, else that it is being deleted, else what holds it, else `Running`. Source: printers.go printJob. */
export function jobStatus(job: KubeObject): string {
  if (has(job, 'Complete')) return 'Complete';
  if (has(job, 'Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => has(job, type)) ?? 'Running';
}

/** Successes of those wanted: `3/5`; `1/1 of 4` where any success of four parallel pods will do. Source: printers.go printJob. */
export function jobCompletions(job: KubeObject): string {
  const succeeded = numberOf(job.status?.succeeded);
  const wanted = numberOrNull(job.spec?.completions);
  if (wanted !== null) return `${succeeded}/${wanted}`;
  const parallelism = numberOf(job.spec?.parallelism);
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

/** From start to completion; a job that failed has no completion time and counts on, as the API server's Table does. Source: printers.go printJob. */
export function jobDuration(job: KubeObject): SpanValue | null {
  const fromMs = timeOf(job.status?.startTime);
  return fromMs === null ? null : { fromMs, toMs: timeOf(job.status?.completionTime) };
}
