import { itemsOf, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Service CIDRs. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printServiceCIDR. */
export const serviceCidrs: ResourceDef = declareResource({
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'servicecidrs',
  kind: 'ServiceCIDR',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'CIDRs', type: 'text', missing: '', value: (range) => itemsOf(range.spec?.cidrs).map(textOf).join(',') || null },
    ageColumn,
  ],
});
