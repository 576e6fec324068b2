import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { replicaColumns } from './replica-columns.ts';
import type { ResourceDef } from './resource.ts';
import { labelSelectorColumn, templateSpec, wideContainerColumns } from './workload-columns.ts';
import { replicaSetProblems } from './workloads.problems.ts';

/** Replica sets. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printReplicaSet. */
export const replicaSets: ResourceDef = declareResource({
  group: 'apps',
  version: 'v1',
  plural: 'replicasets',
  kind: 'ReplicaSet',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  problems: replicaSetProblems,
  columns: [nameColumn, ...replicaColumns, ageColumn, ...wideContainerColumns(templateSpec), labelSelectorColumn],
});
