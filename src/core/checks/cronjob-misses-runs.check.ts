import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { cronRuns, spanText } from './cron-runs.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { ObjectRule } from './rule.ts';

const cronJobs = ['cronjobs.batch'];
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Clocks of a cluster and ours may differ by so much. */
const skewMs = minuteMs;

const noStartingDeadline: ObjectRule = {
  id: 'no-starting-deadline',
  title: 'counts every run it missed',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: (cronJob, { nowMs }) => {
    const runs = cronRuns(cronJob, nowMs);
    if (cronJob.spec?.suspend === true || runs === undefined || cronJob.spec?.startingDeadlineSeconds !== undefined) return [];
    return [
      {
        locator: 'startingDeadlineSeconds',
        message: 'After an outage the controller counts every run that it missed, and starts the newest however late that is.',
        path: ['spec'],
        missing: 'startingDeadlineSeconds',
        ...(runs.gapMs <= 5 * minuteMs ? { severity: 'warning' as const } : {}),
        patch: [{ op: 'set', path: ['spec', 'startingDeadlineSeconds'], value: deadlineFor(runs.gapMs) }],
      },
    ];
  },
};

function deadlineFor(gapMs: number): number {
  return Number.isFinite(gapMs) ? Math.max(200, Math.round(gapMs / 2000)) : 3600;
}

const deadlineTooSmall: ObjectRule = {
  id: 'deadline-too-small',
  title: 'may never run',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: ({ spec }) => {
    const seconds = spec?.startingDeadlineSeconds;
    if (typeof seconds !== 'number' || seconds >= 10 || spec?.suspend === true) return [];
    return [
      {
        locator: 'startingDeadlineSeconds',
        message: `A run must start within ${seconds} s, and the controller looks every 10 s: it may never run.`,
        path: ['spec', 'startingDeadlineSeconds'],
      },
    ];
  },
};

const badSchedule: ObjectRule = {
  id: 'bad-schedule',
  title: 'has a schedule that never comes',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: (cronJob, { nowMs }) => {
    const why = scheduleMistake(cronJob, nowMs);
    return why === undefined
      ? []
      : [{ locator: why.field, message: why.text, path: why.field === 'name' ? ['metadata', 'name'] : ['spec', why.field] }];
  },
};

/** Source: k8s.io/kubernetes pkg/apis/batch/validation ValidateCronJobSpec; names leave room for eleven more signs. */
function scheduleMistake(cronJob: KubeObject, nowMs: number): { readonly field: string; readonly text: string } | undefined {
  const { spec, metadata } = cronJob;
  const schedule = String(spec?.schedule ?? '');
  if (schedule.startsWith('@every')) return undefined;
  if (/^(CRON_)?TZ=/.test(schedule))
    return { field: 'schedule', text: 'A time zone within the schedule is refused; it belongs into timeZone.' };
  const runs = cronRuns(cronJob, nowMs);
  if (runs === undefined && typeof spec?.timeZone === 'string' && cronRuns({ ...cronJob, spec: { schedule } }, nowMs) !== undefined)
    return { field: 'timeZone', text: `There is no time zone ${spec.timeZone}.` };
  if (runs === undefined) return { field: 'schedule', text: `"${schedule}" is no schedule of five fields.` };
  const [first] = runs.nextMs;
  if (first === undefined || first > nowMs + 366 * dayMs) return { field: 'schedule', text: `"${schedule}" does not come within a year.` };
  return (metadata.name ?? '').length > 52
    ? { field: 'name', text: 'The name is longer than 52 signs: the names of its Jobs would be too long.' }
    : undefined;
}

const notFiring: ObjectRule = {
  id: 'not-firing',
  title: 'did not run when it was due',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: (cronJob, { nowMs, wakeAt }) => {
    const { spec, status, metadata } = cronJob;
    const lastMs = Date.parse(String(status?.lastScheduleTime ?? metadata.creationTimestamp));
    if (spec?.suspend === true || Number.isNaN(lastMs) || (spec?.concurrencyPolicy === 'Forbid' && (status?.active?.length ?? 0) > 0))
      return [];
    const patienceMs = Math.max(5 * minuteMs, 1000 * Number(spec?.startingDeadlineSeconds ?? 0)) + skewMs;
    const due = (cronRuns(cronJob, lastMs + skewMs)?.nextMs ?? []).map((ms) => ms + patienceMs);
    const missed = due.filter((ms) => ms <= nowMs);
    const [first] = due;
    if (first !== undefined && missed.length === 0) wakeAt(first);
    if (first === undefined || missed.length === 0) return [];
    return [
      {
        locator: 'status.lastScheduleTime',
        message: `It was due ${missed.length === 1 ? 'once' : `${missed.length} times`} and did not start; its last run was ${spanText(nowMs - lastMs)} ago.`,
        path: ['status', 'lastScheduleTime'],
        sinceMs: first,
        ...(missed.length >= 3 ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const suspendedLong: ObjectRule = {
  id: 'suspended-long',
  title: 'has been suspended for a month',
  severity: 'info',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: cronJobs,
  judge: ({ spec, status, metadata }, { nowMs, wakeAt }) => {
    const lastMs = Date.parse(String(status?.lastScheduleTime ?? metadata.creationTimestamp));
    const atMs = lastMs + 30 * dayMs;
    if (spec?.suspend !== true || Number.isNaN(lastMs)) return [];
    if (nowMs < atMs) {
      wakeAt(atMs);
      return [];
    }
    return [
      {
        locator: 'suspend',
        message: `It is suspended, and last ran ${spanText(nowMs - lastMs)} ago.`,
        path: ['spec', 'suspend'],
        sinceMs: atMs,
      },
    ];
  },
};

/** CronJobs whose runs are skipped, late, or cannot come. */
export const cronjobMissesRuns: Check = {
  id: 'cronjob-misses-runs',
  title: 'Scheduled work is skipped or late',
  group: 'jobs',
  explanation:
    'Work on a timer fails quietly: a schedule that never comes, a deadline so short that the controller is always too late, a controller that has stopped. Backups and exports ' +
    'were found missing weeks later.',
  fix: 'Set startingDeadlineSeconds to half the distance between two runs, at least 200, and timeZone: Etc/UTC; watch status.lastSuccessfulTime.',
  sources: [
    {
      title: 'Kubernetes: CronJob limitations',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations',
    },
  ],
  replaces: [
    { tool: 'kube-score', rule: 'cronjob-has-deadline' },
    { tool: 'datree', rule: 'CRONJOB_MISSING_STARTINGDEADLINESECOND_KEY' },
    { tool: 'datree', rule: 'CRONJOB_INVALID_SCHEDULE_VALUE' },
  ],
  rules: [noStartingDeadline, deadlineTooSmall, badSchedule, notFiring, suspendedLong],
  examples: {
    flags: [
      {
        name: 'no deadline to start',
        yaml: cronJobYaml({}),
        expect: [{ rule: 'no-starting-deadline', severity: 'info', locator: 'startingDeadlineSeconds' }],
      },
      {
        name: 'every minute, no deadline to start',
        yaml: cronJobYaml({ schedule: '* * * * *' }),
        expect: [{ rule: 'no-starting-deadline', severity: 'warning', locator: 'startingDeadlineSeconds' }],
      },
      {
        name: 'five seconds to start',
        yaml: cronJobYaml({ spec: 'startingDeadlineSeconds: 5' }),
        expect: [{ rule: 'deadline-too-small', severity: 'critical', locator: 'startingDeadlineSeconds' }],
      },
      {
        name: 'the thirtieth of February',
        yaml: cronJobYaml({ schedule: '0 0 30 2 *', spec: 'startingDeadlineSeconds: 200' }),
        expect: [{ rule: 'bad-schedule', severity: 'critical', locator: 'schedule' }],
      },
      {
        name: 'a zone that is not there',
        yaml: cronJobYaml({ spec: 'startingDeadlineSeconds: 200\ntimeZone: Europe/Berlim' }),
        expect: [{ rule: 'bad-schedule', severity: 'critical', locator: 'timeZone' }],
      },
      {
        name: 'four runs of an hour missed',
        mode: 'live',
        yaml: cronJobYaml({
          schedule: '30 * * * *',
          spec: 'startingDeadlineSeconds: 200',
          status: 'lastScheduleTime: "2026-11-20T07:30:00Z"',
        }),
        expect: [{ rule: 'not-firing', severity: 'critical', locator: 'status.lastScheduleTime' }],
      },
      {
        name: 'suspended since spring',
        mode: 'live',
        yaml: cronJobYaml({ spec: 'suspend: true', status: 'lastScheduleTime: "2026-04-20T07:30:00Z"' }),
        expect: [{ rule: 'suspended-long', severity: 'info', locator: 'suspend' }],
      },
    ],
    passes: [{ name: 'a deadline to start', yaml: cronJobYaml({ spec: 'startingDeadlineSeconds: 3600\ntimeZone: Etc/UTC' }) }],
    guards: [
      {
        name: 'it is due, but not for long',
        mode: 'live',
        yaml: cronJobYaml({
          schedule: '58 * * * *',
          spec: 'startingDeadlineSeconds: 200',
          status: 'lastScheduleTime: "2026-11-20T10:58:00Z"',
        }),
      },
      {
        name: 'Forbid waits for the run that works',
        mode: 'live',
        yaml: cronJobYaml({
          schedule: '30 * * * *',
          spec: 'startingDeadlineSeconds: 200\nconcurrencyPolicy: Forbid',
          status: 'active: [{name: a}]\nlastScheduleTime: "2026-11-20T07:30:00Z"',
        }),
      },
    ],
  },
};
