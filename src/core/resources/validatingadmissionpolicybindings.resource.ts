import { policyBindingColumns } from './admission-columns.ts';
import { declareResource } from './declare-resource.ts';
import type { ResourceDef } from './resource.ts';

/** Bindings of validating admission policies. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printValidatingAdmissionPolicyBinding. */
export const validatingAdmissionPolicyBindings: ResourceDef = declareResource({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  columns: policyBindingColumns,
});
