import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Runtime classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printRuntimeClass. */
export const runtimeClasses: ResourceDef = declareResource({
  group: 'node.k8s.io',
  version: 'v1',
  plural: 'runtimeclasses',
  kind: 'RuntimeClass',
  namespaced: false,
  shortNames: [],
  categories: [],
  columns: [nameColumn, { name: 'Handler', type: 'text', missing: '', value: (runtime) => textOrNull(runtime.handler) }, ageColumn],
});
