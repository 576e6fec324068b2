import type { ClusterPlan, PodPlan, WorkloadPlan } from '../plan/cluster-plan.ts';

const indexes = new WeakMap<ClusterPlan, ReadonlyMap<WorkloadPlan, readonly PodPlan[]>>();

/** The planned pods of a workload, in the order of the plan. */
export function podsOf(plan: ClusterPlan, workload: WorkloadPlan): readonly PodPlan[] {
  let index = indexes.get(plan);
  if (index === undefined) {
    index = Map.groupBy(plan.pods, (pod) => pod.workload);
    indexes.set(plan, index);
  }
  return index.get(workload) ?? [];
}

/** The workloads of one kind. */
export function workloadsOf(plan: ClusterPlan, kind: WorkloadPlan['kind']): readonly WorkloadPlan[] {
  return plan.workloads.filter((workload) => workload.kind === kind);
}

/** Whether the pod's containers are all ready. */
export function isReady(pod: PodPlan): boolean {
  return pod.state === 'running' || pod.state === 'oom-restarted';
}
