import type { Random } from '../../base/random.ts';
import type { JobPlan, WorkloadPlan } from './cluster-plan.ts';

const minuteMs = 60_000;

/** Minutes between two runs of the schedules that the simulated company uses; good enough to date past runs. */
export function scheduleMinutes(schedule: string): number {
  const [minute = '*', hour = '*'] = schedule.split(' ');
  const step = /^\*\/(\d+)$/.exec(minute);
  if (step !== null) return Number(step[1]);
  const hours = /^\*\/(\d+)$/.exec(hour);
  if (hours !== null) return Number(hours[1]) * 60;
  return hour === '*' ? 60 : 24 * 60;
}

/** The last time before `nowMs` at which the schedule was due, in steps of its period. */
export function lastScheduledMs(schedule: string, nowMs: number): number {
  const periodMs = scheduleMinutes(schedule) * minuteMs;
  const [minute = '*', hour = '*'] = schedule.split(' ');
  const offset = (Number.isNaN(Number(minute)) ? 0 : Number(minute)) + (Number.isNaN(Number(hour)) ? 0 : Number(hour) * 60);
  return Math.floor((nowMs - offset * minuteMs) / periodMs) * periodMs + offset * minuteMs;
}

/** The Jobs a CronJob has left behind, oldest first: as many as it has pods; the last may still run. */
export function planJobs(workload: WorkloadPlan, epochMs: number, random: Random): readonly JobPlan[] {
  const schedule = workload.schedule ?? '0 * * * *';
  const periodMs = scheduleMinutes(schedule) * minuteMs;
  const lastMs = lastScheduledMs(schedule, epochMs);
  const failedAt = random.chance(0.2) ? random.int(workload.replicas) : -1;
  const runMs = 8_000 + Math.floor(random.next() ** 3 * Math.min(periodMs * 1.5, 25 * minuteMs));
  return Array.from({ length: workload.replicas }, (_, i): JobPlan => {
    const scheduledMs = lastMs - (workload.replicas - 1 - i) * periodMs;
    const endedMs = scheduledMs + Math.floor(runMs * (0.8 + random.next() * 0.4));
    const ended = endedMs < epochMs;
    return {
      name: `${workload.name}-${Math.floor(scheduledMs / minuteMs)}`,
      scheduledMs,
      ...(ended ? { endedMs } : {}),
      failed: ended && i === failedAt,
    };
  });
}
