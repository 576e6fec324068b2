import type { KubeObject } from '../kube/object.ts';
import { type Content, fieldsOf, itemsOf, numberOrNull, textOf } from './content.ts';

/** Metrics that an autoscaler looks at, and what it saw last, in the same order. */
export interface HpaMetrics {
  readonly specs: readonly Content[];
  readonly statuses: readonly Content[];
}

/** Utilization that an autoscaling/v1 object without any target means. Source: pkg/apis/autoscaling DefaultCPUUtilization. */
const defaultCpuPercent = 80;

/** A list that an annotation holds as JSON; undefined when there is none, or it cannot be read. */
function annotatedList(hpa: KubeObject, name: string): readonly Content[] | undefined {
  const text = fieldsOf(hpa.metadata?.annotations)[`autoscaling.alpha.kubernetes.io/${name}`];
  if (typeof text !== 'string') return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The field of a metric's source or status in which each type keeps its content. */
const sourceField: ReadonlyMap<string, string> = new Map([
  ['Resource', 'resource'],
  ['ContainerResource', 'containerResource'],
  ['Pods', 'pods'],
  ['Object', 'object'],
  ['External', 'external'],
]);

/** A metric target of autoscaling/v1 with its fields where v2 has them. Source: pkg/apis/autoscaling/v1 conversion.go. */
function specFromV1(metric: Content): Content {
  const field = sourceField.get(textOf(metric?.type)) ?? '';
  const source = metric?.[field];
  const target = {
    // v1 cannot leave out these two, so 0 may be missing.
    value: source?.targetValue ?? (field === 'object' ? '0' : undefined),
    averageValue: source?.targetAverageValue ?? source?.averageValue ?? (field === 'pods' ? '0' : undefined),
    averageUtilization: source?.targetAverageUtilization,
  };
  return { type: metric?.type, [field]: { name: source?.name, target } };
}

/** The same for what was seen. */
function statusFromV1(metric: Content): Content {
  const field = sourceField.get(textOf(metric?.type)) ?? '';
  const source = metric?.[field];
  if (source === undefined || source === null) return {};
  const alwaysAverage = field !== 'object' && field !== 'external';
  const current = {
    value: source.currentValue ?? '0',
    averageValue: source.currentAverageValue ?? source.averageValue ?? (alwaysAverage ? '0' : undefined),
    averageUtilization: source.currentAverageUtilization,
  };
  return { type: metric.type, [field]: { name: source.name, current } };
}

function cpu(side: 'target' | 'current', averageUtilization: number): Content {
  return { type: 'Resource', resource: { name: 'cpu', [side]: { averageUtilization } } };
}

/** autoscaling/v1 has the CPU target as a field and everything else in annotations. */
function metricsFromV1(hpa: KubeObject): HpaMetrics {
  const others = (annotatedList(hpa, 'metrics') ?? []).map(specFromV1);
  const cpuTarget = numberOrNull(hpa.spec?.targetCPUUtilizationPercentage);
  const specs = cpuTarget === null ? others : [...others, cpu('target', cpuTarget)];
  const seen = annotatedList(hpa, 'current-metrics')?.map(statusFromV1);
  const cpuSeen = numberOrNull(hpa.status?.currentCPUUtilizationPercentage);
  return {
    specs: specs.length > 0 ? specs : [cpu('target', defaultCpuPercent)],
    statuses: seen ?? (cpuSeen === null ? [] : [cpu('current', cpuSeen)]),
  };
}

/** The metrics of an autoscaler in the shape of autoscaling/v2, whichever version the object is of. */
export function hpaMetrics(hpa: KubeObject): HpaMetrics {
  // Items of lists carry no apiVersion, so the fields must tell the version.
  const isV2 = Array.isArray(hpa.spec?.metrics) || Array.isArray(hpa.status?.currentMetrics) || hpa.apiVersion === 'autoscaling/v2';
  const { spec, status } = hpa;
  return isV2 ? { specs: itemsOf(spec?.metrics), statuses: itemsOf(status?.currentMetrics) } : metricsFromV1(hpa);
}
