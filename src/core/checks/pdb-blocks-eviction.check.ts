import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Judging } from './judging.ts';
import type { ObjectRule } from './rule.ts';
import { matchesSelectorObject } from './selector-object.ts';
import { servedDeployment } from './service-example.ts';
import { isStatic } from './static-subject.ts';
import type { Workload } from './workload.ts';

const resources = ['poddisruptionbudgets.policy'];
const workloadResources = ['deployments.apps', 'statefulsets.apps', 'replicasets.apps'];
const minuteMs = 60_000;

const zeroBudget: ObjectRule = {
  id: 'zero-budget',
  title: 'never lets a pod go',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources,
  judge: (budget, judging) => {
    const { maxUnavailable, minAvailable } = budget.spec ?? {};
    const selected = selectedBy(budget, judging);
    const replicas = selected.reduce((sum, workload) => sum + judging.relations.replicasOf(workload), 0);
    const why =
      maxUnavailable === 0 || maxUnavailable === '0' || maxUnavailable === '0%'
        ? `maxUnavailable is ${maxUnavailable}`
        : minAvailable === '100%'
          ? 'minAvailable is 100%'
          : typeof minAvailable === 'number' && selected.length > 0 && minAvailable >= replicas
            ? `minAvailable is ${minAvailable} and there ${replicas === 1 ? 'is 1 pod' : `are ${replicas} pods`}`
            : undefined;
    if (why === undefined) return [];
    return [
      {
        locator: 'spec',
        message: `Its pods can never be evicted (${why}): nodes under them cannot be drained, and upgrades wait or are forced.`,
        path: ['spec', maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'],
        patch: [
          ...(minAvailable === undefined ? [] : [{ op: 'remove', path: ['spec', 'minAvailable'] } as const]),
          { op: 'set', path: ['spec', 'maxUnavailable'], value: 1 },
        ],
        ...(isOperatorOwned(budget) ? { severity: 'info' as const } : {}),
      },
    ];
  },
};

const stuckUnhealthy: ObjectRule = {
  id: 'stuck-unhealthy',
  title: 'keeps broken pods from being replaced',
  severity: 'warning',
  runsOn: ['live'],
  symptom: true,
  reads: [],
  anchor: 'object',
  resources,
  judge: ({ spec, status, metadata }, { nowMs, wakeAt }) => {
    const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0, observedGeneration } = status ?? {};
    if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' || observedGeneration !== metadata.generation) return [];
    if (expectedPods === 0 || currentHealthy >= desiredHealthy) return [];
    const sinceMs = conditionSinceMs(status, 'DisruptionAllowed', 'False');
    if (sinceMs !== undefined && nowMs < sinceMs + 30 * minuteMs) {
      wakeAt(sinceMs + 30 * minuteMs);
      return [];
    }
    return [
      {
        locator: 'status',
        message: `${currentHealthy} of its ${expectedPods} pods are healthy and ${desiredHealthy} must be: the broken ones block the drain that would replace them.`,
        path: ['spec'],
        missing: 'unhealthyPodEvictionPolicy',
        patch: [{ op: 'set', path: ['spec', 'unhealthyPodEvictionPolicy'], value: 'AlwaysAllow' }],
        ...(sinceMs === undefined ? {} : { sinceMs: sinceMs + 30 * minuteMs }),
      },
    ];
  },
};

const overlap: ObjectRule = {
  id: 'overlap',
  title: 'shares pods with another budget',
  severity: 'critical',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources,
  judge: (budget, judging) => {
    const namespace = budget.metadata.namespace ?? 'default';
    return selectedBy(budget, judging).flatMap((workload) => {
      const second = judging.relations
        .budgetCandidates(namespace, workload.labels)
        .filter(({ metadata }) => metadata.name !== budget.metadata.name)
        .filter(({ spec }) => matchesSelectorObject(spec?.selector, workload.labels))
        .map(({ metadata }) => metadata.name);
      if (second.length === 0) return [];
      return [
        {
          locator: `selects[${workload.kind}/${workload.name}]`,
          message: `Pods of ${workload.kind} ${workload.name} are selected by ${second.join(', ')} too: the API server refuses to evict a pod with two budgets.`,
          path: ['spec', 'selector'],
        },
      ];
    });
  },
};

const selectsAll: ObjectRule = {
  id: 'selects-all',
  title: 'one budget for pods of several workloads',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: workloadResources,
  anchor: 'object',
  resources,
  judge: (budget, judging) => {
    const { selector } = budget.spec ?? {};
    if (typeof selector !== 'object' || selector === null || Object.keys(selector).length > 0) return [];
    const selected = selectedBy(budget, judging);
    if (selected.length < 2) return [];
    return [
      {
        locator: 'spec.selector',
        message: `Its empty selector means all ${selected.length} workloads of the namespace: one that is broken blocks the drain of the others.`,
        path: ['spec', 'selector'],
      },
    ];
  },
};

function selectedBy(budget: KubeObject, judging: Judging): readonly Workload[] {
  const namespace = budget.metadata.namespace ?? 'default';
  return judging.relations
    .workloadCandidates(namespace, workloadResources, budget.spec?.selector?.matchLabels)
    .filter((workload) => isStatic(workload, judging.inventory) && matchesSelectorObject(budget.spec?.selector, workload.labels));
}

/** Operators of databases open their budget themselves when a member may go. */
function isOperatorOwned({ metadata }: KubeObject): boolean {
  return (
    /operator|postgres|strimzi|kafka|elastic|vitess/i.test(metadata.labels?.['app.kubernetes.io/managed-by'] ?? '') ||
    metadata.ownerReferences !== undefined
  );
}

function conditionSinceMs(status: { readonly conditions?: unknown } | undefined, type: string, value: string): number | undefined {
  const conditions: readonly { type?: string; status?: string; lastTransitionTime?: string }[] = Array.isArray(status?.conditions)
    ? status.conditions
    : [];
  const ms = Date.parse(String(conditions.find((one) => one?.type === type && one.status === value)?.lastTransitionTime));
  return Number.isNaN(ms) ? undefined : ms;
}

const budget = (spec: string, q: { readonly name?: string; readonly status?: string } = {}): string => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${q.name ?? 'web'}, namespace: shop, generation: 1}
spec: ${spec}
${q.status === undefined ? '' : `status: ${q.status}\n`}`;

const web = 'selector: {matchLabels: {app: web}}';

/** Budgets under which no node can be drained. */
export const pdbBlocksEviction: Check = {
  id: 'pdb-blocks-eviction',
  title: 'PDB makes nodes undrainable',
  group: 'availability',
  explanation:
    'A PodDisruptionBudget that allows nothing turns each drain into a wait without an end. Upgrades stop half-way, or somebody forces them, and then the budget protects ' +
    'nothing. Budgets over broken pods block the drain that would mend them.',
  fix: 'maxUnavailable: 1 and unhealthyPodEvictionPolicy: AlwaysAllow; one budget for each workload.',
  sources: [
    { title: 'Kubernetes: specifying a disruption budget', url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
    {
      title: 'Kubernetes: unhealthy pod eviction policy',
      url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy',
    },
  ],
  replaces: [
    { tool: 'kube-linter', rule: 'pdb-max-unavailable' },
    { tool: 'kube-linter', rule: 'pdb-min-available' },
    { tool: 'polaris', rule: 'pdbDisruptionsIsZero' },
    { tool: 'kube-linter', rule: 'pdb-unhealthy-pod-eviction-policy' },
  ],
  rules: [zeroBudget, stuckUnhealthy, overlap, selectsAll],
  examples: {
    flags: [
      {
        name: 'none may go',
        yaml: servedDeployment({}) + budget(`{maxUnavailable: 0, ${web}}`),
        expect: [{ rule: 'zero-budget', severity: 'warning', locator: 'spec' }],
      },
      {
        name: 'one of one must stay',
        yaml: servedDeployment({ replicas: 1 }) + budget(`{minAvailable: 1, ${web}}`),
        expect: [{ rule: 'zero-budget', severity: 'warning', locator: 'spec' }],
      },
      {
        name: 'broken pods since an hour',
        mode: 'live',
        yaml:
          servedDeployment({}) +
          budget(`{minAvailable: 2, ${web}}`, {
            status:
              '{observedGeneration: 1, expectedPods: 3, currentHealthy: 1, desiredHealthy: 2, conditions: [{type: DisruptionAllowed, status: "False", lastTransitionTime: "2026-11-20T11:00:00Z"}]}',
          }),
        expect: [{ rule: 'stuck-unhealthy', severity: 'warning', locator: 'status' }],
      },
      {
        name: 'two budgets for the same pods',
        yaml: servedDeployment({}) + budget(`{maxUnavailable: 1, ${web}}`) + budget(`{minAvailable: 2, ${web}}`, { name: 'web-too' }),
        expect: [
          { rule: 'overlap', severity: 'critical', locator: 'selects[Deployment/web]' },
          { rule: 'overlap', severity: 'critical', locator: 'selects[Deployment/web]' },
        ],
      },
      {
        name: 'one budget for everything',
        yaml: `${servedDeployment({})}---\n${servedDeployment({}).replaceAll('web', 'api')}${budget('{maxUnavailable: 1, selector: {}}')}`,
        expect: [{ rule: 'selects-all', severity: 'warning', locator: 'spec.selector' }],
      },
    ],
    passes: [{ name: 'one may go', yaml: servedDeployment({}) + budget(`{maxUnavailable: 1, ${web}}`) }],
    guards: [
      { name: 'two of an autoscaled three must stay', yaml: servedDeployment({ replicas: 3 }) + budget(`{minAvailable: 2, ${web}}`) },
      {
        name: 'broken pods may be evicted',
        mode: 'live',
        yaml:
          servedDeployment({}) +
          budget(`{minAvailable: 2, unhealthyPodEvictionPolicy: AlwaysAllow, ${web}}`, {
            status: '{observedGeneration: 1, expectedPods: 3, currentHealthy: 1, desiredHealthy: 2}',
          }),
      },
    ],
  },
};
