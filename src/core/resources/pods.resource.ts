import { textOrNull } from './content.ts';
import { declareResource } from './declare-resource.ts';
import { ageColumn, nameColumn } from './metadata-columns.ts';
import { podImages, podPhase } from './pod-kept-columns.ts';
import { podReadinessGates } from './pod-readiness-gates.ts';
import { podReady } from './pod-ready.ts';
import { podRestarts } from './pod-restarts.ts';
import { podStatus } from './pod-status.ts';
import { podProblems } from './pods.problems.ts';
import type { ResourceDef } from './resource.ts';

/** Pods. Source: k8s.io/kubernetes pkg/printers/internalversion/printers.go printPod. */
export const pods: ResourceDef = declareResource({
  group: '',
  version: 'v1',
  plural: 'pods',
  kind: 'Pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  nodeName: (pod) => textOrNull(pod.spec?.nodeName) ?? undefined,
  problems: podProblems,
  kept: [podImages, podPhase],
  columns: [
    nameColumn,
    { name: 'Ready', type: 'ratio', description: 'Ready containers of all that should be', value: podReady },
    { name: 'Status', type: 'text', missing: '', description: 'The state that tells most: phase, or why it is not that', value: podStatus },
    { name: 'Restarts', type: 'restarts', description: 'Restarts of its containers and how long ago the last was', value: podRestarts },
    ageColumn,
    // Servers before 1.16 sent podIP alone.
    { name: 'IP', type: 'text', wide: true, value: (pod) => textOrNull(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP) },
    { name: 'Node', type: 'text', wide: true, value: (pod) => textOrNull(pod.spec?.nodeName) },
    { name: 'Nominated Node', type: 'text', wide: true, value: (pod) => textOrNull(pod.status?.nominatedNodeName) },
    { name: 'Readiness Gates', type: 'ratio', wide: true, value: podReadinessGates },
  ],
});
