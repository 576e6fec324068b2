import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, textOf } from './content.ts';

/** True for an init container that keeps running beside the others (a sidecar). Source: pkg/api/pod/util.go IsRestartableInitContainer. */
export function isSidecar(initContainer: Content): boolean {
  return initContainer?.restartPolicy === 'Always';
}

/** True when the init container of that name is a sidecar. A scan: pods have few init containers, and no map is built for it. */
export function isSidecarNamed(initContainers: readonly Content[], name: unknown): boolean {
  // Names are unique; should they not be, the last one counts, as in a map.
  for (let i = initContainers.length - 1; i >= 0; i--) {
    if (textOf(initContainers[i]?.name) === textOf(name)) return isSidecar(initContainers[i]);
  }
  return false;
}

/** How an init container's status decides on the pod: it is through, or it holds the pod up. */
export type InitStep = 'done' | 'started' | 'failed' | 'waiting' | 'running';

/**
 * What one status of an init container says. `done` and `started` let the next one be looked at; the first other one is what the pod waits for.
 * Source: printers.go printPod.
 */
export function initStep(status: Content, sidecar: boolean): InitStep {
  const terminated = status?.state?.terminated;
  if (isPresent(terminated) && (terminated.exitCode ?? 0) === 0) return 'done';
  if (sidecar && status?.started === true) return 'started';
  if (isPresent(terminated)) return 'failed';
  const reason = textOf(status?.state?.waiting?.reason);
  return reason !== '' && reason !== 'PodInitializing' ? 'waiting' : 'running';
}

/** True for a struct that was sent: null means that it was not. */
export function isPresent(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** The position of the init container status that the pod waits for; -1 when initialization is over. */
export function blockingInitStatus(pod: KubeObject): number {
  const statuses = itemsOf(pod.status?.initContainerStatuses);
  if (statuses.length === 0) return -1;
  const initContainers = itemsOf(pod.spec?.initContainers);
  for (let i = 0; i < statuses.length; i++) {
    const step = initStep(statuses[i], isSidecarNamed(initContainers, statuses[i]?.name));
    if (step !== 'done' && step !== 'started') return i;
  }
  return -1;
}

/** True when the first condition of type Initialized is True. Source: printers.go isPodInitializedConditionTrue. */
export function isInitialized(pod: KubeObject): boolean {
  for (const condition of itemsOf(pod.status?.conditions)) {
    if (condition?.type === 'Initialized') return condition.status === 'True';
  }
  return false;
}
