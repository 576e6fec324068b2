import type { KubeObject } from '../kube/object.ts';
import { parseQuantity } from '../kube/quantity.ts';
import type { QuantityValue } from './column.ts';
import { type Content, fieldsOf, itemsOf } from './content.ts';
import { isSidecar } from './pod-containers.ts';

/** The resources that metrics.k8s.io tells the usage of. */
export type Amount = 'cpu' | 'memory';

/** Cores as people read usage: `1,250m`. COMPAT: kube-web-view printed so; the number is cores. */
export function cpuCell(cores: number): QuantityValue {
  return { text: `${grouped(cores * 1000)}m`, number: cores };
}

/** Bytes as people read usage: `1,536 MiB`. COMPAT: kube-web-view printed so; the number is bytes. */
export function memoryCell(bytes: number): QuantityValue {
  return { text: `${grouped(bytes / 2 ** 20)} MiB`, number: bytes };
}

/** A whole number with commas between thousands. */
function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * What the scheduler reserves for a pod: containers and sidecars together, or the largest step of initialization, and the overhead;
 * undefined where nothing is requested. Source: k8s.io/component-helpers resource/helpers.go PodRequests.
 */
export function podRequests(pod: KubeObject, amount: Amount): number | undefined {
  return podAmount(pod, amount, 'requests');
}

/** The same of limits, as `kubectl describe node` adds them up. Source: PodLimits. */
export function podLimits(pod: KubeObject, amount: Amount): number | undefined {
  return podAmount(pod, amount, 'limits');
}

/** What a `usage` of metrics.k8s.io says; undefined where it does not. */
export function usageOf(usage: unknown, amount: Amount): number | undefined {
  return quantityOf(fieldsOf(usage)[amount]);
}

/** What pods may request of a node. */
export function nodeAllocatable(node: KubeObject, amount: Amount): number | undefined {
  return quantityOf(fieldsOf(node.status?.allocatable)[amount]);
}

function podAmount(pod: KubeObject, amount: Amount, of: 'requests' | 'limits'): number | undefined {
  const ofContainer = (container: Content): number | undefined => quantityOf(fieldsOf(fieldsOf(container?.resources)[of])[amount]);
  let running: number | undefined;
  for (const container of itemsOf(pod.spec?.containers)) running = plus(running, ofContainer(container));
  let sidecars: number | undefined;
  let initial: number | undefined;
  for (const container of itemsOf(pod.spec?.initContainers)) {
    const own = ofContainer(container);
    if (isSidecar(container)) sidecars = plus(sidecars, own);
    const step = isSidecar(container) ? sidecars : plus(sidecars, own);
    if (step !== undefined) initial = Math.max(initial ?? 0, step);
  }
  const together = plus(running, sidecars);
  const most = together === undefined ? initial : Math.max(together, initial ?? 0);
  // What is said of the pod as a whole wins.
  const whole = ofContainer(pod.spec) ?? most;
  return whole === undefined ? undefined : plus(whole, quantityOf(fieldsOf(pod.spec?.overhead)[amount]));
}

function plus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : a + b;
}

function quantityOf(value: unknown): number | undefined {
  return typeof value === 'string' ? parseQuantity(value) : typeof value === 'number' ? value : undefined;
}
