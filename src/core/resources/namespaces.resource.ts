import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { namespaceProblems } from './namespaces.problems.ts';
import type { ResourceDef } from './resource.ts';

/** Namespaces. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printNamespace. */
export const namespaces: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
  shortNames: ['ns'],
  categories: [],
  problems: namespaceProblems,
  columns: [
    nameColumn,
    { name: 'Status', type: 'text', missing: '', value: (namespace) => textOrNull(namespace.status?.phase) },
    ageColumn,
  ],
});
