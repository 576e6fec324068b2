import type { ResourceId } from '../../core/kube/api-resource.ts';

/** What people need most in an outage, the most needed last; whatever is not named goes after events. */
const neededMost: readonly ResourceId[] = [
  'replicasets.apps',
  'jobs.batch',
  'ingresses.networking.k8s.io',
  'services',
  'cronjobs.batch',
  'statefulsets.apps',
  'daemonsets.apps',
  'deployments.apps',
  'pods',
  'namespaces',
  'nodes',
];

/** How much a resource is needed: the more, the later it is given up and the earlier it is put back. */
export function neededRank(resource: ResourceId): number {
  return resource === 'events' ? -2 : neededMost.indexOf(resource);
}

/** Resources in the order in which they are given up when there is no room: events, what was asked for only now and then (the largest first), then the rest. */
export function droppingOrder(rows: ReadonlyMap<ResourceId, number>): readonly ResourceId[] {
  return [...rows.keys()].sort((a, b) => neededRank(a) - neededRank(b) || (rows.get(b) ?? 0) - (rows.get(a) ?? 0));
}
