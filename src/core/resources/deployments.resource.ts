import { numberOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { selectorText } from './label-text.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { templateSpec, wideContainerColumns } from './workload-columns.ts';
import { replicaProblems } from './workloads.problems.ts';

/** Deployments. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printDeployment. */
export const deployments: ResourceDef = declareResource({
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  problems: replicaProblems,
  columns: [
    nameColumn,
    {
      name: 'Ready',
      type: 'ratio',
      description: 'Ready replicas of those wanted',
      value: (deployment) => `${numberOf(deployment.status?.readyReplicas)}/${numberOf(deployment.spec?.replicas)}`,
    },
    { name: 'Up-to-date', type: 'number', value: (deployment) => numberOf(deployment.status?.updatedReplicas) },
    { name: 'Available', type: 'number', value: (deployment) => numberOf(deployment.status?.availableReplicas) },
    ageColumn,
    ...wideContainerColumns(templateSpec),
    {
      name: 'Selector',
      type: 'text',
      wide: true,
      missing: '',
      value: (deployment) => (selectorText(deployment.spec?.selector) ?? '<invalid>') || null,
    },
  ],
});
