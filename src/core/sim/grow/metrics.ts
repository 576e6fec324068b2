import { hash32 } from '../../base/random.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { SimStore } from '../sim-cluster.ts';
import { stamp } from '../stamp.ts';

/** Usage is measured in windows of this length. Source: metrics-server --metric-resolution. */
const windowMs = 30_000;

interface Requested {
  readonly name: string;
  readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
}

/** `pods.metrics.k8s.io`: what the running containers use in the window of that time. */
export function podMetrics(store: SimStore, nowMs: number): KubeObject[] {
  const windowStart = Math.floor(nowMs / windowMs) * windowMs;
  return store.list('pods').flatMap(({ object: pod }) => {
    if (pod.status?.phase !== 'Running' || pod.spec.nodeName === undefined) return [];
    const containers = (pod.spec.containers as readonly Requested[]).map((container) =>
      usage(`${pod.metadata.uid}/${container.name}`, container, windowStart),
    );
    return [metricsObject('PodMetrics', pod, windowStart, { containers })];
  });
}

/** `nodes.metrics.k8s.io`: what the nodes use in the window of that time. */
export function nodeMetrics(store: SimStore, nowMs: number): KubeObject[] {
  const windowStart = Math.floor(nowMs / windowMs) * windowMs;
  return store.list('nodes').map(({ object: node }) => {
    const share = wobble(node.metadata.uid, windowStart);
    const cpu = Number(node.status.capacity.cpu) * 1e9 * (0.12 + share * 0.5);
    const memory = Number.parseInt(node.status.capacity.memory, 10) * (0.35 + share * 0.4);
    return metricsObject('NodeMetrics', node, windowStart, { usage: { cpu: `${Math.floor(cpu)}n`, memory: `${Math.floor(memory)}Ki` } });
  });
}

function metricsObject(kind: string, of: KubeObject, windowStart: number, body: Readonly<Record<string, unknown>>): KubeObject {
  const { name, namespace, labels } = of.metadata;
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: stamp(windowStart),
      ...(labels === undefined ? {} : { labels }),
    } as KubeObject['metadata'],
    timestamp: stamp(windowStart),
    window: '30s',
    ...body,
  };
}

function usage(key: string, container: Requested, windowStart: number): Readonly<Record<string, unknown>> {
  const share = wobble(key, windowStart);
  const base = hash32(key) / 4294967296;
  const requests = container.resources?.requests;
  const cpu = millis(requests?.cpu ?? '100m') * 1e6 * (0.05 + base * 0.5 + share * 0.2);
  const memory = mebibytes(requests?.memory ?? '128Mi') * 1024 * (0.3 + base * 0.55 + share * 0.05);
  return { name: container.name, usage: { cpu: `${Math.floor(cpu)}n`, memory: `${Math.floor(memory)}Ki` } };
}

function wobble(key: string, windowStart: number): number {
  return hash32(`${windowStart}/${key}`) / 4294967296;
}

function millis(cpu: string): number {
  return cpu.endsWith('m') ? Number.parseInt(cpu, 10) : Number(cpu) * 1000;
}

function mebibytes(memory: string): number {
  return Number.parseInt(memory, 10) * (memory.endsWith('Gi') ? 1024 : 1);
}
