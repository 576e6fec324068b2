import { numberOf, textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Priority classes. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPriorityClass. */
export const priorityClasses: ResourceDef = declareResource({
  group: 'scheduling.k8s.io',
  version: 'v1',
  plural: 'priorityclasses',
  kind: 'PriorityClass',
  namespaced: false,
  shortNames: ['pc'],
  categories: [],
  columns: [
    nameColumn,
    { name: 'Value', type: 'number', value: (priorityClass) => numberOf(priorityClass.value) },
    { name: 'Global-Default', type: 'boolean', value: (priorityClass) => priorityClass.globalDefault === true },
    ageColumn,
    { name: 'PreemptionPolicy', type: 'text', missing: '', value: (priorityClass) => textOrNull(priorityClass.preemptionPolicy) },
  ],
});
