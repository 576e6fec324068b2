import { numberOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { templateSpec, wideContainerColumns } from './workload-columns.ts';
import { replicaProblems } from './workloads.problems.ts';

/** Stateful sets. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printStatefulSet. */
export const statefulSets: ResourceDef = declareResource({
  group: 'apps',
  version: 'v1',
  plural: 'statefulsets',
  kind: 'StatefulSet',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  problems: replicaProblems,
  columns: [
    nameColumn,
    {
      name: 'Ready',
      type: 'ratio',
      description: 'Ready replicas of those wanted',
      value: (set) => `${numberOf(set.status?.readyReplicas)}/${numberOf(set.spec?.replicas)}`,
    },
    ageColumn,
    ...wideContainerColumns(templateSpec),
  ],
});
