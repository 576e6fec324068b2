import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Service accounts. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printServiceAccount. */
export const serviceAccounts: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
  shortNames: ['sa'],
  categories: [],
  columns: [nameColumn, ageColumn],
});
