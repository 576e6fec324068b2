import { declareResource } from './declare-resource.ts';
import { jobCompletions, jobDuration, jobStatus } from './job-status.ts';
import { jobProblems } from './jobs.problems.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { labelSelectorColumn, templateSpec, wideContainerColumns } from './workload-columns.ts';

/** Jobs. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printJob. */
export const jobs: ResourceDef = declareResource({
  group: 'batch',
  version: 'v1',
  plural: 'jobs',
  kind: 'Job',
  namespaced: true,
  shortNames: [],
  categories: ['all'],
  problems: jobProblems,
  columns: [
    nameColumn,
    { name: 'Status', type: 'text', value: jobStatus },
    { name: 'Completions', type: 'ratio', value: jobCompletions },
    { name: 'Duration', type: 'span', missing: '', value: jobDuration },
    ageColumn,
    ...wideContainerColumns(templateSpec),
    labelSelectorColumn,
  ],
});
