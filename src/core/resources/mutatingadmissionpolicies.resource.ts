import { countColumn, paramKindColumn } from './admission-columns.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Mutating admission policies. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printMutatingAdmissionPolicy. */
export const mutatingAdmissionPolicies: ResourceDef = declareResource({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'mutatingadmissionpolicies',
  kind: 'MutatingAdmissionPolicy',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  columns: [nameColumn, countColumn('Mutations', (policy) => policy.spec?.mutations), paramKindColumn, ageColumn],
});
