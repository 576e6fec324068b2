import { numberOf, numberOrNull, textOf } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { horizontalPodAutoscalerProblems } from './horizontalpodautoscalers.problems.ts';
import { hpaTargets } from './hpa-targets.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import type { ResourceDef } from './resource.ts';

/** Horizontal pod autoscalers, of autoscaling/v2 and v1. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printHorizontalPodAutoscaler. */
export const horizontalPodAutoscalers: ResourceDef = declareResource({
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  problems: horizontalPodAutoscalerProblems,
  columns: [
    nameColumn,
    {
      name: 'Reference',
      type: 'text',
      value: (hpa) => `${textOf(hpa.spec?.scaleTargetRef?.kind)}/${textOf(hpa.spec?.scaleTargetRef?.name)}`,
    },
    { name: 'Targets', type: 'text', description: 'What is seen against what is wanted', value: hpaTargets },
    { name: 'MinPods', type: 'number', missing: '<unset>', value: (hpa) => numberOrNull(hpa.spec?.minReplicas) },
    { name: 'MaxPods', type: 'number', value: (hpa) => numberOf(hpa.spec?.maxReplicas) },
    { name: 'Replicas', type: 'number', value: (hpa) => numberOf(hpa.status?.currentReplicas) },
    ageColumn,
  ],
});
