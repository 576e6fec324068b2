import { numberOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { labelText } from './label-text.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { labelSelectorColumn, templateSpec, wideContainerColumns } from './workload-columns.ts';
import { daemonSetProblems } from './workloads.problems.ts';

/** Daemon sets. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printDaemonSet. */
export const daemonSets: ResourceDef = declareResource({
  group: 'apps',
  version: 'v1',
  plural: 'daemonsets',
  kind: 'DaemonSet',
  namespaced: true,
  shortNames: ['ds'],
  categories: ['all'],
  problems: daemonSetProblems,
  columns: [
    nameColumn,
    { name: 'Desired', type: 'number', value: (set) => numberOf(set.status?.desiredNumberScheduled) },
    { name: 'Current', type: 'number', value: (set) => numberOf(set.status?.currentNumberScheduled) },
    { name: 'Ready', type: 'number', value: (set) => numberOf(set.status?.numberReady) },
    { name: 'Up-to-date', type: 'number', value: (set) => numberOf(set.status?.updatedNumberScheduled) },
    { name: 'Available', type: 'number', value: (set) => numberOf(set.status?.numberAvailable) },
    { name: 'Node Selector', type: 'text', value: (set) => labelText(set.spec?.template?.spec?.nodeSelector) || null },
    ageColumn,
    ...wideContainerColumns(templateSpec),
    labelSelectorColumn,
  ],
});
