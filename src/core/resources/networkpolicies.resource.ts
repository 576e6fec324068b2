import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { labelSelectorCell } from './workload-columns.ts';

/** Network policies. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printNetworkPolicy. */
export const networkPolicies: ResourceDef = declareResource({
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'networkpolicies',
  kind: 'NetworkPolicy',
  namespaced: true,
  shortNames: ['netpol'],
  categories: [],
  columns: [nameColumn, { name: 'Pod-Selector', type: 'text', value: (policy) => labelSelectorCell(policy.spec?.podSelector) }, ageColumn],
});
