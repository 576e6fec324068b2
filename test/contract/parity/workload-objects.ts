import type { Any } from '../contract-server.ts';
import { ago, type ParityObject } from './parity-object.ts';

const labels = { app: 'web', tier: 'front' };
const template = (...names: readonly string[]): Any => ({
  metadata: { labels },
  spec: { containers: names.map((name) => ({ name, image: `registry.example.org/team/${name}:1.0` })) },
});
const selector = { matchLabels: labels };
const odd = {
  matchLabels: labels,
  matchExpressions: [
    { key: 'x', operator: 'NotIn', values: ['b', 'a'] },
    { key: 'y', operator: 'DoesNotExist' },
  ],
};
const jobTemplate = (more: Any = {}): Any => ({ ...template('main'), spec: { ...template('main').spec, restartPolicy: 'Never', ...more } });

const apps: readonly ParityObject[] = [
  {
    resource: 'deployments.apps',
    name: 'healthy',
    body: { spec: { replicas: 3, selector, template: template('main', 'side') } },
    status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
  },
  {
    resource: 'deployments.apps',
    name: 'rolling',
    body: { spec: { replicas: 5, selector: odd, template: template('main') } },
    status: { replicas: 6, updatedReplicas: 2, readyReplicas: 4, availableReplicas: 3, unavailableReplicas: 3 },
  },
  { resource: 'deployments.apps', name: 'zero', body: { spec: { replicas: 0, selector, template: template('main') } } },
  {
    resource: 'replicasets.apps',
    name: 'set',
    body: { spec: { replicas: 3, selector: odd, template: template('main', 'side') } },
    status: { replicas: 2, readyReplicas: 1, availableReplicas: 1, fullyLabeledReplicas: 2 },
  },
  { resource: 'replicasets.apps', name: 'old', body: { spec: { replicas: 0, selector, template: template('main') } } },
  {
    resource: 'statefulsets.apps',
    name: 'db',
    body: { spec: { replicas: 3, serviceName: 'db', selector, template: template('main', 'side') } },
    status: { replicas: 3, readyReplicas: 2, availableReplicas: 2, collisionCount: 0 },
  },
  { resource: 'statefulsets.apps', name: 'none', body: { spec: { replicas: 0, serviceName: 'db', selector, template: template('main') } } },
  {
    resource: 'daemonsets.apps',
    name: 'agent',
    body: {
      spec: {
        selector,
        template: { ...template('main', 'side'), spec: { ...template('main', 'side').spec, nodeSelector: { zone: 'a', disk: 'ssd' } } },
      },
    },
    status: {
      currentNumberScheduled: 3,
      desiredNumberScheduled: 4,
      numberMisscheduled: 0,
      numberReady: 2,
      updatedNumberScheduled: 1,
      numberAvailable: 2,
    },
  },
  { resource: 'daemonsets.apps', name: 'plain', body: { spec: { selector: odd, template: template('main') } } },
  {
    resource: 'controllerrevisions.apps',
    name: 'db-1',
    meta: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'o-1', controller: true }] },
    body: { revision: 3, data: { spec: {} } },
  },
  { resource: 'controllerrevisions.apps', name: 'orphan', body: { revision: 1, data: {} } },
];

const job = (name: string, spec: Any, status?: Any, more: Partial<ParityObject> = {}): ParityObject => ({
  resource: 'jobs.batch',
  name,
  body: { spec: { template: jobTemplate(), ...spec } },
  ...(status === undefined ? {} : { status }),
  ...more,
});
const complete = (type: string): Any => ({ type, status: 'True', lastTransitionTime: ago(100), lastProbeTime: ago(100) });

const batch: readonly ParityObject[] = [
  job('new', { completions: 3, parallelism: 2 }),
  job('running', { completions: 3 }, { startTime: ago(4000), active: 1, succeeded: 1 }),
  job(
    'done',
    { completions: 1 },
    {
      startTime: ago(4000),
      completionTime: ago(3000),
      succeeded: 1,
      uncountedTerminatedPods: {},
      conditions: [{ ...complete('SuccessCriteriaMet') }, complete('Complete')],
    },
  ),
  job(
    'failed',
    { backoffLimit: 1 },
    { startTime: ago(4000), failed: 2, uncountedTerminatedPods: {}, conditions: [complete('FailureTarget'), complete('Failed')] },
  ),
  job('suspended', { suspend: true }, { conditions: [complete('Suspended')] }),
  job('work-queue', { parallelism: 4, template: jobTemplate() }, { startTime: ago(60), active: 4 }),
  job('queue-of-one', { parallelism: 1 }, { startTime: ago(60), active: 1 }),
  job('failing', {}, { startTime: ago(50), conditions: [complete('FailureTarget')] }),
  job('going', {}, { startTime: ago(50), active: 1 }, { deleted: true, meta: { finalizers: ['example.org/hold'] } }),
  {
    resource: 'cronjobs.batch',
    name: 'nightly',
    body: { spec: { schedule: '0 3 * * *', timeZone: 'Europe/Berlin', jobTemplate: { spec: { template: jobTemplate() } } } },
    status: { active: [{ kind: 'Job', name: 'x', namespace: 'parity' }], lastScheduleTime: ago(7200) },
  },
  {
    resource: 'cronjobs.batch',
    name: 'suspended',
    body: {
      spec: { schedule: '@hourly', suspend: true, jobTemplate: { spec: { template: jobTemplate() } } },
    },
  },
];

const metric = (type: string, body: Any): Any => ({ type, [type.charAt(0).toLowerCase() + type.slice(1)]: body });
const utilization = (name: string, averageUtilization: number): Any =>
  metric('Resource', { name, target: { type: 'Utilization', averageUtilization } });
const current = (name: string, averageUtilization: number): Any =>
  metric('Resource', { name, current: { averageUtilization, averageValue: '120m' } });
const condition = { type: 'AbleToScale', status: 'True', lastTransitionTime: ago(30), reason: 'ReadyForNewScale' };

function scaler(name: string, metrics: readonly Any[], currentMetrics: readonly Any[] | undefined, more: Any = {}): ParityObject {
  return {
    resource: 'horizontalpodautoscalers.autoscaling',
    name,
    body: {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'healthy' },
        minReplicas: 2,
        maxReplicas: 10,
        metrics,
        ...more,
      },
    },
    ...(currentMetrics === undefined
      ? {}
      : { status: { currentReplicas: 3, desiredReplicas: 4, currentMetrics, conditions: [condition] } }),
  };
}

const selectorOf = (name: string): Any => ({ name, selector: { matchLabels: { queue: 'orders' } } });
const described = { apiVersion: 'v1', kind: 'Service', name: 'web' };

const scalers: readonly ParityObject[] = [
  scaler('cpu', [utilization('cpu', 80)], [current('cpu', 42)]),
  scaler('cpu-unknown', [utilization('cpu', 80)], undefined),
  scaler(
    'average',
    [metric('Resource', { name: 'memory', target: { type: 'AverageValue', averageValue: '500Mi' } })],
    [metric('Resource', { name: 'memory', current: { averageValue: '312Mi' } })],
  ),
  scaler(
    'several',
    [
      utilization('cpu', 80),
      utilization('memory', 70),
      metric('Resource', { name: 'cpu', target: { type: 'AverageValue', averageValue: '2' } }),
    ],
    [current('cpu', 10), current('memory', 20)],
  ),
  scaler(
    'pods',
    [metric('Pods', { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '1k' } })],
    [metric('Pods', { metric: { name: 'requests' }, current: { averageValue: '912' } })],
  ),
  scaler(
    'object',
    [
      metric('Object', { metric: { name: 'hits' }, describedObject: described, target: { type: 'Value', value: '10k' } }),
      metric('Object', { metric: { name: 'hits' }, describedObject: described, target: { type: 'AverageValue', averageValue: '5' } }),
    ],
    [metric('Object', { metric: { name: 'hits' }, describedObject: described, current: { value: '7500' } })],
  ),
  scaler(
    'external',
    [
      metric('External', { metric: selectorOf('depth'), target: { type: 'AverageValue', averageValue: '30' } }),
      metric('External', { metric: selectorOf('depth'), target: { type: 'Value', value: '100' } }),
    ],
    [
      metric('External', { metric: selectorOf('depth'), current: { averageValue: '12', value: '0' } }),
      metric('External', { metric: selectorOf('depth'), current: { value: '55' } }),
    ],
  ),
  scaler(
    'container',
    [
      metric('ContainerResource', { name: 'cpu', container: 'main', target: { type: 'Utilization', averageUtilization: 60 } }),
      metric('ContainerResource', { name: 'memory', container: 'main', target: { type: 'AverageValue', averageValue: '1Gi' } }),
    ],
    [metric('ContainerResource', { name: 'cpu', container: 'main', current: { averageUtilization: 33, averageValue: '330m' } })],
  ),
  scaler('no-metrics', [], [], { minReplicas: 1 }),
];

const budget = (name: string, spec: Any, status?: Any): ParityObject => ({
  resource: 'poddisruptionbudgets.policy',
  name,
  body: { spec: { selector, ...spec } },
  ...(status === undefined ? {} : { status: { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, ...status } }),
});

/** Workloads, scaling and disruption budgets. */
export const workloadObjects: readonly ParityObject[] = [
  ...apps,
  ...batch,
  ...scalers,
  budget('min', { minAvailable: 2 }, { disruptionsAllowed: 1 }),
  budget('min-percent', { minAvailable: '50%' }),
  budget('max', { maxUnavailable: '25%' }, { disruptionsAllowed: 0 }),
  budget('neither', {}),
];
