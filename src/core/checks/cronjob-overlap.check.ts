import type { Check } from './check.ts';
import { cronRuns, spanText } from './cron-runs.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { ObjectRule } from './rule.ts';

const cronJobs = ['cronjobs.batch'];
const hourMs = 3_600_000;

const allow: ObjectRule = {
  id: 'allow',
  title: 'a run may start while the one before still works',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: (cronJob, { nowMs }) => {
    const { spec } = cronJob;
    const runs = cronRuns(cronJob, nowMs);
    if (spec?.suspend === true || runs === undefined || (spec?.concurrencyPolicy ?? 'Allow') !== 'Allow') return [];
    const deadlineMs = 1000 * Number(spec?.jobTemplate?.spec?.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY);
    const isFrequent = runs.gapMs <= hourMs && deadlineMs > runs.gapMs;
    return [
      {
        locator: 'concurrencyPolicy',
        message:
          `It runs every ${spanText(runs.gapMs)}, and a run that has not ended does not keep the next from starting` +
          `${Number.isFinite(deadlineMs) ? '' : ', nor does a deadline end it'}: runs that hang pile up.`,
        path: ['spec'],
        missing: 'concurrencyPolicy',
        ...(isFrequent ? {} : { severity: 'info' as const }),
        patch: [{ op: 'set', path: ['spec', 'concurrencyPolicy'], value: 'Forbid' }],
      },
    ];
  },
};

const stacked: ObjectRule = {
  id: 'stacked',
  title: 'several runs at once',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: ({ status }) => {
    const active = Array.isArray(status?.active) ? status.active.length : 0;
    if (active < 2) return [];
    return [
      {
        locator: 'status.active',
        message: `${active} of its runs work at the same time.`,
        path: ['status', 'active'],
        ...(active >= 4 ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const forbidStuck: ObjectRule = {
  id: 'forbid-stuck',
  title: 'one run that does not end keeps all others from starting',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  reads: ['jobs.batch'],
  anchor: 'object',
  resources: cronJobs,
  judge: (cronJob, { nowMs, inventory, wakeAt }) => {
    const { spec, status, metadata } = cronJob;
    const runs = cronRuns(cronJob, nowMs);
    if (spec?.concurrencyPolicy !== 'Forbid' || runs === undefined || !Array.isArray(status?.active)) return [];
    const knowledge = inventory.knows('jobs.batch', metadata.namespace);
    if (typeof knowledge === 'object') return { unknown: knowledge.unreadable };
    return status.active.flatMap((ref: { readonly name?: string } | null) => {
      const job = inventory.get('jobs.batch', metadata.namespace, String(ref?.name));
      const startedMs = Date.parse(String(job?.status?.startTime));
      const stuckAtMs = startedMs + 3 * runs.gapMs;
      if (Number.isNaN(startedMs)) return [];
      if (nowMs < stuckAtMs) {
        wakeAt(stuckAtMs);
        return [];
      }
      const severity = nowMs >= startedMs + 10 * runs.gapMs ? { severity: 'critical' as const } : {};
      const message = `Run ${ref?.name} works for ${spanText(nowMs - startedMs)}; it is due every ${spanText(runs.gapMs)}, and Forbid skips all later runs until it ends.`;
      return [{ locator: 'status.active', message, path: ['status', 'active'], sinceMs: stuckAtMs, ...severity }];
    });
  },
};

/** CronJobs whose runs overlap without a bound, or wait for one that never ends. */
export const cronjobOverlap: Check = {
  id: 'cronjob-overlap',
  title: 'Runs can pile on top of each other',
  group: 'jobs',
  explanation:
    'By default a CronJob starts its next run whether or not the last one has ended. A run that hangs, or fails and is tried again, then meets more and more of its kind: ' +
    'pods grow with the square of the time, and an API server has been taken down by one small CronJob this way.',
  fix: 'Set concurrencyPolicy: Forbid (Replace where only the newest run matters) and an activeDeadlineSeconds of four fifths of the distance between two runs.',
  sources: [
    {
      title: 'Kubernetes: CronJob, concurrency policy',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
    },
  ],
  replaces: [
    { tool: 'clusterlint', rule: 'cronjob-concurrency' },
    { tool: 'datree', rule: 'CRONJOB_MISSING_CONCURRENCYPOLICY_KEY' },
  ],
  rules: [allow, stacked, forbidStuck],
  examples: {
    flags: [
      {
        name: 'every quarter of an hour, without a bound',
        yaml: cronJobYaml({ schedule: '7,22,37,52 * * * *' }),
        expect: [{ rule: 'allow', severity: 'warning', locator: 'concurrencyPolicy' }],
      },
      { name: 'once a day', yaml: cronJobYaml({}), expect: [{ rule: 'allow', severity: 'info', locator: 'concurrencyPolicy' }] },
      {
        name: 'four runs at once',
        mode: 'live',
        yaml: cronJobYaml({ spec: 'concurrencyPolicy: Replace', status: 'active: [{name: a}, {name: b}, {name: c}, {name: d}]' }),
        expect: [{ rule: 'stacked', severity: 'critical', locator: 'status.active' }],
      },
      {
        name: 'a run of two hours where one is due every quarter of an hour',
        mode: 'live',
        yaml: `${cronJobYaml({ schedule: '*/15 * * * *', spec: 'concurrencyPolicy: Forbid', status: 'active: [{name: export-1}]' })}---
apiVersion: batch/v1
kind: Job
metadata: {name: export-1, namespace: shop, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: export, uid: u, controller: true}]}
spec: {}
status: {startTime: "2026-11-20T10:00:00Z", active: 1}
`,
        expect: [{ rule: 'forbid-stuck', severity: 'warning', locator: 'status.active' }],
      },
    ],
    passes: [{ name: 'Forbid', yaml: cronJobYaml({ schedule: '*/15 * * * *', spec: 'concurrencyPolicy: Forbid' }) }],
    guards: [
      { name: 'suspended', yaml: cronJobYaml({ schedule: '*/15 * * * *', spec: 'suspend: true' }) },
      {
        name: 'a run that has just begun',
        mode: 'live',
        yaml: `${cronJobYaml({ schedule: '*/15 * * * *', spec: 'concurrencyPolicy: Forbid', status: 'active: [{name: export-1}]' })}---
apiVersion: batch/v1
kind: Job
metadata: {name: export-1, namespace: shop, ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: export, uid: u, controller: true}]}
spec: {}
status: {startTime: "2026-11-20T11:50:00Z", active: 1}
`,
      },
    ],
  },
};
