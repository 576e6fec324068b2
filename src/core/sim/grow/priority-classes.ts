import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';

const classes = [
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  { name: 'cluster-downscaler', value: -1000, description: 'Pods that hold capacity and give it up at once.' },
] as const;

/** The PriorityClasses of a cluster. */
export function growPriorityClasses(plan: ClusterPlan): KubeObject[] {
  return classes.map(({ name, value, description }) =>
    makeObject(plan, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      resource: 'priorityclasses.scheduling.k8s.io',
      name,
      createdMs: plan.identity.createdMs + (name.startsWith('system') ? 0 : 800_000),
      generation: 1,
      manager: name.startsWith('system') ? 'kube-apiserver' : 'kubectl-client-side-apply',
      body: { value, description, preemptionPolicy: 'PreemptLowerPriority' },
    }),
  );
}
