// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { Check } from './check.ts';
import { threshold } from './check-setting.ts';
import { cronRuns, spanText } from './cron-runs.ts';
import { cronJobYaml } from './cronjob-example.ts';
import type { FieldPath } from './fault.ts';
import type { WorkloadRule } from './rule.ts';
import type { Workload } from './workload.ts';

const hourMs = 3_600_000;

/** The spec of the Job that a Job or CronJob runs, and where it stands. */
function jobOf({ object, kind }: Workload): { readonly spec: any; readonly path: FieldPath } | undefined {
  if (kind === 'Job') return { spec: object.spec ?? {}, path: ['spec'] };
  return kind === 'CronJob' ? { spec: object.spec?.jobTemplate?.spec ?? {}, path: ['spec', 'jobTemplate', 'spec'] } : undefined;
}

const noDeadline: WorkloadRule = {
  id: 'no-deadline',
  title: 'may run for ever',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload) => {
    const job = jobOf(workload);
    if (job === undefined || job.spec.activeDeadlineSeconds !== undefined || job.spec.managedBy !== undefined) return [];
    return [
      {
        locator: 'activeDeadlineSeconds',
        message: 'Nothing ends a run that hangs: it keeps its pods, and what it holds, until somebody looks.',
        path: job.path,
        missing: 'activeDeadlineSeconds',
      },
    ];
  },
};

const deadlineOverGap: WorkloadRule = {
  id: 'deadline-over-gap',
  title: 'may run longer than until its next run',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload, { nowMs }) => {
    const deadline = jobOf(workload)?.spec.activeDeadlineSeconds;
    const runs = workload.kind === 'CronJob' ? cronRuns(workload.object, nowMs) : undefined;
    if (typeof deadline !== 'number' || runs === undefined || deadline * 1000 <= runs.gapMs) return [];
    const path = ['spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds'];
    return [
      {
        locator: 'activeDeadlineSeconds',
        message: `A run may take ${spanText(deadline * 1000)}, and the next is due after ${spanText(runs.gapMs)}.`,
        path,
      },
    ];
  },
};

const retryAmplification: WorkloadRule = {
  id: 'retry-amplification',
  title: 'fails into many pods',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload, { nowMs, setting }) => {
    const job = jobOf(workload);
    if (job === undefined || job.spec.backoffLimitPerIndex !== undefined) return [];
    const retries = Number(job.spec.backoffLimit ?? 6);
    const parallel = Number(job.spec.parallelism ?? 1);
    const gapMs =
      workload.kind === 'CronJob' ? (cronRuns(workload.object, nowMs)?.gapMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const perHour = Number.isFinite(gapMs) ? (hourMs / gapMs) * (retries + 1) * parallel : 0;
    const most = threshold(setting, 'job-unbounded/retry-amplification/podsPerHour', 200);
    const isOften = gapMs <= 600_000 && retries >= 6 && workload.podSpec.restartPolicy === 'Never';
    const why =
      retries > 10
        ? `it is tried ${retries} times again`
        : parallel > 50
          ? `${parallel} pods work at once`
          : perHour > most || isOften
            ? `when it fails it makes up to ${Math.round(perHour)} pods an hour`
            : undefined;
    if (why === undefined) return [];
    return [{ locator: 'backoffLimit', message: `A run that cannot succeed costs much: ${why}.`, path: job.path, missing: 'backoffLimit' }];
  },
};

/** Agents that never end by themselves. */
const neverEnding =
  /(^|[/-])(istio-proxy|proxyv2|linkerd-proxy|envoy|cloud-?sql-?proxy|vault-agent|consul-dataplane|fluent-?bit|filebeat|datadog-agent)([:@-]|$)/i;

const classicSidecar: WorkloadRule = {
  id: 'classic-sidecar',
  title: 'waits for an agent that never ends',
  severity: 'warning',
  confidence: 'heuristic',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload) => {
    const main = workload.containers.filter(({ role }) => role === 'main');
    if (jobOf(workload) === undefined || main.length < 2) return [];
    return main
      .filter(({ name, spec }) => neverEnding.test(name) || neverEnding.test(String(spec.image ?? '')))
      .map((container) => ({
        locator: container.locator,
        message: `Container ${container.name} never ends by itself, so the Job is never complete. As an init container with restartPolicy Always it ends with the others.`,
        path: container.path,
        container: container.name,
      }));
  },
};

/** Jobs that nothing ends: no deadline, too many retries, an agent that never stops. */
export const jobUnbounded: Check = {
  id: 'job-unbounded',
  title: 'Job without an end',
  group: 'jobs',
  explanation:
    'What creates objects on a timer needs four bounds: overlap, retries, time and number. A Job without a deadline that hangs keeps its pods for ever, one that is tried again ' +
    'and again makes thousands, and both have eaten whole clusters.',
  fix: 'Set activeDeadlineSeconds to three times the usual run, backoffLimit: 2, ttlSecondsAfterFinished, and make agents init containers with restartPolicy: Always.',
  sources: [
    {
      title: 'Kubernetes: Job termination and cleanup',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
    },
    { title: 'Kubernetes: sidecar containers', url: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/' },
  ],
  replaces: [],
  rules: [noDeadline, deadlineOverGap, retryAmplification, classicSidecar],
  examples: {
    flags: [
      {
        name: 'no deadline',
        yaml: cronJobYaml({}),
        expect: [{ rule: 'no-deadline', severity: 'warning', locator: 'activeDeadlineSeconds' }],
      },
      {
        name: 'an hour every quarter of an hour',
        yaml: cronJobYaml({ schedule: '7,22,37,52 * * * *', job: 'activeDeadlineSeconds: 3600\nbackoffLimit: 2' }),
        expect: [{ rule: 'deadline-over-gap', severity: 'info', locator: 'activeDeadlineSeconds' }],
      },
      {
        name: 'tried again a hundred times',
        yaml: cronJobYaml({ job: 'activeDeadlineSeconds: 600\nbackoffLimit: 100' }),
        expect: [{ rule: 'retry-amplification', severity: 'warning', locator: 'backoffLimit' }],
      },
      {
        name: 'a mesh proxy beside the work',
        yaml: `${cronJobYaml({ job: 'activeDeadlineSeconds: 600' })}            - name: istio-proxy
              image: docker.io/istio/proxyv2:1.27
`,
        expect: [{ rule: 'classic-sidecar', severity: 'warning', locator: 'containers[name=istio-proxy]' }],
      },
    ],
    passes: [{ name: 'bounded in time and retries', yaml: cronJobYaml({ job: 'activeDeadlineSeconds: 600\nbackoffLimit: 2' }) }],
    guards: [
      { name: 'suspended', yaml: cronJobYaml({ spec: 'suspend: true' }) },
      {
        name: 'the proxy is a native sidecar',
        yaml: cronJobYaml({ job: 'activeDeadlineSeconds: 600' }).replace(
          '          containers:',
          '          initContainers:\n            - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.27", restartPolicy: Always}\n          containers:',
        ),
      },
    ],
  },
};
