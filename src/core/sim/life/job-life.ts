import type { EventDraft } from '../grow/event-object.ts';
import { growCronJob, growJob, isSuspended, jobsOf } from '../grow/jobs.ts';
import { workloadUid } from '../grow/metadata.ts';
import type { JobPlan, PodPlan } from '../plan/cluster-plan.ts';
import { lastScheduledMs, scheduleMinutes } from '../plan/plan-jobs.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';
import { dropPod, setPod, startPod } from './pod-life.ts';

const minuteMs = 60_000;

/** Runs a CronJob from now on whenever its schedule is due. */
export function followSchedule(living: LivingCluster, crew: Crew, nowMs: number): void {
  if (isSuspended(living.plan, crew.workload)) return;
  const schedule = crew.workload.schedule ?? '0 * * * *';
  const periodMs = scheduleMinutes(schedule) * minuteMs;
  // The controller works through what is due within some seconds.
  const lagMs = 500 + living.random.int(18_000);
  let dueMs = lastScheduledMs(schedule, nowMs) + periodMs;
  const next = (): void => {
    runJob(living, crew, { dueMs, atMs: dueMs + lagMs });
    dueMs += periodMs;
    living.timeline.at(dueMs + lagMs, next);
  };
  living.timeline.at(dueMs + lagMs, next);
  for (const pod of crew.pods) if (pod.job !== undefined && pod.job.endedMs === undefined) endLater(living, crew, pod, nowMs);
}

function runJob(living: LivingCluster, crew: Crew, q: { dueMs: number; atMs: number }): void {
  const job: JobPlan = { name: `${crew.workload.name}-${Math.floor(q.dueMs / minuteMs)}`, scheduledMs: q.dueMs, failed: false };
  if (crew.pods.some((pod) => pod.job !== undefined && pod.job.endedMs === undefined)) {
    living.say({
      ...cronEvent(living, crew, q.atMs),
      reason: 'JobAlreadyActive',
      message: 'Not starting job because prior execution is running and concurrency policy is Forbid',
    });
    return;
  }
  if (!living.create('jobs.batch', growJob(living.plan, crew.workload, job), q.atMs)) return;
  living.say({ ...cronEvent(living, crew, q.atMs), reason: 'SuccessfulCreate', message: `Created job ${job.name}` });
  startPod(living, crew, q.atMs, { job, onReady: (pod, atMs) => endLater(living, crew, pod, atMs) });
  writeCronJob(living, crew);
}

function cronEvent(living: LivingCluster, crew: Crew, atMs: number): Omit<EventDraft, 'reason' | 'message'> {
  const { namespace, name } = crew.workload;
  const subject = { apiVersion: 'batch/v1', kind: 'CronJob', namespace, name, uid: workloadUid(living.plan, crew.workload) };
  return { subject, type: 'Normal', component: 'cronjob-controller', firstMs: atMs, lastMs: atMs, count: 1 };
}

function endLater(living: LivingCluster, crew: Crew, pod: PodPlan, nowMs: number): void {
  const limitMs = scheduleMinutes(crew.workload.schedule ?? '0 * * * *') * minuteMs * 0.8;
  const runMs = 4000 + Math.floor(living.random.next() ** 3 * Math.min(limitMs, 12 * minuteMs));
  living.timeline.at(nowMs + runMs, (atMs) => endJob(living, crew, pod, atMs));
}

function endJob(living: LivingCluster, crew: Crew, pod: PodPlan, atMs: number): void {
  if (pod.job === undefined) return;
  const failed = living.random.chance(0.02);
  const job: JobPlan = { ...pod.job, endedMs: atMs, failed };
  const ended = setPod(living, crew, { uid: pod.uid, atMs }, (old) => ({
    ...old,
    job,
    state: failed ? 'failed' : 'completed',
    sinceMs: atMs,
  }));
  if (ended === undefined) return;
  living.changeStatus('jobs.batch', growJob(living.plan, crew.workload, job));
  const status = failed ? 'Failed' : 'Complete';
  living.say({
    ...cronEvent(living, crew, atMs),
    reason: 'SawCompletedJob',
    message: `Saw completed job: ${job.name}, condition: ${status}`,
  });
  forgetOldJobs(living, crew, atMs);
  writeCronJob(living, crew);
}

/** Three successes and one failure are kept; what is older goes, its pod with it. */
function forgetOldJobs(living: LivingCluster, crew: Crew, atMs: number): void {
  const finished = crew.pods.filter((pod) => pod.job?.endedMs !== undefined);
  const good = finished.filter((pod) => pod.job?.failed === false);
  const bad = finished.filter((pod) => pod.job?.failed === true);
  for (const pod of [...good.slice(0, -3), ...bad.slice(0, -1)]) {
    living.remove('jobs.batch', `${crew.workload.namespace}/${pod.job?.name ?? ''}`);
    dropPod(living, crew, pod.uid, atMs);
  }
}

function writeCronJob(living: LivingCluster, crew: Crew): void {
  living.changeStatus('cronjobs.batch', growCronJob(living.plan, crew.workload, jobsOf(crew.pods)));
}
