import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Device classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printDeviceClass. */
export const deviceClasses: ResourceDef = declareResource({
  group: 'resource.k8s.io',
  version: 'v1',
  plural: 'deviceclasses',
  kind: 'DeviceClass',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [nameColumn, ageColumn],
});
