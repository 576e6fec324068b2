import { itemsOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** CSI nodes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printCSINode. */
export const csiNodes: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'csinodes',
  kind: 'CSINode',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [nameColumn, { name: 'Drivers', type: 'number', value: (node) => itemsOf(node.spec?.drivers).length }, ageColumn],
});
