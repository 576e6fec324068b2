import { declareResource } from './declare-resource.ts';
import type { ResourceDef } from './resource.ts';
import { roleBindingColumns } from './role-binding-columns.ts';

/** Role bindings. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printRoleBinding. */
export const roleBindings: ResourceDef = declareResource({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: roleBindingColumns,
});
