import type { ResourceId } from '../../core/kube/api-resource.ts';

/** What `serve` keeps in sync for every cluster from the start, in the order in which the lists are read. Source: design §3. */
export const pinnedResources: readonly ResourceId[] = [
  'nodes',
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
  'events',
];

/** Lists that are small in every cluster and that people look at first: read before all others, with all clusters at a time. */
export const smallResources: ReadonlySet<ResourceId> = new Set(['nodes']);
