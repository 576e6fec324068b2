import type { KubeObject } from '../kube/object.ts';
import { parseCronSchedule } from '../resources/cron-schedule.ts';

/** When a CronJob runs. */
export interface CronRuns {
  /** The next instants at which it is due, at most fifty. */
  readonly nextMs: readonly number[];
  /** The smallest distance between two of them; infinite when there is at most one. */
  readonly gapMs: number;
}

const looked = 50;

/** The next runs of a CronJob; undefined where its schedule or zone cannot be read. */
export function cronRuns({ spec }: KubeObject, nowMs: number): CronRuns | undefined {
  if (typeof spec?.schedule !== 'string') return undefined;
  const schedule = parseCronSchedule(spec.schedule, typeof spec.timeZone === 'string' ? spec.timeZone : '');
  if (schedule === undefined) return undefined;
  const nextMs: number[] = [];
  for (let at = schedule.nextAfter(nowMs); at !== undefined && nextMs.length < looked; at = schedule.nextAfter(at)) nextMs.push(at);
  return { nextMs, gapMs: nextMs.slice(1).reduce((least, at, i) => Math.min(least, at - (nextMs[i] as number)), Number.POSITIVE_INFINITY) };
}

/** `15 minutes`, `1 hour`, `2 days`. */
export function spanText(ms: number): string {
  const [count, unit] = ms < 3_600_000 ? [ms / 60_000, 'minute'] : ms < 86_400_000 ? [ms / 3_600_000, 'hour'] : [ms / 86_400_000, 'day'];
  const rounded = Math.round(count * 10) / 10;
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}
