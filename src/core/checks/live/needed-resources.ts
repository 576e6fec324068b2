import type { ResourceId } from '../../kube/api-resource.ts';
import type { Check } from '../check.ts';

/** What workloads are, whatever rules say. */
const workloads: readonly ResourceId[] = [
  'namespaces',
  'pods',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'services',
  'ingresses.networking.k8s.io',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'limitranges',
];

/** Everything that checks look at in a live cluster: what their rules are about and what these read. */
export function neededResources(checks: readonly Check[]): readonly ResourceId[] {
  const needed = new Set(workloads);
  for (const { rules } of checks)
    for (const rule of rules) {
      if (!rule.runsOn.includes('live')) continue;
      for (const resource of rule.reads) needed.add(resource);
      if (rule.anchor === 'object' && rule.resources !== 'any') for (const resource of rule.resources) needed.add(resource);
    }
  return [...needed];
}
