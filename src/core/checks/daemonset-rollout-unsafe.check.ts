import type { Check } from './check.ts';
import { isCriticalWorkload } from './critical-workload.ts';
import type { WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';

const maxUnavailable: WorkloadRule = {
  id: 'max-unavailable',
  title: 'a rollout takes many nodes at once',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: (workload, { setting }) => {
    const { kind, object } = workload;
    const update = object.spec?.updateStrategy?.rollingUpdate ?? {};
    const value: unknown = update.maxUnavailable ?? 1;
    if (kind !== 'DaemonSet') return [];
    const nodes = Number(object.status?.desiredNumberScheduled ?? 0);
    if (nodes > 0 && nodes < 5) return [];
    const share =
      typeof value === 'string' && value.endsWith('%')
        ? Number(value.slice(0, -1)) / 100
        : nodes > 0
          ? Number(value) / nodes
          : Number(value) > 1
            ? undefined
            : 0;
    const count = typeof value === 'number' ? value : Math.ceil((share ?? 0) * nodes);
    // Without a cluster a plain number says little: ten of a thousand nodes are few.
    if (share === undefined || share <= 0.1 || (nodes > 0 && count <= 1)) return [];
    const severe = share >= 0.5 || isCriticalWorkload(workload, setting);
    return [
      {
        locator: 'spec.updateStrategy.rollingUpdate.maxUnavailable',
        message: `A new version is on ${typeof value === 'string' ? value : `${count} of ${nodes}`} of the nodes before anybody sees whether it works.`,
        path: ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'],
        patch: [{ op: 'set', path: ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'], value: 1 }],
        ...(severe ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const noReadiness: WorkloadRule = {
  id: 'no-readiness',
  title: 'a broken version rolls on unseen',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'workload',
  judge: ({ kind, containers, object, podSpecPath }) => {
    if (kind !== 'DaemonSet' || Number(object.spec?.minReadySeconds ?? 0) > 0 || object.spec?.updateStrategy?.type === 'OnDelete')
      return [];
    if (containers.some(({ spec }) => spec.readinessProbe !== undefined)) return [];
    return [
      {
        locator: 'readinessProbe',
        message:
          'No container has a readiness probe, and minReadySeconds is 0: the rollout goes to the next node as soon as a process has started.',
        path: podSpecPath,
      },
    ];
  },
};

const onDeleteStale: WorkloadRule = {
  id: 'ondelete-stale',
  title: 'pods of an old template still run',
  severity: 'info',
  runsOn: ['live'],
  reads: [],
  anchor: 'workload',
  judge: ({ kind, object }) => {
    const { updatedNumberScheduled = 0, desiredNumberScheduled = 0 } = object.status ?? {};
    if (kind !== 'DaemonSet' || object.spec?.updateStrategy?.type !== 'OnDelete' || updatedNumberScheduled >= desiredNumberScheduled)
      return [];
    return [
      {
        locator: 'spec.updateStrategy',
        message: `${desiredNumberScheduled - updatedNumberScheduled} of ${desiredNumberScheduled} pods are of an older template: what only they still need looks unused, and must not be cleaned up.`,
        path: ['spec', 'updateStrategy'],
      },
    ];
  },
};

const registryStorm: WorkloadRule = {
  id: 'registry-storm',
  title: 'every node asks the registry at once',
  severity: 'info',
  runsOn: ['live'],
  reads: [],
  anchor: 'workload',
  judge: ({ kind, containers, object }) => {
    const nodes = Number(object.status?.desiredNumberScheduled ?? 0);
    if (kind !== 'DaemonSet' || nodes <= 100) return [];
    return containers
      .filter(({ spec }) => spec.imagePullPolicy === 'Always')
      .map((container) => ({
        locator: `${container.locator}.imagePullPolicy`,
        message: `${nodes} nodes pull the image of container ${container.name} whenever they restart it.`,
        path: [...container.path, 'imagePullPolicy'],
        container: container.name,
      }));
  },
};

const daemonSet = (q: { readonly spec?: string; readonly container?: string; readonly status?: string }): string =>
  servedDeployment({
    kind: 'DaemonSet',
    ...(q.spec === undefined ? {} : { spec: q.spec }),
    container: q.container ?? 'readinessProbe: {tcpSocket: {port: 8080}}',
  }).replace('---', q.status === undefined ? '---' : `status: ${q.status}\n---`);

/** DaemonSets whose mistakes reach every node. */
export const daemonsetRolloutUnsafe: Check = {
  id: 'daemonset-rollout-unsafe',
  title: 'DaemonSet can take every node at once',
  group: 'availability',
  explanation:
    'A DaemonSet is on every node: its bad version is a bad cluster. Network, storage and log agents have taken whole clusters down because nothing made a rollout wait until ' +
    'the first nodes were seen to work.',
  fix: 'maxUnavailable: 1 (or 5%), minReadySeconds: 30 and a readiness probe; try new versions on a pool of their own first.',
  sources: [
    {
      title: 'Kubernetes: perform a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  replaces: [],
  rules: [maxUnavailable, noReadiness, onDeleteStale, registryStorm],
  examples: {
    flags: [
      {
        name: 'a quarter of the nodes',
        yaml: daemonSet({ spec: 'updateStrategy: {rollingUpdate: {maxUnavailable: 25%}}' }),
        expect: [{ rule: 'max-unavailable', severity: 'warning', locator: 'spec.updateStrategy.rollingUpdate.maxUnavailable' }],
      },
      {
        name: 'all of the nodes',
        yaml: daemonSet({ spec: 'updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}' }),
        expect: [{ rule: 'max-unavailable', severity: 'critical', locator: 'spec.updateStrategy.rollingUpdate.maxUnavailable' }],
      },
      {
        name: 'nothing tells whether it works',
        yaml: daemonSet({ container: 'env: []' }),
        expect: [{ rule: 'no-readiness', severity: 'info', locator: 'readinessProbe' }],
      },
      {
        name: '26 pods of an old template',
        mode: 'live',
        yaml: daemonSet({ spec: 'updateStrategy: {type: OnDelete}', status: '{desiredNumberScheduled: 40, updatedNumberScheduled: 14}' }),
        expect: [{ rule: 'ondelete-stale', severity: 'info', locator: 'spec.updateStrategy' }],
      },
      {
        name: 'three hundred nodes pull',
        mode: 'live',
        yaml: daemonSet({
          container: 'imagePullPolicy: Always\nreadinessProbe: {tcpSocket: {port: 8080}}',
          status: '{desiredNumberScheduled: 300, updatedNumberScheduled: 300}',
        }),
        expect: [{ rule: 'registry-storm', severity: 'info', locator: 'containers[name=app].imagePullPolicy' }],
      },
    ],
    passes: [
      {
        name: 'one node after the other, and seen to work',
        yaml: daemonSet({ spec: 'minReadySeconds: 30\nupdateStrategy: {rollingUpdate: {maxUnavailable: 1}}' }),
      },
    ],
    guards: [
      {
        name: 'three nodes',
        mode: 'live',
        yaml: daemonSet({
          spec: 'updateStrategy: {rollingUpdate: {maxUnavailable: 2}}',
          status: '{desiredNumberScheduled: 3, updatedNumberScheduled: 3}',
        }),
      },
    ],
  },
};
