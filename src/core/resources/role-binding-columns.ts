import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import { itemsOf, textOf } from './content.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';

/** Names of the subjects of a kind, joined; service accounts with their namespace. Source: pkg/apis/rbac/helpers.go SubjectsStrings. */
function subjects(binding: KubeObject, kind: 'User' | 'Group' | 'ServiceAccount'): string | null {
  const names: string[] = [];
  for (const subject of itemsOf(binding.subjects)) {
    if (subject?.kind !== kind) continue;
    names.push(kind === 'ServiceAccount' ? `${textOf(subject.namespace)}/${textOf(subject.name)}` : textOf(subject.name));
  }
  return names.join(', ') || null;
}

/** The columns of role bindings and cluster role bindings. Source: printers.go printRoleBinding. */
export const roleBindingColumns: readonly ColumnDef[] = [
  nameColumn,
  { name: 'Role', type: 'text', value: (binding) => `${textOf(binding.roleRef?.kind)}/${textOf(binding.roleRef?.name)}` },
  ageColumn,
  { name: 'Users', type: 'text', wide: true, missing: '', value: (binding) => subjects(binding, 'User') },
  { name: 'Groups', type: 'text', wide: true, missing: '', value: (binding) => subjects(binding, 'Group') },
  { name: 'ServiceAccounts', type: 'text', wide: true, missing: '', value: (binding) => subjects(binding, 'ServiceAccount') },
];
