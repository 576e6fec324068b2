import { declareResource } from './declare-resource.ts';
import type { ResourceDef } from './resource.ts';
import { roleBindingColumns } from './role-binding-columns.ts';

/** Cluster role bindings. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printClusterRoleBinding. */
export const clusterRoleBindings: ResourceDef = declareResource({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: roleBindingColumns,
});
