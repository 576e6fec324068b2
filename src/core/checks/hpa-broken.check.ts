// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import { requestOf } from './container-resources.ts';
import { existence } from './inventory.ts';
import type { Judging } from './judging.ts';
import { resourceOfObject } from './resource-of-object.ts';
import type { ObjectRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';
import { workloadOf } from './workload.ts';

const resources = ['horizontalpodautoscalers.autoscaling'];
const minuteMs = 60_000;

const targetMissing: ObjectRule = {
  id: 'target-missing',
  title: 'scales something that does not exist',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['deployments.apps', 'statefulsets.apps', 'replicasets.apps'],
  anchor: 'object',
  resources,
  judge: (scaler, judging) => {
    const target = scaler.spec?.scaleTargetRef;
    const { id } = targetResource(scaler);
    const state = existence(judging.inventory, id, { namespace: scaler.metadata.namespace ?? 'default', name: String(target?.name) });
    if (typeof state === 'object') return { unknown: state.unreadable };
    if (state !== 'absent') return [];
    return [
      {
        locator: 'spec.scaleTargetRef',
        message: `There is no ${target?.kind} ${target?.name} in its namespace: it scales nothing.`,
        path: ['spec', 'scaleTargetRef'],
      },
    ];
  },
};

const noMetrics: ObjectRule = {
  id: 'no-metrics',
  title: 'is blind',
  severity: 'critical',
  runsOn: ['live'],
  symptom: true,
  holdMs: 15 * minuteMs,
  reads: [],
  anchor: 'object',
  resources,
  judge: ({ status }) =>
    list(status?.conditions)
      .filter(
        ({ type, status: state, reason }) =>
          state === 'False' && ((type === 'ScalingActive' && reason !== 'ScalingDisabled') || type === 'AbleToScale'),
      )
      .map(({ type, reason, message, lastTransitionTime }) => ({
        locator: `conditions[${type}]`,
        message: `It cannot scale (${reason}): ${String(message ?? '').slice(0, 200)}`,
        path: ['status', 'conditions'],
        ...(Number.isNaN(Date.parse(String(lastTransitionTime))) ? {} : { sinceMs: Date.parse(String(lastTransitionTime)) }),
      })),
};

const noRequest: ObjectRule = {
  id: 'no-request',
  title: 'measures a share of a request that is not there',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: ['deployments.apps', 'statefulsets.apps', 'limitranges'],
  anchor: 'object',
  resources,
  judge: (scaler, judging) => {
    const workload = targetWorkload(scaler, judging);
    if (workload === undefined) return [];
    return list(scaler.spec?.metrics).flatMap((metric, i) => {
      const source = metric?.type === 'ContainerResource' ? metric.containerResource : metric?.resource;
      if (source?.target?.type !== 'Utilization') return [];
      const lacking = workload.containers.filter(
        (container) =>
          (source.container === undefined || source.container === container.name) &&
          requestOf(container, workload, { resource: source.name, judging }) === undefined,
      );
      if (lacking.length === 0) return [];
      return [
        {
          locator: `metrics[${source.name}]`,
          message: `It wants ${source.target.averageUtilization}% of the ${source.name} request, and container ${lacking.map(({ name }) => name).join(', ')} has none: it never scales.`,
          path: ['spec', 'metrics', i],
        },
      ];
    });
  },
};

const atMax: ObjectRule = {
  id: 'at-max',
  title: 'is at its maximum and wants more',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  holdMs: 15 * minuteMs,
  reads: [],
  anchor: 'object',
  resources,
  judge: ({ spec, status }) => {
    const limited = list(status?.conditions).find(
      ({ type, status: state, reason }) => type === 'ScalingLimited' && state === 'True' && reason === 'TooManyReplicas',
    );
    if (limited === undefined || status?.currentReplicas !== spec?.maxReplicas || spec?.minReplicas === spec?.maxReplicas) return [];
    const sinceMs = Date.parse(String(limited.lastTransitionTime));
    return [
      {
        locator: 'spec.maxReplicas',
        message: `It runs its ${spec?.maxReplicas} pods and would run more: what comes on top is not served.`,
        path: ['spec', 'maxReplicas'],
        ...(Number.isNaN(sinceMs) ? {} : { sinceMs }),
      },
    ];
  },
};

const pinned: ObjectRule = {
  id: 'pinned',
  title: 'cannot scale',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources,
  judge: ({ spec }) =>
    spec?.maxReplicas === undefined || (spec.minReplicas ?? 1) !== spec.maxReplicas
      ? []
      : [
          {
            locator: 'spec.minReplicas',
            message: `Least and most are both ${spec.maxReplicas}: it never scales.`,
            path: ['spec', 'maxReplicas'],
          },
        ],
};

const fightsReplicas: ObjectRule = {
  id: 'fights-replicas',
  title: 'fights with the manifest over replicas',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: ['deployments.apps', 'statefulsets.apps'],
  anchor: 'object',
  resources,
  judge: (scaler, judging) => {
    const target = targetObject(scaler, judging);
    const replicas =
      target === undefined ? undefined : judging.inventory.mode === 'manifest' ? target.spec?.replicas : appliedReplicas(target);
    if (typeof replicas !== 'number' || replicas === 0) return [];
    const { kind, name } = scaler.spec.scaleTargetRef;
    return [
      {
        locator: 'spec.scaleTargetRef',
        message: `The manifest of ${kind} ${name} sets ${replicas} replicas: each apply takes away the pods that the autoscaler added.`,
        path: ['spec', 'scaleTargetRef'],
      },
    ];
  },
};

const duplicate: ObjectRule = {
  id: 'duplicate',
  title: 'shares its target with another autoscaler',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [],
  anchor: 'object',
  resources,
  judge: (scaler, { inventory }) => {
    const same = inventory
      .list(resources[0] as string, scaler.metadata.namespace ?? 'default')
      .filter(
        ({ spec, metadata }) => metadata.name !== scaler.metadata.name && isSameTarget(spec?.scaleTargetRef, scaler.spec?.scaleTargetRef),
      );
    if (same.length === 0) return [];
    return [
      {
        locator: 'spec.scaleTargetRef',
        message: `${same.map(({ metadata }) => metadata.name).join(', ')} scales ${scaler.spec?.scaleTargetRef?.kind} ${scaler.spec?.scaleTargetRef?.name} too: they undo each other's work.`,
        path: ['spec', 'scaleTargetRef'],
      },
    ];
  },
};

function targetResource({ spec }: KubeObject): { readonly id: string } {
  const { apiVersion, kind } = spec?.scaleTargetRef ?? {};
  return resourceOfObject({ apiVersion, kind, metadata: { name: '', uid: '', resourceVersion: '' } });
}

function targetObject(scaler: KubeObject, { inventory }: Judging): KubeObject | undefined {
  return inventory.get(targetResource(scaler).id, scaler.metadata.namespace ?? 'default', String(scaler.spec?.scaleTargetRef?.name));
}

function targetWorkload(scaler: KubeObject, judging: Judging) {
  const object = targetObject(scaler, judging);
  return object === undefined ? undefined : workloadOf(object);
}

/** What the last client-side apply said of replicas. */
function appliedReplicas({ metadata }: KubeObject): unknown {
  const text = metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  if (text === undefined) return undefined;
  try {
    return (JSON.parse(text) as { spec?: { replicas?: unknown } }).spec?.replicas;
  } catch {
    return undefined;
  }
}

function isSameTarget(a: any, b: any): boolean {
  return a?.kind === b?.kind && a?.name === b?.name;
}

function list(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

const scaler = (q: { readonly spec?: string; readonly name?: string; readonly status?: string } = {}): string => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${q.name ?? 'web'}, namespace: shop}
spec:
  minReplicas: 2
  maxReplicas: 10
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
${q.spec === undefined ? '' : `  ${q.spec}\n`}${q.status === undefined ? '' : `status: ${q.status}\n`}`;

const web = servedDeployment({ container: 'resources: {requests: {cpu: 100m}}' }).replace('  replicas: 3\n', '');
const utilization = 'metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]';

/** Autoscalers that do not scale, or scale against somebody. */
export const hpaBroken: Check = {
  id: 'hpa-broken',
  title: 'Autoscaler is blind, pinned or fighting',
  group: 'references',
  explanation:
    'An autoscaler that cannot measure keeps what it has, and nobody notices until the load comes. One whose target also has replicas in its manifest loses its pods at each ' +
    'deploy, when they are needed most.',
  fix: 'Remove spec.replicas from the manifest of the target, give its containers requests, and raise maxReplicas before it is reached.',
  sources: [
    { title: 'Kubernetes: horizontal pod autoscaling', url: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/' },
    {
      title: 'Kubernetes: migrating Deployments to autoscaling',
      url: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
    },
  ],
  replaces: [
    { tool: 'kube-score', rule: 'horizontalpodautoscaler-has-target' },
    { tool: 'kube-score', rule: 'deployment-targeted-by-hpa-does-not-have-replicas-configured' },
    { tool: 'kube-linter', rule: 'dangling-horizontalpodautoscaler' },
    { tool: 'kube-linter', rule: 'hpa-minimum-three-replicas' },
  ],
  rules: [targetMissing, noMetrics, noRequest, atMax, pinned, fightsReplicas, duplicate],
  examples: {
    flags: [
      {
        name: 'the target is gone',
        mode: 'live',
        yaml: scaler().slice(4),
        expect: [{ rule: 'target-missing', severity: 'critical', locator: 'spec.scaleTargetRef' }],
      },
      {
        name: 'no metrics for half an hour',
        mode: 'live',
        yaml:
          web +
          scaler({
            status:
              '{conditions: [{type: ScalingActive, status: "False", reason: FailedGetResourceMetric, message: unable to get metrics, lastTransitionTime: "2026-11-20T11:30:00Z"}]}',
          }),
        expect: [{ rule: 'no-metrics', severity: 'critical', locator: 'conditions[ScalingActive]' }],
      },
      {
        name: 'a share of nothing',
        yaml: servedDeployment({}).replace('  replicas: 3\n', '') + scaler({ spec: utilization }),
        expect: [{ rule: 'no-request', severity: 'critical', locator: 'metrics[cpu]' }],
      },
      {
        name: 'ten of ten',
        mode: 'live',
        yaml:
          web +
          scaler({
            status:
              '{currentReplicas: 10, conditions: [{type: ScalingLimited, status: "True", reason: TooManyReplicas, lastTransitionTime: "2026-11-20T11:00:00Z"}]}',
          }),
        expect: [{ rule: 'at-max', severity: 'warning', locator: 'spec.maxReplicas' }],
      },
      {
        name: 'least is most',
        yaml: web + scaler().replace('minReplicas: 2', 'minReplicas: 10'),
        expect: [{ rule: 'pinned', severity: 'info', locator: 'spec.minReplicas' }],
      },
      {
        name: 'replicas in the manifest',
        yaml: servedDeployment({ container: 'resources: {requests: {cpu: 100m}}' }) + scaler(),
        expect: [{ rule: 'fights-replicas', severity: 'warning', locator: 'spec.scaleTargetRef' }],
      },
      {
        name: 'two autoscalers',
        yaml: web + scaler() + scaler({ name: 'web-too' }),
        expect: [
          { rule: 'duplicate', severity: 'warning', locator: 'spec.scaleTargetRef' },
          { rule: 'duplicate', severity: 'warning', locator: 'spec.scaleTargetRef' },
        ],
      },
    ],
    passes: [{ name: 'a request to measure, and no replicas', yaml: web + scaler({ spec: utilization }) }],
    guards: [
      { name: 'the target may be elsewhere', yaml: scaler().slice(4) },
      {
        name: 'an average value needs no request',
        yaml:
          web.replace('resources: {requests: {cpu: 100m}}', '') +
          scaler({ spec: 'metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 500m}}}]' }),
      },
    ],
  },
};
