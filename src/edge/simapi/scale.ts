import type { KubeObject } from '../../core/kube/object.ts';

/** The Scale of a workload. Source: k8s.io/api autoscaling/v1 Scale */
export function scaleOf(object: KubeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = (object.spec?.selector?.matchLabels ?? {}) as Readonly<Record<string, string>>;
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: Number(object.spec?.replicas ?? 1) },
    status: { replicas: Number(object.status?.replicas ?? 0), selector },
  };
}

/** The workload with the replicas that a Scale asks for. */
export function withScale(object: KubeObject, scale: unknown): KubeObject {
  const replicas = (scale as { spec?: { replicas?: unknown } }).spec?.replicas;
  return { ...object, spec: { ...object.spec, replicas: typeof replicas === 'number' ? replicas : 0 } };
}
