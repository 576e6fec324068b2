import type { KubeObject } from '../kube/object.ts';
import type { RestartsValue } from './column.ts';
import { type Content, itemsOf, numberOf, timeOf } from './content.ts';
import { blockingInitStatus, isInitialized, isSidecarNamed } from './pod-containers.ts';

/**
 * Restarts of a pod and when the last one ended: of all init containers while the pod initializes, of sidecars and containers afterwards.
 * Source: printers.go printPod.
 */
export function podRestarts(pod: KubeObject): RestartsValue {
  const initStatuses = itemsOf(pod.status?.initContainerStatuses);
  const sum = { count: 0, lastMs: null };
  if (initStatuses.length > 0) {
    const blocking = blockingInitStatus(pod);
    const initializing = blocking !== -1 && !isInitialized(pod);
    // The API server stops at the status that blocks, also where the pod counts as initialized.
    const end = blocking === -1 ? initStatuses.length : blocking + 1;
    const initContainers = itemsOf(pod.spec?.initContainers);
    for (let i = 0; i < end; i++) {
      if (initializing || isSidecarNamed(initContainers, initStatuses[i]?.name)) addRestarts(sum, initStatuses[i]);
    }
    if (initializing) return sum;
  }
  for (const status of itemsOf(pod.status?.containerStatuses)) addRestarts(sum, status);
  return sum;
}

function addRestarts(sum: { count: number; lastMs: number | null }, status: Content): void {
  sum.count += numberOf(status?.restartCount);
  const terminated = status?.lastState?.terminated;
  const finishedMs = terminated ? timeOf(terminated.finishedAt) : null;
  if (finishedMs !== null && (sum.lastMs === null || finishedMs > sum.lastMs)) sum.lastMs = finishedMs;
}
