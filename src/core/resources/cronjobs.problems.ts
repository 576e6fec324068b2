import type { KubeObject } from '../kube/object.ts';
import { itemsOf, numberOrNull, textOf, timeOf } from './content.ts';
import { type CronSchedule, parseCronSchedule } from './cron-schedule.ts';
import { minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a CronJob. */
export const cronJobProblems: ProblemRules = {
  reads: ['jobs.batch'],
  of(cronJob) {
    const problems = [...overlapping(cronJob)];
    const schedule = parseCronSchedule(textOf(cronJob.spec?.schedule), textOf(cronJob.spec?.timeZone));
    if (schedule !== undefined) problems.push(...withoutSuccess(cronJob, schedule), ...missed(cronJob, schedule));
    return problems.length === 0 ? noProblems : problems;
  },
};

function overlapping(cronJob: KubeObject): readonly ProblemDraft[] {
  const active = itemsOf(cronJob.status?.active).length;
  if (active < 2 || cronJob.spec?.concurrencyPolicy !== 'Forbid') return noProblems;
  const message = `${active} runs are active although its concurrencyPolicy is Forbid`;
  return [{ reason: 'TooManyActive', severity: 'warning', sinceMs: null, afterMs: 0, message }];
}

/** One run may be skipped for good reasons; when the next one is ten minutes late as well, nobody schedules. */
function missed(cronJob: KubeObject, schedule: CronSchedule): readonly ProblemDraft[] {
  if (cronJob.spec?.suspend === true) return noProblems;
  const lastMs = timeOf(cronJob.status?.lastScheduleTime) ?? timeOf(cronJob.metadata.creationTimestamp);
  const nextMs = lastMs === null ? undefined : schedule.nextAfter(lastMs);
  const afterNextMs = nextMs === undefined ? undefined : schedule.nextAfter(nextMs);
  if (nextMs === undefined || afterNextMs === undefined) return noProblems;
  const message = `due at ${new Date(nextMs).toISOString().slice(0, 16)}Z and not scheduled`;
  return [{ reason: 'ScheduleMissed', severity: 'warning', sinceMs: nextMs, afterMs: afterNextMs - nextMs + 10 * minuteMs, message }];
}

const runsThatCount = 3;

/**
 * The Jobs that are kept decide. Where the limit of history keeps fewer than three failed ones, the schedule says how many there were
 * since the last success; not for a short schedule with Forbid, whose runs may be fewer than their times.
 */
function withoutSuccess(cronJob: KubeObject, schedule: CronSchedule): readonly ProblemDraft[] {
  const { spec, status } = cronJob;
  const successMs = timeOf(status?.lastSuccessfulTime);
  const fromMs = successMs ?? timeOf(cronJob.metadata.creationTimestamp);
  const lastMs = timeOf(status?.lastScheduleTime);
  if (fromMs === null || lastMs === null || lastMs <= fromMs) return noProblems;
  const active = itemsOf(status?.active).length;
  const run = firstRuns(schedule, { fromMs, lastMs, most: runsThatCount + active });
  if (run.count < runsThatCount + active) return noProblems;
  const kept = numberOrNull(spec?.failedJobsHistoryLimit) ?? 1;
  const inferred = kept < runsThatCount && (spec?.concurrencyPolicy !== 'Forbid' || run.shortestMs >= 10 * minuteMs);
  const message =
    successMs === null ? 'no run has ever succeeded' : `no run has succeeded since ${new Date(successMs).toISOString().slice(0, 16)}Z`;
  return [
    { reason: 'NoSuccess', severity: 'critical', sinceMs: run.firstMs, afterMs: 0, message, claim: { kind: 'runs-failed', inferred } },
  ];
}

/** The first times that a schedule was due after an instant, up to the last one known; at most so many. */
function firstRuns(
  schedule: CronSchedule,
  q: { readonly fromMs: number; readonly lastMs: number; readonly most: number },
): { readonly count: number; readonly firstMs: number; readonly shortestMs: number } {
  let count = 0;
  let firstMs = q.fromMs;
  let shortestMs = Number.POSITIVE_INFINITY;
  let before = q.fromMs;
  while (count < q.most) {
    const dueMs = schedule.nextAfter(before);
    if (dueMs === undefined || dueMs > q.lastMs) break;
    if (count === 0) firstMs = dueMs;
    else shortestMs = Math.min(shortestMs, dueMs - before);
    before = dueMs;
    count++;
  }
  return { count, firstMs, shortestMs };
}
