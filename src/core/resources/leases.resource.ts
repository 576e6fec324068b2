import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Leases. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printLease. */
export const leases: ResourceDef = declareResource({
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [nameColumn, { name: 'Holder', type: 'text', missing: '', value: (lease) => textOrNull(lease.spec?.holderIdentity) }, ageColumn],
});
