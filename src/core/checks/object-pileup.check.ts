import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { threshold } from './check-setting.ts';
import { instant } from './container-states.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { ObjectRule } from './rule.ts';

const dayMs = 86_400_000;

const jobNoTtl: ObjectRule = {
  id: 'job-no-ttl',
  title: 'stays for ever when it is done',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: ['jobs.batch'],
  judge: ({ metadata, spec }) => {
    const owned = metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
    if (owned || spec?.ttlSecondsAfterFinished !== undefined || metadata.annotations?.['helm.sh/hook'] !== undefined) return [];
    return [
      {
        locator: 'ttlSecondsAfterFinished',
        message: 'Nothing deletes it when it is done: Jobs and their pods pile up until lists are slow and etcd is full.',
        path: ['spec'],
        missing: 'ttlSecondsAfterFinished',
        patch: [{ op: 'set', path: ['spec', 'ttlSecondsAfterFinished'], value: 3600 }],
      },
    ];
  },
};

const historyLimit: ObjectRule = {
  id: 'history-limit',
  title: 'keeps many finished runs, or none',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources: ['cronjobs.batch'],
  judge: ({ spec }) => {
    const [good, bad] = [spec?.successfulJobsHistoryLimit ?? 3, spec?.failedJobsHistoryLimit ?? 1];
    if (good <= 10 && bad <= 10 && good + bad > 0) return [];
    const message =
      good + bad === 0
        ? 'It keeps no finished run: when one fails there is nothing to look at.'
        : `It keeps ${good} runs that went well and ${bad} that failed.`;
    return [{ locator: 'historyLimits', message, path: ['spec'] }];
  },
};

const finishedPods: ObjectRule = {
  id: 'finished-pods',
  title: 'finished pods pile up',
  severity: 'warning',
  runsOn: ['live'],
  reads: ['pods'],
  anchor: 'object',
  resources: ['namespaces'],
  judge: ({ metadata: { name } }, { inventory, setting }) => {
    const known = inventory.knows('pods', name);
    if (typeof known === 'object') return { unknown: known.unreadable };
    const finished = inventory.list('pods', name).filter(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed');
    const most = threshold(setting, 'object-pileup/finished-pods/most', 200);
    if (finished.length <= most) return [];
    return [
      {
        locator: 'pods[finished]',
        message: `${finished.length.toLocaleString('en')} finished pods lie here, most of them of ${commonOwner(finished)}; the cluster collects them only above 12,500.`,
        path: ['metadata'],
        ...(finished.length >= 10_000 ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const finishedJobs: ObjectRule = {
  id: 'finished-jobs',
  title: 'finished Jobs pile up',
  severity: 'warning',
  runsOn: ['live'],
  reads: ['jobs.batch'],
  anchor: 'object',
  resources: ['namespaces'],
  judge: ({ metadata: { name } }, { inventory, nowMs, setting }) => {
    const known = inventory.knows('jobs.batch', name);
    if (typeof known === 'object') return { unknown: known.unreadable };
    const old = inventory.list('jobs.batch', name).filter(({ status }) => nowMs - (instant(status?.completionTime) ?? nowMs) > dayMs);
    if (old.length <= threshold(setting, 'object-pileup/finished-jobs/most', 500)) return [];
    return [
      {
        locator: 'jobs[finished]',
        message: `${old.length.toLocaleString('en')} Jobs were done more than a day ago, most of them of ${commonOwner(old)}.`,
        path: ['metadata'],
      },
    ];
  },
};

/** Who made most of them. */
function commonOwner(objects: readonly KubeObject[]): string {
  const counts = new Map<string, number>();
  for (const { metadata } of objects) {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const name = owner === undefined ? 'nobody' : `${owner.kind} ${owner.name}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nobody';
}

const job = (spec: string, metadata = ''): string => `apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: shop${metadata}}
spec: {${spec}template: {spec: {restartPolicy: Never, containers: [{name: i, image: "registry.example.org/import:1"}]}}}
`;

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
const pods = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: {name: p-${i}, namespace: shop}\nspec: {containers: []}\nstatus: {phase: Succeeded}\n`,
  ).join('');
const jobs = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j-${i}, namespace: shop}\nspec: {ttlSecondsAfterFinished: 60}\nstatus: {completionTime: "2026-11-01T00:00:00Z"}\n`,
  ).join('');

/** Objects that nobody deletes. */
export const objectPileup: Check = {
  id: 'object-pileup',
  title: 'Objects accumulate until the control plane suffers',
  group: 'limits',
  explanation:
    'Finished Jobs and pods cost nothing each, and together they make every list slow, etcd large and the API server hungry. Controllers that create without deleting have ' +
    'filled etcd until nothing could be read any more.',
  fix: 'ttlSecondsAfterFinished: 3600 on Jobs, history limits of 1 to 3 on CronJobs; delete what is there in pages, never by deleting the namespace.',
  sources: [
    {
      title: 'Kubernetes: automatic cleanup for finished Jobs',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
    },
    {
      title: 'Kubernetes scalability thresholds',
      url: 'https://github.com/kubernetes/community/blob/master/sig-scalability/configs-and-limits/thresholds.md',
    },
  ],
  replaces: [{ tool: 'kube-linter', rule: 'job-ttl-seconds-after-finished' }],
  rules: [jobNoTtl, historyLimit, finishedPods, finishedJobs],
  examples: {
    flags: [
      {
        name: 'a Job that stays',
        yaml: job(''),
        expect: [{ rule: 'job-no-ttl', severity: 'warning', locator: 'ttlSecondsAfterFinished' }],
      },
      {
        name: 'a hundred failed runs are kept',
        yaml: cronJobYaml({ spec: 'failedJobsHistoryLimit: 100' }),
        expect: [{ rule: 'history-limit', severity: 'info', locator: 'historyLimits' }],
      },
      {
        name: '201 finished pods',
        mode: 'live',
        yaml: namespace + pods(201),
        expect: [{ rule: 'finished-pods', severity: 'warning', locator: 'pods[finished]' }],
      },
      {
        name: '501 old Jobs',
        mode: 'live',
        yaml: namespace + jobs(501),
        expect: [{ rule: 'finished-jobs', severity: 'warning', locator: 'jobs[finished]' }],
      },
    ],
    passes: [
      { name: 'gone after an hour', yaml: job('ttlSecondsAfterFinished: 3600, ') },
      { name: 'some finished pods', mode: 'live', yaml: namespace + pods(20) },
    ],
    guards: [
      {
        name: 'its CronJob deletes it',
        yaml: job('', ', ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: import, uid: u, controller: true}]'),
      },
      { name: 'a Helm hook is deleted by Helm', yaml: job('', ', annotations: {helm.sh/hook: pre-install}') },
    ],
  },
};
