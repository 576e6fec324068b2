import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Volume attributes classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printVolumeAttributesClass. */
export const volumeAttributesClasses: ResourceDef = declareResource({
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'volumeattributesclasses',
  kind: 'VolumeAttributesClass',
  namespaced: false,
  shortNames: ['vac'],
  categories: [],
  columns: [
    nameColumn,
    { name: 'DriverName', type: 'text', missing: '', value: (attributesClass) => textOrNull(attributesClass.driverName) },
    ageColumn,
  ],
});
