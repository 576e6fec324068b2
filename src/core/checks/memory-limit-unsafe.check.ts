import type { Check } from './check.ts';
import { threshold } from './check-setting.ts';
import { limitOf, requestOf } from './container-resources.ts';
import type { Fault } from './fault.ts';
import type { Judging } from './judging.ts';
import type { WorkloadRule } from './rule.ts';
import type { Container, Workload } from './workload.ts';

const MiB = 1024 * 1024;

const noLimit: WorkloadRule = {
  id: 'missing',
  title: 'may use all memory of its node',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) =>
    workload.containers
      .filter((container) => limitOf(container, workload, { resource: 'memory', judging }) === undefined)
      .map((container) => fault(container, 'has no memory limit: one leak takes the node, and with it every pod on it', 'resources')),
};

const aboveRequest: WorkloadRule = {
  id: 'above-request',
  title: 'may use more memory than it asked for',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) =>
    compared(
      workload,
      judging,
      (request, limit) => limit > request && !isFarAbove(request, limit, judging),
      'the node has promised the difference to others too',
    ),
};

const farAboveRequest: WorkloadRule = {
  id: 'far-above-request',
  title: 'may use far more memory than it asked for',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) =>
    compared(
      workload,
      judging,
      (request, limit) => isFarAbove(request, limit, judging),
      'the node is overcommitted, and whoever uses most above its request is killed',
    ),
};

const belowRequest: WorkloadRule = {
  id: 'limit-below-request',
  title: 'may use less memory than it asked for',
  severity: 'critical',
  runsOn: ['manifest'],
  reads: ['limitranges'],
  anchor: 'workload',
  judge: (workload, judging) => compared(workload, judging, (request, limit) => limit < request, 'the API server refuses its pods'),
};

function isFarAbove(request: number, limit: number, { setting }: Judging): boolean {
  const factor = threshold(setting, 'memory-limit-unsafe/far-above-request/factor', 2);
  return limit > factor * request && request >= 64 * MiB;
}

function compared(
  workload: Workload,
  judging: Judging,
  isFault: (request: number, limit: number) => boolean,
  why: string,
): readonly Fault[] {
  return workload.containers.flatMap((container) => {
    const request = requestOf(container, workload, { resource: 'memory', judging });
    const limit = limitOf(container, workload, { resource: 'memory', judging });
    if (request === undefined || limit === undefined || !isFault(request.number, limit.number)) return [];
    return [fault(container, `asks for ${request.text} of memory and may use ${limit.text}: ${why}`)];
  });
}

function fault(container: Container, what: string, missing?: string): Fault {
  return {
    locator: `${container.locator}.resources.limits.memory`,
    message: `Container ${container.name} ${what}.`,
    path: missing === undefined ? [...container.path, 'resources'] : container.path,
    container: container.name,
    ...(missing === undefined ? {} : { missing }),
  };
}

const pod = (resources: string): string => `apiVersion: apps/v1
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
          resources: ${resources}
`;

const locator = 'containers[name=app].resources.limits.memory';

/** Memory limits that let one container take its node, or that cannot be. */
export const memoryLimitUnsafe: Check = {
  id: 'memory-limit-unsafe',
  title: 'No memory limit, or a limit far above the request',
  group: 'resources',
  explanation:
    'Memory cannot be taken back: when a node has none left, the kernel kills, and it does not always kill the container that leaked. Without a limit a single leak ends ' +
    'the kubelet or its neighbours; a limit far above the request promises the same memory to several.',
  fix: 'Set limits.memory equal to requests.memory, with the 99th percentile of use and a third more as the value.',
  sources: [
    {
      title: 'Kubernetes: resource management for pods and containers',
      url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    },
    { title: 'Kubernetes: node-pressure eviction', url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/' },
  ],
  replaces: [
    { tool: 'polaris', rule: 'memoryLimitsMissing' },
    { tool: 'kube-score', rule: 'container-resources' },
    { tool: 'kube-score', rule: 'container-memory-requests-equal-limits' },
    { tool: 'kube-linter', rule: 'unset-memory-requirements' },
  ],
  rules: [noLimit, aboveRequest, farAboveRequest, belowRequest],
  examples: {
    flags: [
      { name: 'no limit', yaml: pod('{requests: {memory: 128Mi}}'), expect: [{ rule: 'missing', severity: 'warning', locator }] },
      {
        name: 'half as much again',
        yaml: pod('{requests: {memory: 128Mi}, limits: {memory: 192Mi}}'),
        expect: [{ rule: 'above-request', severity: 'info', locator }],
      },
      {
        name: 'eight times as much',
        yaml: pod('{requests: {memory: 128Mi}, limits: {memory: 1Gi}}'),
        expect: [{ rule: 'far-above-request', severity: 'warning', locator }],
      },
      {
        name: 'less than asked for',
        yaml: pod('{requests: {memory: 1Gi}, limits: {memory: 512Mi}}'),
        expect: [{ rule: 'limit-below-request', severity: 'critical', locator }],
      },
    ],
    passes: [
      { name: 'limit and request are one', yaml: pod('{requests: {memory: 256Mi}, limits: {memory: 256Mi}}') },
      { name: 'a limit alone is the request too', yaml: pod('{limits: {memory: 256Mi}}') },
    ],
    guards: [
      {
        name: 'a LimitRange sets it',
        yaml: `${pod('{requests: {memory: 256Mi}}')}---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: shop}
spec:
  limits: [{type: Container, default: {memory: 256Mi}}]
`,
      },
    ],
  },
};
