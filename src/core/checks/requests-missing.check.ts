import type { Check } from './check.ts';
import { isSizedByAutoscaler, limitOf, requestOf } from './container-resources.ts';
import { isCriticalWorkload } from './critical-workload.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import type { WorkloadRule } from './rule.ts';
import type { Workload } from './workload.ts';

const noMemory: WorkloadRule = {
  id: 'memory',
  title: 'asks for no memory',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) => missing(workload, 'memory', judging),
};

const noCpu: WorkloadRule = {
  id: 'cpu',
  title: 'asks for no CPU',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) => (isWindows(workload) ? [] : missing(workload, 'cpu', judging)),
};

const bestEffort: WorkloadRule = {
  id: 'best-effort',
  title: 'asks for nothing at all',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) => {
    if (!isBestEffort(workload, judging)) return [];
    const severity = isCriticalWorkload(workload, judging.setting) ? ({ severity: 'critical' } as const) : mildness(workload, judging);
    return [
      {
        locator: 'qosClass',
        message:
          'No container asks for CPU or memory: the scheduler counts its pods as nothing, and they are the first to be killed when a node runs short.',
        path: workload.podSpecPath,
        missing: 'resources',
        ...severity,
      },
    ];
  },
};

function missing(workload: Workload, resource: 'cpu' | 'memory', judging: Judging): readonly Fault[] {
  if (isBestEffort(workload, judging)) return [];
  return workload.containers
    .filter((container) => requestOf(container, workload, { resource, judging }) === undefined)
    .map((container) => ({
      locator: `${container.locator}.resources.requests.${resource}`,
      message: `Container ${container.name} asks for no ${resource === 'cpu' ? 'CPU' : 'memory'}: the scheduler places it where there is none left.`,
      path: container.path,
      missing: 'resources',
      container: container.name,
      ...mildness(workload, judging),
    }));
}

function mildness(workload: Workload, judging: Judging): { severity?: 'info' } {
  return isSizedByAutoscaler(workload, judging) ? { severity: 'info' } : {};
}

/** Quality of service BestEffort: nothing is asked for or limited anywhere. Source: k8s.io/kubernetes pkg/apis/core/v1/helper/qos. */
function isBestEffort(workload: Workload, judging: Judging): boolean {
  return [...workload.containers, ...workload.initContainers].every((container) =>
    ['cpu', 'memory'].every(
      (resource) =>
        requestOf(container, workload, { resource, judging }) === undefined &&
        limitOf(container, workload, { resource, judging }) === undefined,
    ),
  );
}

function isWindows({ podSpec }: Workload): boolean {
  return podSpec.os?.name === 'windows' || podSpec.nodeSelector?.['kubernetes.io/os'] === 'windows';
}

const deployment = (resources: string, namespace = 'shop'): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.org/web:1.4
          resources: ${resources}
`;

/** Containers that the scheduler cannot place well, and that the kernel kills first. */
export const requestsMissing: Check = {
  id: 'requests-missing',
  title: 'Container without CPU or memory request',
  group: 'resources',
  explanation:
    'Requests are what the scheduler counts and what the kernel protects. Pods without them are packed onto nodes that have nothing left, starve their neighbours, and are ' +
    'killed first when memory runs out. Nodes that ran out of memory this way took whole clusters with them.',
  fix: 'Ask for what is used: the 95th percentile of CPU and the 99th of memory.\n\nresources:\n  requests: {cpu: 100m, memory: 256Mi}\n  limits: {memory: 256Mi}\n',
  sources: [
    {
      title: 'Kubernetes: resource management for pods and containers',
      url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    },
    { title: 'Kubernetes: quality of service classes', url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/' },
  ],
  replaces: [
    { tool: 'popeye', rule: 'POP-106' },
    { tool: 'polaris', rule: 'cpuRequestsMissing' },
    { tool: 'polaris', rule: 'memoryRequestsMissing' },
    { tool: 'kube-score', rule: 'container-resources' },
    { tool: 'kube-linter', rule: 'unset-cpu-requirements' },
    { tool: 'kube-linter', rule: 'unset-memory-requirements' },
  ],
  rules: [noMemory, noCpu, bestEffort],
  examples: {
    flags: [
      {
        name: 'only CPU is asked for',
        yaml: deployment('{requests: {cpu: 100m}}'),
        expect: [{ rule: 'memory', severity: 'warning', locator: 'containers[name=app].resources.requests.memory' }],
      },
      {
        name: 'only memory is limited, and so asked for',
        yaml: deployment('{limits: {memory: 256Mi}}'),
        expect: [{ rule: 'cpu', severity: 'warning', locator: 'containers[name=app].resources.requests.cpu' }],
      },
      { name: 'nothing is asked for', yaml: deployment('{}'), expect: [{ rule: 'best-effort', severity: 'warning', locator: 'qosClass' }] },
      {
        name: 'nothing is asked for, where others depend on it',
        yaml: deployment('{requests: {memory: "0"}}', 'kube-system'),
        expect: [{ rule: 'best-effort', severity: 'critical', locator: 'qosClass' }],
      },
    ],
    passes: [{ name: 'both are asked for', yaml: deployment('{requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 256Mi}}') }],
    guards: [
      {
        name: 'a LimitRange fills them in',
        yaml: `${deployment('{}')}---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: shop}
spec:
  limits:
    - type: Container
      defaultRequest: {cpu: 100m, memory: 128Mi}
      default: {memory: 128Mi}
`,
      },
      {
        name: 'the pod asks as a whole',
        yaml: deployment('{}').replace('      containers:', '      resources: {requests: {cpu: 500m, memory: 1Gi}}\n      containers:'),
      },
    ],
  },
};
