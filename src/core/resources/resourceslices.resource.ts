import { stringOrNull, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Resource slices. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printResourceSlice. */
export const resourceSlices: ResourceDef = declareResource({
  group: 'resource.k8s.io',
  version: 'v1',
  plural: 'resourceslices',
  kind: 'ResourceSlice',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Node', type: 'text', missing: '', value: (slice) => stringOrNull(slice.spec?.nodeName) },
    { name: 'Driver', type: 'text', missing: '', value: (slice) => textOrNull(slice.spec?.driver) },
    { name: 'Pool', type: 'text', missing: '', value: (slice) => textOrNull(slice.spec?.pool?.name) },
    ageColumn,
  ],
});
