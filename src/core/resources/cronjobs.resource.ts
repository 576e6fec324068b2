import type { KubeObject } from '../kube/object.ts';
import { booleanOrNull, itemsOf, stringOrNull, textOrNull, timeOf } from './content.ts';
import { cronJobProblems } from './cronjobs.problems.ts';
import { declareResource } from './declare-resource.ts';
import { goBoolean } from './go-boolean.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';
import { labelSelectorCell, wideContainerColumns } from './workload-columns.ts';

function jobPodSpec(cronJob: KubeObject): unknown {
  return cronJob.spec?.jobTemplate?.spec?.template?.spec;
}

/** Cron jobs. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printCronJob. */
export const cronJobs: ResourceDef = declareResource({
  group: 'batch',
  version: 'v1',
  plural: 'cronjobs',
  kind: 'CronJob',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  problems: cronJobProblems,
  columns: [
    nameColumn,
    { name: 'Schedule', type: 'text', missing: '', value: (cronJob) => textOrNull(cronJob.spec?.schedule) },
    { name: 'Timezone', type: 'text', value: (cronJob) => stringOrNull(cronJob.spec?.timeZone) },
    { name: 'Suspend', type: 'boolean', missing: '<unset>', print: goBoolean, value: (cronJob) => booleanOrNull(cronJob.spec?.suspend) },
    { name: 'Active', type: 'number', value: (cronJob) => itemsOf(cronJob.status?.active).length },
    { name: 'Last Schedule', type: 'time', missing: '<none>', value: (cronJob) => timeOf(cronJob.status?.lastScheduleTime) },
    ageColumn,
    ...wideContainerColumns(jobPodSpec),
    { name: 'Selector', type: 'text', wide: true, value: (cronJob) => labelSelectorCell(cronJob.spec?.jobTemplate?.spec?.selector) },
  ],
});
