import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, numberOf, textOf } from './content.ts';
import { blockingInitStatus, initStep, isInitialized, isPresent, isSidecarNamed } from './pod-containers.ts';

/**
 * The one word that tells most about a pod: `Running`, `CrashLoopBackOff`, `Init:1/2`, `Terminating`. Later facts outrank earlier ones:
 * phase, status.reason, scheduling gates, init containers, containers (the first one listed last), deletion.
 * Source: printers.go printPod.
 */
export function podStatus(pod: KubeObject): string {
  const status = pod.status;
  let reason = textOf(status?.reason) || textOf(status?.phase);
  if (isGated(status?.conditions)) reason = 'SchedulingGated';
  const blocking = blockingInitStatus(pod);
  if (blocking !== -1) reason = initReason(pod, blocking);
  if (blocking === -1 || isInitialized(pod)) reason = containerReason(status, reason);
  return pod.metadata?.deletionTimestamp ? deletedReason(status, reason) : reason;
}

function isGated(conditions: unknown): boolean {
  for (const condition of itemsOf(conditions)) {
    if (condition?.type === 'PodScheduled' && condition.reason === 'SchedulingGated') return true;
  }
  return false;
}

/** Why a container ended, in the words of the kubelet or, without any, by signal or exit code. */
function endReason(terminated: Content): string {
  if (textOf(terminated.reason) !== '') return terminated.reason;
  const signal = numberOf(terminated.signal);
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberOf(terminated.exitCode)}`;
}

/** What the init container that blocks does to the pod's status. */
function initReason(pod: KubeObject, blocking: number): string {
  const initContainers = itemsOf(pod.spec?.initContainers);
  const status = pod.status.initContainerStatuses[blocking];
  switch (initStep(status, isSidecarNamed(initContainers, status?.name))) {
    case 'failed':
      return `Init:${endReason(status.state.terminated)}`;
    case 'waiting':
      return `Init:${status.state.waiting.reason}`;
    default:
      return `Init:${blocking}/${initContainers.length}`;
  }
}

/** What the containers make of the reason so far. Read from last to first, so that the first container has the last word. */
function containerReason(podStatus: Content, before: string): string {
  const statuses = itemsOf(podStatus?.containerStatuses);
  let reason = before;
  let errorReason = '';
  let running = false;
  for (let i = statuses.length - 1; i >= 0; i--) {
    const state = statuses[i]?.state;
    if (textOf(state?.waiting?.reason) !== '') reason = state.waiting.reason;
    else if (isPresent(state?.terminated)) {
      reason = endReason(state.terminated);
      if (numberOf(state.terminated.exitCode) !== 0) errorReason = reason;
    } else if (statuses[i]?.ready === true && isPresent(state?.running)) running = true;
  }
  if (reason !== 'Completed') return reason;
  if (running && isReady(podStatus?.conditions)) return 'Running';
  return errorReason !== '' ? errorReason : running ? 'NotReady' : reason;
}

function isReady(conditions: unknown): boolean {
  for (const condition of itemsOf(conditions)) {
    if (condition?.type === 'Ready' && condition.status === 'True') return true;
  }
  return false;
}

/** Being deleted outranks everything but the end of the pod. Source: pkg/util/node NodeUnreachablePodReason. */
function deletedReason(podStatus: Content, reason: string): string {
  if (podStatus?.reason === 'NodeLost') return 'Unknown';
  return podStatus?.phase === 'Failed' || podStatus?.phase === 'Succeeded' ? reason : 'Terminating';
}
