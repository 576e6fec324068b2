import { declareResource } from './declare-resource.ts';
import { createdAtColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Cluster roles; the API server has no printer of their own for them. */
export const clusterRoles: ResourceDef = declareResource({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [nameColumn, createdAtColumn],
});
