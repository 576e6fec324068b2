import { declareResource } from './declare-resource.ts';
import { labelText } from './label-text.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { replicaColumns } from './replica-columns.ts';
import type { ResourceDef } from './resource.ts';
import { templateSpec, wideContainerColumns } from './workload-columns.ts';

/** Replication controllers. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printReplicationController. */
export const replicationControllers: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'replicationcontrollers',
  kind: 'ReplicationController',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  columns: [
    nameColumn,
    ...replicaColumns,
    ageColumn,
    ...wideContainerColumns(templateSpec),
    { name: 'Selector', type: 'text', wide: true, value: (controller) => labelText(controller.spec?.selector) || null },
  ],
});
