import type { PodPlan } from '../plan/cluster-plan.ts';

/** When the kubelet first saw the pod. */
export function startMs(pod: PodPlan): number {
  return pod.createdMs + (pod.workload.kind === 'Static' ? 0 : 1000);
}

/** When the pod's containers started for the first time: an image takes seconds, sometimes half a minute. */
export function containersMs(pod: PodPlan): number {
  return pod.createdMs + 2000 + (pod.createdMs % 11) * 700 + (pod.createdMs % 7 === 0 ? 24_000 : 0);
}

/** When the status last changed. */
export function lastChangeMs(pod: PodPlan): number {
  if (pod.job?.endedMs !== undefined) return pod.job.endedMs + 1000;
  if (phaseOf(pod) === 'Pending') return startMs(pod);
  return pod.restarts > 0 || pod.state === 'not-ready' || pod.state === 'evicted' ? pod.sinceMs + 1000 : containersMs(pod) + 6000;
}

/** `status.phase` of a planned pod. */
export function phaseOf(pod: PodPlan): 'Pending' | 'Running' | 'Succeeded' | 'Failed' {
  switch (pod.state) {
    case 'completed':
      return 'Succeeded';
    case 'failed':
    case 'evicted':
      return 'Failed';
    case 'new':
    case 'pending':
    case 'creating':
    case 'image':
    case 'init-crash':
    case 'init-running':
      return 'Pending';
    default:
      return 'Running';
  }
}
