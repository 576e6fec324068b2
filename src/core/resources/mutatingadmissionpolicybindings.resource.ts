import { policyBindingColumns } from './admission-columns.ts';
import { declareResource } from './declare-resource.ts';
import type { ResourceDef } from './resource.ts';

/** Bindings of mutating admission policies. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printMutatingAdmissionPolicyBinding. */
export const mutatingAdmissionPolicyBindings: ResourceDef = declareResource({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'mutatingadmissionpolicybindings',
  kind: 'MutatingAdmissionPolicyBinding',
  namespaced: false,
  shortNames: [],
  categories: ['api-extensions'],
  columns: policyBindingColumns,
});
