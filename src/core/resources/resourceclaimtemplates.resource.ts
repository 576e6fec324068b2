import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Resource claim templates. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printResourceClaimTemplate. */
export const resourceClaimTemplates: ResourceDef = declareResource({
  group: 'resource.k8s.io',
  version: 'v1',
  plural: 'resourceclaimtemplates',
  kind: 'ResourceClaimTemplate',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [nameColumn, ageColumn],
});
