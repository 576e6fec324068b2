import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { selectorLabels, workloadLabels } from './metadata.ts';
import { isReady, podsOf } from './workload-pods.ts';

/** The PodDisruptionBudgets: some by hand, the rest by the PDB controller. */
export function growDisruptionBudgets(plan: ClusterPlan): KubeObject[] {
  return plan.workloads.filter(({ disruption }) => disruption !== undefined).map((workload) => growDisruptionBudget(plan, workload));
}

/** The PodDisruptionBudget of a workload. Source: k8s.io/kubernetes pkg/controller/disruption. */
export function growDisruptionBudget(plan: ClusterPlan, workload: WorkloadPlan): KubeObject {
  const pods = podsOf(plan, workload).filter((pod) => pod.state !== 'evicted');
  const healthy = pods.filter(isReady).length;
  const byController = workload.disruption === 'max-unavailable';
  const desired = byController ? Math.max(0, pods.length - 1) : Math.max(1, pods.length - 1);
  const allowed = Math.max(0, healthy - desired);
  const createdMs = workload.createdMs + 90_000;
  return makeObject(plan, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    resource: 'poddisruptionbudgets.policy',
    name: workload.name,
    namespace: workload.namespace,
    createdMs,
    generation: 1,
    labels: byController ? { ...workloadLabels(workload), heritage: 'pdb-controller' } : workloadLabels(workload),
    manager: byController ? 'pdb-controller' : 'kubectl-client-side-apply',
    statusManager: { name: 'kube-controller-manager', ms: createdMs + 1000 },
    body: {
      spec: { ...(byController ? { maxUnavailable: 1 } : { minAvailable: desired }), selector: { matchLabels: selectorLabels(workload) } },
      status: {
        observedGeneration: 1,
        disruptionsAllowed: allowed,
        currentHealthy: healthy,
        desiredHealthy: desired,
        expectedPods: pods.length,
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: allowed > 0 ? 'True' : 'False',
            observedGeneration: 1,
            lastTransitionTime: stamp(createdMs + 1000),
            reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
        ],
      },
    },
  });
}
