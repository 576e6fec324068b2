import { declareResource } from './declare-resource.ts';
import { createdAtColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** CSI storage capacities; the API server has a printer for them but does not use it. */
export const csiStorageCapacities: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'csistoragecapacities',
  kind: 'CSIStorageCapacity',
  namespaced: true,
  shortNames: [],
  categories: [],
  columns: [nameColumn, createdAtColumn],
});
