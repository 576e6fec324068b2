import type { Check } from './check.ts';
import { limitOf } from './container-resources.ts';
import type { Judging } from './judging.ts';
import type { WorkloadRule } from './rule.ts';
import { targetContainers } from './target-container.ts';
import type { Container, Workload } from './workload.ts';

const present: WorkloadRule = {
  id: 'present',
  title: 'serves with a CPU limit',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: ['services', 'resourcequotas'],
  anchor: 'workload',
  judge: (workload, judging) => {
    if (!mayBeThrottled(workload, judging)) return [];
    const serving = new Set(judging.relations.servicesOf(workload).flatMap((service) => targetContainers(service, workload)));
    return [...serving].flatMap((container) => {
      const limit = ownLimit(container, workload, judging);
      if (limit === undefined || isTiny(container, limit.number) || isPinned(container, limit.number)) return [];
      return [
        fault(
          container,
          `may use ${limit.text} of CPU: when it needs more for a moment it stands still until the period of 100 ms is over, on an idle node too`,
        ),
      ];
    });
  },
};

const tiny: WorkloadRule = {
  id: 'tiny',
  title: 'has a CPU limit that hardly lets it start',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['resourcequotas'],
  anchor: 'workload',
  judge: (workload, judging) => {
    if (!mayBeThrottled(workload, judging)) return [];
    return workload.containers.flatMap((container) => {
      const limit = ownLimit(container, workload, judging);
      if (limit === undefined || !isTiny(container, limit.number)) return [];
      const probed = container.spec.livenessProbe !== undefined ? ', and its liveness probe is throttled with it' : '';
      return [fault(container, `may use ${limit.text} of CPU, ${Math.round(limit.number * 100)} ms in each tenth of a second${probed}`)];
    });
  },
};

/** Where a quota counts CPU limits one must be set; jobs have nobody waiting. */
function mayBeThrottled(workload: Workload, { inventory }: Judging): boolean {
  if (workload.kind === 'Job' || workload.kind === 'CronJob') return false;
  return !inventory.list('resourcequotas', workload.namespace).some(({ spec }) => spec?.hard?.['limits.cpu'] !== undefined);
}

function ownLimit(container: Container, workload: Workload, judging: Judging) {
  const limit = limitOf(container, workload, { resource: 'cpu', judging });
  return limit?.from === 'container' ? limit : undefined;
}

function isTiny({ spec }: Container, cores: number): boolean {
  return cores < 0.1 || (cores < 0.5 && spec.livenessProbe !== undefined);
}

/** Whole cores, asked for and limited alike: with the static CPU manager they are the container's own. */
function isPinned({ spec }: Container, cores: number): boolean {
  return Number.isInteger(cores) && String(spec.resources?.requests?.cpu) === String(spec.resources?.limits?.cpu);
}

function fault(container: Container, what: string) {
  return {
    locator: `${container.locator}.resources.limits.cpu`,
    message: `Container ${container.name} ${what}.`,
    path: [...container.path, 'resources', 'limits', 'cpu'],
    container: container.name,
    patch: [{ op: 'remove', path: [...container.path, 'resources', 'limits', 'cpu'] } as const],
  };
}

const deployment = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.org/web:1.4
          ports: [{containerPort: 8080}]
${container.replaceAll(/^/gm, '          ').trimEnd()}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 8080}]
`;

const locator = 'containers[name=app].resources.limits.cpu';

/** CPU limits that make a service wait although the node has time. */
export const cpuLimitThrottles: Check = {
  id: 'cpu-limit-throttles',
  title: 'CPU limit set, or container throttled by it',
  group: 'resources',
  explanation:
    'A CPU limit is a budget for each tenth of a second: whoever has used it up waits, even on an idle node. Services with short bursts of work answer late or not at all, and ' +
    'average use looks harmless. Requests already give each container its share when CPU is short. Several other scanners demand a limit; public outages taught the opposite.',
  fix: 'Remove limits.cpu and keep requests.cpu at the 95th percentile of use. Where a limit is policy, make it at least four times the request.',
  sources: [
    { title: 'Kubernetes: assign CPU resources', url: 'https://kubernetes.io/docs/tasks/configure-pod-container/assign-cpu-resource/' },
    { title: 'Linux: CFS bandwidth control', url: 'https://docs.kernel.org/scheduler/sched-bwc.html' },
  ],
  replaces: [],
  rules: [present, tiny],
  examples: {
    flags: [
      {
        name: 'a service with a limit',
        yaml: deployment('resources: {requests: {cpu: 500m}, limits: {cpu: "2"}}'),
        expect: [{ rule: 'present', severity: 'info', locator }],
      },
      {
        name: 'a twentieth of a core',
        yaml: deployment('resources: {limits: {cpu: 50m}}'),
        expect: [{ rule: 'tiny', severity: 'warning', locator }],
      },
      {
        name: 'a fifth of a core with a liveness probe',
        yaml: deployment('resources: {limits: {cpu: 200m}}\nlivenessProbe: {httpGet: {path: /alive, port: 8080}}'),
        expect: [{ rule: 'tiny', severity: 'warning', locator }],
      },
    ],
    passes: [{ name: 'a request and no limit', yaml: deployment('resources: {requests: {cpu: 500m}}') }],
    guards: [
      {
        name: 'a quota makes limits mandatory',
        yaml: `${deployment('resources: {limits: {cpu: 50m}}')}---
apiVersion: v1
kind: ResourceQuota
metadata: {name: all, namespace: shop}
spec:
  hard: {limits.cpu: "20"}
`,
      },
      {
        name: 'whole cores of its own',
        yaml: deployment('resources: {requests: {cpu: "2", memory: 1Gi}, limits: {cpu: "2", memory: 1Gi}}'),
      },
    ],
  },
};
