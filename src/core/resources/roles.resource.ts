import { declareResource } from './declare-resource.ts';
import { createdAtColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Roles; the API server has no printer of their own for them. */
export const roles: ResourceDef = declareResource({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'roles',
  kind: 'Role',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [nameColumn, createdAtColumn],
});
