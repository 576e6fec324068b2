import { type ApiResource, type ResourceId, resourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';

/** Where the objects of a served resource are stored, and how they look in the served version. */
export interface ServedForm {
  readonly stored: ResourceId;
  /** Absent when an object is served as it is stored. */
  readonly convert?: (object: KubeObject) => KubeObject;
}

/** The form of a served resource: Events have two groups, autoscalers two versions, stored once. */
export function servedForm(api: Pick<ApiResource, 'group' | 'version' | 'plural'>): ServedForm {
  const id = resourceId(api);
  if (id === 'events.events.k8s.io') return { stored: 'events', convert: asModernEvent };
  if (id === 'horizontalpodautoscalers.autoscaling' && api.version === 'v1') return { stored: id, convert: asFirstAutoscaler };
  return { stored: id };
}

/** Source: k8s.io/kubernetes pkg/apis/events/v1 conversion. */
function asModernEvent(event: KubeObject): KubeObject {
  const { metadata, involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, ...rest } = event;
  return {
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata,
    reportingController: reportingComponent,
    regarding: involvedObject,
    note: message,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    ...(count === undefined ? {} : { deprecatedCount: count }),
  };
}

interface CpuMetric {
  readonly resource?: {
    readonly name?: string;
    readonly target?: { readonly averageUtilization?: number };
    readonly current?: { readonly averageUtilization?: number };
  };
}

/** Source: k8s.io/kubernetes pkg/apis/autoscaling/v1 conversion. */
function asFirstAutoscaler(autoscaler: KubeObject): KubeObject {
  const { metrics, behavior: _none, ...spec } = autoscaler.spec;
  const { currentMetrics, conditions, ...status } = autoscaler.status ?? {};
  const wanted = (metrics as readonly CpuMetric[] | undefined)?.find((metric) => metric.resource?.name === 'cpu')?.resource?.target
    ?.averageUtilization;
  const current = (currentMetrics as readonly CpuMetric[] | undefined)?.find((metric) => metric.resource?.name === 'cpu')?.resource
    ?.current;
  const annotations = {
    ...autoscaler.metadata.annotations,
    'autoscaling.alpha.kubernetes.io/conditions': JSON.stringify(conditions ?? []),
  };
  return {
    ...autoscaler,
    apiVersion: 'autoscaling/v1',
    metadata: { ...autoscaler.metadata, annotations },
    spec: { ...spec, ...(wanted === undefined ? {} : { targetCPUUtilizationPercentage: wanted }) },
    status: {
      ...status,
      ...(current?.averageUtilization === undefined ? {} : { currentCPUUtilizationPercentage: current.averageUtilization }),
    },
  };
}
