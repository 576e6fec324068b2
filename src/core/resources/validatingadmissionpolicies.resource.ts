import { countColumn, paramKindColumn } from './admission-columns.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Validating admission policies. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printValidatingAdmissionPolicy. */
export const validatingAdmissionPolicies: ResourceDef = declareResource({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicies',
  kind: 'ValidatingAdmissionPolicy',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  columns: [nameColumn, countColumn('Validations', (policy) => policy.spec?.validations), paramKindColumn, ageColumn],
});
