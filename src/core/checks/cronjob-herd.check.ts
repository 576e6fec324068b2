import { hash32 } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { threshold } from './check-setting.ts';
import { cronRuns } from './cron-runs.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { ClusterRule, ObjectRule } from './rule.ts';

const cronJobs = ['cronjobs.batch'];
const minuteMs = 60_000;
const dayMs = 86_400_000;

const roundMinute: ObjectRule = {
  id: 'round-minute',
  title: 'runs at a minute that everybody chooses',
  severity: 'info',
  runsOn: ['manifest'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: ({ spec, metadata }) => {
    const [minute = '', ...rest] = String(spec?.schedule ?? '').split(/\s+/);
    if (spec?.suspend === true || rest.length !== 4 || !isRound(minute)) return [];
    const spread = spreadMinute(minute, `${metadata.namespace ?? 'default'}/${metadata.name}`);
    return [
      {
        locator: 'schedule',
        message: `Minute "${minute}" is when everybody's jobs start: registries, databases and the API server see them all at once. Minute "${spread}" would be this job's own.`,
        path: ['spec', 'schedule'],
        patch: [{ op: 'set', path: ['spec', 'schedule'], value: [spread, ...rest].join(' ') }],
      },
    ];
  },
};

/** Zero, a step, or quarters of an hour. */
function isRound(minute: string): boolean {
  if (/^\*\/\d+$/.test(minute)) return true;
  const values = minute.split(',');
  return values.every((value) => /^\d+$/.test(value) && Number(value) % 15 === 0);
}

/** As often as before, from a minute that the name decides. */
function spreadMinute(minute: string, name: string): string {
  const count = minute.startsWith('*/') ? Math.max(1, Math.floor(60 / Math.max(1, Number(minute.slice(2))))) : minute.split(',').length;
  const step = Math.floor(60 / count);
  const first = hash32(name) % step;
  return Array.from({ length: count }, (_, i) => first + i * step).join(',');
}

const clusterPeak: ClusterRule = {
  id: 'cluster-peak',
  title: 'many CronJobs start in the same minute',
  severity: 'warning',
  runsOn: ['live'],
  reads: ['cronjobs.batch'],
  anchor: 'cluster',
  judge: ({ inventory, nowMs, setting }) => {
    const knowledge = inventory.knows('cronjobs.batch');
    if (typeof knowledge === 'object') return { unknown: knowledge.unreadable };
    const minutes = firings(inventory.list('cronjobs.batch'), nowMs);
    const counts = [...minutes.values()].map(({ length }) => length);
    const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
    const [peak] = [...minutes].sort(([, a], [, b]) => b.length - a.length);
    const least = threshold(setting, 'cronjob-herd/cluster-peak/firings', 10);
    if (peak === undefined || peak[1].length < least || peak[1].length < 3 * mean) return [];
    const [atMs, names] = peak;
    const time = new Date(atMs).toISOString().slice(11, 16);
    return [
      {
        locator: 'cluster-peak',
        message: `${names.length} CronJobs start at ${time} UTC (on average ${Math.round(mean)} a minute): ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}.`,
        path: [],
      },
    ];
  },
};

/** CronJobs by the minute they start in, over the next day. */
function firings(list: readonly KubeObject[], nowMs: number): ReadonlyMap<number, readonly string[]> {
  const minutes = new Map<number, string[]>();
  for (const cronJob of list) {
    if (cronJob.spec?.suspend === true) continue;
    for (const ms of cronRuns(cronJob, nowMs)?.nextMs ?? []) {
      if (ms > nowMs + dayMs) break;
      const minute = Math.floor(ms / minuteMs) * minuteMs;
      minutes.set(minute, [...(minutes.get(minute) ?? []), `${cronJob.metadata.namespace}/${cronJob.metadata.name}`]);
    }
  }
  return minutes;
}

const herd = (schedule: (i: number) => string): string =>
  Array.from({ length: 12 }, (_, i) => cronJobYaml({ name: `job-${i}`, schedule: schedule(i), spec: 'concurrencyPolicy: Forbid' })).join(
    '---\n',
  );

/** CronJobs that all start in the same minute. */
export const cronjobHerd: Check = {
  id: 'cronjob-herd',
  title: 'Everything fires in the same minute',
  group: 'jobs',
  explanation:
    'Schedules are written by people, and people choose the full hour. Pods of all teams then start at once: images are pulled, databases dumped and tokens asked for in the same ' +
    'second, in every cluster of the fleet.',
  fix: 'Give each CronJob a minute of its own, for example one derived from its name, as `hindsight fix` does.',
  sources: [
    {
      title: 'Kubernetes: CronJob schedule syntax',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax',
    },
  ],
  replaces: [],
  rules: [roundMinute, clusterPeak],
  examples: {
    flags: [
      {
        name: 'every quarter of an hour',
        yaml: cronJobYaml({ schedule: '*/15 9-19 * * Mon-Fri' }),
        expect: [{ rule: 'round-minute', severity: 'info', locator: 'schedule' }],
      },
      {
        name: 'twelve jobs at three',
        mode: 'live',
        yaml: `${herd(() => '0 3 * * *')}---\n${herd((i) => `${3 * i + 2} 5 * * *`).replaceAll('name: job-', 'name: other-')}`,
        expect: [{ rule: 'cluster-peak', severity: 'warning', locator: 'cluster-peak' }],
      },
    ],
    passes: [
      { name: 'a minute of its own', yaml: cronJobYaml({ schedule: '7 8-18 * * Mon-Fri' }) },
      { name: 'twelve jobs, one after the other', mode: 'live', yaml: herd((i) => `${4 * i + 1} 3 * * *`) },
    ],
    guards: [{ name: 'suspended', yaml: cronJobYaml({ schedule: '0 * * * *', spec: 'suspend: true' }) }],
  },
};
