import type { Check } from './check.ts';
import type { ClusterRule, WorkloadRule } from './rule.ts';
import { servedDeployment } from './service-example.ts';

const budgets = 'poddisruptionbudgets.policy';

const missing: WorkloadRule = {
  id: 'missing',
  title: 'a drain may take all its pods at once',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['services', budgets, 'horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { inventory, relations }) => {
    const known = inventory.knows(budgets, workload.namespace);
    if (typeof known === 'object') return { unknown: known.unreadable };
    // An input without any budget says that they are kept elsewhere, or nowhere: that is said once.
    if (known === 'some' && inventory.list(budgets).length === 0) return [];
    if (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet') return [];
    const replicas = relations.replicasOf(workload);
    if (replicas < 2 || relations.servicesOf(workload).length === 0 || relations.budgetsOf(workload).length > 0) return [];
    return [
      {
        locator: 'PodDisruptionBudget',
        message: `No PodDisruptionBudget selects its ${replicas} pods: a rolling upgrade of the nodes may evict all of them at the same time.`,
        path: ['spec'],
      },
    ];
  },
};

const noneAtAll: ClusterRule = {
  id: 'none-in-input',
  title: 'replicated services, and no PodDisruptionBudget in the input',
  severity: 'info',
  confidence: 'heuristic',
  runsOn: ['manifest'],
  reads: [budgets],
  anchor: 'cluster',
  judge: ({ inventory }) => {
    if (inventory.knows(budgets) !== 'some' || inventory.list(budgets).length > 0 || inventory.list('services').length === 0) return [];
    const replicated = ['deployments.apps', 'statefulsets.apps']
      .flatMap((resource) => inventory.list(resource))
      .filter(({ spec }) => Number(spec?.replicas ?? 1) >= 2);
    if (replicated.length === 0) return [];
    return [
      {
        locator: 'PodDisruptionBudget',
        message: `The input has ${replicated.length} replicated workloads and no PodDisruptionBudget; if they are not kept elsewhere, a drain may take all pods of one at once.`,
        path: [],
      },
    ];
  },
};

const budget = (selector: string): string => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec: {maxUnavailable: 1, selector: ${selector}}
`;

/** Replicated services that nothing protects from being drained as a whole. */
export const pdbMissing: Check = {
  id: 'pdb-missing',
  title: 'Replicated service without a PodDisruptionBudget',
  group: 'availability',
  explanation:
    'Draining a node evicts its pods, and an upgrade drains several nodes at once. Only a PodDisruptionBudget makes the eviction wait until the pods that went before are back ' +
    'somewhere else. Upgrades of managed clusters have taken whole services down without one.',
  fix: 'spec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow\n  selector: {matchLabels: {app: web}}\n',
  sources: [
    { title: 'Kubernetes: specifying a disruption budget', url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
  ],
  replaces: [
    { tool: 'kube-score', rule: 'deployment-has-poddisruptionbudget' },
    { tool: 'kube-score', rule: 'statefulset-has-poddisruptionbudget' },
    { tool: 'polaris', rule: 'missingPodDisruptionBudget' },
    { tool: 'popeye', rule: 'POP-206' },
  ],
  rules: [missing, noneAtAll],
  examples: {
    flags: [
      {
        name: 'a budget that means other pods',
        yaml: servedDeployment({}) + budget('{matchLabels: {app: shop}}'),
        expect: [{ rule: 'missing', severity: 'warning', locator: 'PodDisruptionBudget' }],
      },
      {
        name: 'no budget in the whole input',
        yaml: servedDeployment({}),
        expect: [{ rule: 'none-in-input', severity: 'info', locator: 'PodDisruptionBudget' }],
      },
      {
        name: 'none in the cluster',
        mode: 'live',
        yaml: servedDeployment({}),
        expect: [{ rule: 'missing', severity: 'warning', locator: 'PodDisruptionBudget' }],
      },
    ],
    passes: [
      { name: 'a budget of its own', yaml: servedDeployment({}) + budget('{matchLabels: {app: web}}') },
      { name: 'a budget for all pods of the namespace', yaml: servedDeployment({}) + budget('{}') },
    ],
    guards: [{ name: 'a single pod, which a budget would only make undrainable', mode: 'live', yaml: servedDeployment({ replicas: 1 }) }],
  },
};
