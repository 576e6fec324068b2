import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Judging } from './judging.ts';
import { podsOf } from './pods-of.ts';
import type { ObjectRule, WorkloadRule } from './rule.ts';
import { matchesSelectorObject } from './selector-object.ts';
import type { Workload } from './workload.ts';

const hourMs = 3_600_000;

const oneReplica: WorkloadRule = {
  id: 'one-replica',
  title: 'serves from a single pod',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['services', 'horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    if (!isReplicated(workload) || relations.replicasOf(workload) !== 1 || relations.servicesOf(workload).length === 0) return [];
    const names = relations.servicesOf(workload).map(({ metadata }) => metadata.name);
    const scaler = relations.autoscalersOf(workload)[0];
    return [
      {
        locator: 'replicas',
        message: `One pod answers for Service ${names.join(', ')}${scaler === undefined ? '' : ' while there is little load'}: a drain, a rollout that fails or a lost node is an outage.`,
        path: ['spec'],
        missing: 'replicas',
        ...(holdsItsVolume(workload) ? { severity: 'info' as const } : {}),
      },
    ];
  },
};

const noSpread: WorkloadRule = {
  id: 'no-spread',
  title: 'nothing keeps its pods apart',
  severity: 'info',
  runsOn: ['manifest', 'live'],
  raisedWhenCritical: true,
  reads: ['services', 'horizontalpodautoscalers.autoscaling'],
  anchor: 'workload',
  judge: (workload, { relations }) => {
    const replicas = relations.replicasOf(workload);
    if (!isReplicated(workload) || replicas < 2 || relations.servicesOf(workload).length === 0 || isSpread(workload)) return [];
    return [
      {
        locator: 'topologySpreadConstraints',
        message: `Nothing says that its ${replicas} pods should stand on different nodes; the scheduler tries, and gives up when nodes are full.`,
        path: workload.podSpecPath,
        missing: 'topologySpreadConstraints',
        ...(replicas >= 3 ? { severity: 'warning' as const } : {}),
      },
    ];
  },
};

const coLocated: WorkloadRule = {
  id: 'co-located',
  title: 'all its pods stand on one node',
  severity: 'warning',
  runsOn: ['live'],
  raisedWhenCritical: true,
  symptom: true,
  reads: ['pods', 'nodes', 'replicasets.apps'],
  anchor: 'workload',
  judge: (workload, judging) => {
    if (!isReplicated(workload)) return [];
    const pods = podsOf(workload, judging);
    if ('unknown' in pods) return pods;
    const ready = pods.filter(isReady);
    const nodes = new Set(ready.map(({ spec }) => spec?.nodeName));
    if (ready.length < 2 || nodes.size !== 1 || schedulableNodes(judging) < 2) return [];
    const since = Math.max(...ready.map(readySinceMs));
    const waitMs = since + hourMs / 4;
    if (judging.nowMs < waitMs) {
      judging.wakeAt(waitMs);
      return [];
    }
    return [
      {
        locator: 'nodes',
        message: `All ${ready.length} of its pods stand on node ${[...nodes][0]}, although there are others: when it goes, they all go.`,
        path: workload.podSpecPath,
        sinceMs: waitMs,
        ...(ready.length >= 3 ? { severity: 'critical' as const } : {}),
      },
    ];
  },
};

const barePod: ObjectRule = {
  id: 'bare-pod',
  title: 'a pod that nothing brings back',
  severity: 'warning',
  runsOn: ['live'],
  reads: [],
  anchor: 'object',
  resources: ['pods'],
  judge: ({ metadata, status }, { nowMs, wakeAt }) => {
    const owned = metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
    const mirror = metadata.annotations !== undefined && Object.hasOwn(metadata.annotations, 'kubernetes.io/config.mirror');
    if (owned || mirror || status?.phase !== 'Running' || metadata.deletionTimestamp !== undefined) return [];
    const startedMs = Date.parse(String(status?.startTime ?? metadata.creationTimestamp));
    if (Number.isNaN(startedMs)) return [];
    if (nowMs < startedMs + hourMs) {
      wakeAt(startedMs + hourMs);
      return [];
    }
    const debugging = metadata.labels?.run !== undefined && nowMs < startedMs + 24 * hourMs;
    return [
      {
        locator: 'ownerReferences',
        message: 'No controller owns this pod: when its node goes or somebody drains it, nothing makes it again.',
        path: ['metadata'],
        sinceMs: startedMs + hourMs,
        ...(debugging ? { severity: 'info' as const } : {}),
      },
    ];
  },
};

function isReplicated({ kind, known }: Workload): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet' || (!known && kind === 'Rollout');
}

/** One pod by design: a volume that one node can mount, and a strategy that respects it. */
function holdsItsVolume({ object, podSpec }: Workload): boolean {
  const claims =
    Array.isArray(podSpec.volumes) &&
    podSpec.volumes.some((volume: { persistentVolumeClaim?: unknown }) => volume?.persistentVolumeClaim !== undefined);
  return object.spec?.strategy?.type === 'Recreate' && claims;
}

/** Anti-affinity or spread constraints over nodes or zones whose selector means its own pods. */
function isSpread({ podSpec, labels }: Workload): boolean {
  const own = (selector: unknown): boolean => matchesSelectorObject(selector, labels);
  const constraints: readonly { topologyKey?: string; labelSelector?: unknown }[] = podSpec.topologySpreadConstraints ?? [];
  const anti = podSpec.affinity?.podAntiAffinity;
  const terms: readonly { topologyKey?: string; labelSelector?: unknown }[] = [
    ...(anti?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(anti?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((one: { podAffinityTerm?: object }) => one?.podAffinityTerm ?? {}),
  ];
  return [...constraints, ...terms].some(
    ({ topologyKey, labelSelector }) =>
      (topologyKey === 'kubernetes.io/hostname' || topologyKey === 'topology.kubernetes.io/zone') && own(labelSelector),
  );
}

function schedulableNodes({ inventory }: Judging): number {
  return inventory.list('nodes').filter((node) => node.spec?.unschedulable !== true && isReady(node)).length;
}

function readyCondition({ status }: KubeObject): { readonly status?: string; readonly lastTransitionTime?: string } | undefined {
  const conditions: readonly { type?: string; status?: string; lastTransitionTime?: string }[] = Array.isArray(status?.conditions)
    ? status.conditions
    : [];
  return conditions.find((one) => one?.type === 'Ready');
}

function isReady(object: KubeObject): boolean {
  return readyCondition(object)?.status === 'True';
}

function readySinceMs(pod: KubeObject): number {
  const ms = Date.parse(String(readyCondition(pod)?.lastTransitionTime));
  return Number.isNaN(ms) ? 0 : ms;
}

const deployment = (q: { readonly replicas: number; readonly spec?: string; readonly template?: string }): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, uid: d1}
spec:
  replicas: ${q.replicas}
${q.spec === undefined ? '' : `  ${q.spec}\n`}  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
${q.template === undefined ? '' : `      ${q.template}\n`}      containers:
        - name: app
          image: registry.example.org/web:1.4
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

const spread =
  'topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]';

const running = (nodes: readonly string[]): string => `---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, uid: r1, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: d1, controller: true}]}
spec: {replicas: ${nodes.length}}
${nodes
  .map(
    (node, i) => `---
apiVersion: v1
kind: Pod
metadata: {name: web-1-${i}, namespace: shop, uid: p${i}, labels: {app: web}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: r1, controller: true}]}
spec: {nodeName: ${node}, containers: [{name: app, image: "registry.example.org/web:1.4"}]}
status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-20T10:00:00Z"}]}
`,
  )
  .join('')}${['n1', 'n2']
  .map(
    (node) => `---
apiVersion: v1
kind: Node
metadata: {name: ${node}}
status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-01T10:00:00Z"}]}
`,
  )
  .join('')}`;

const pod = (labels: string): string => `apiVersion: v1
kind: Pod
metadata: {name: tool, namespace: shop, labels: ${labels}}
spec: {containers: [{name: app, image: "registry.example.org/tool:1"}]}
status: {phase: Running, startTime: "2026-11-20T08:00:00Z"}
`;

/** Services that one pod, one node or nobody stands behind. */
export const singlePointOfFailure: Check = {
  id: 'single-point-of-failure',
  title: 'One replica, or all replicas in one place',
  group: 'availability',
  explanation:
    'Nodes go: they are drained for an upgrade, lose their network, run out of memory. A service with one pod, or with all pods on one node, goes with them. All pods of one ' +
    'product have been found on the one host that failed.',
  fix: 'Run two replicas and spread them:\n\ntopologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: kubernetes.io/hostname\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector: {matchLabels: {app: web}}\n    matchLabelKeys: [pod-template-hash]\n',
  sources: [
    {
      title: 'Kubernetes: pod topology spread constraints',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    },
  ],
  replaces: [
    { tool: 'polaris', rule: 'deploymentMissingReplicas' },
    { tool: 'kube-score', rule: 'deployment-replicas' },
    { tool: 'kube-score', rule: 'deployment-has-host-podantiaffinity' },
    { tool: 'kube-score', rule: 'statefulset-has-host-podantiaffinity' },
    { tool: 'kube-linter', rule: 'minimum-three-replicas' },
    { tool: 'kube-linter', rule: 'no-anti-affinity' },
    { tool: 'clusterlint', rule: 'bare-pods' },
  ],
  rules: [oneReplica, noSpread, coLocated, barePod],
  examples: {
    flags: [
      {
        name: 'one pod behind a Service',
        yaml: deployment({ replicas: 1 }),
        expect: [{ rule: 'one-replica', severity: 'warning', locator: 'replicas' }],
      },
      {
        name: 'one pod with its volume',
        yaml: deployment({
          replicas: 1,
          spec: 'strategy: {type: Recreate}',
          template: 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]',
        }),
        expect: [{ rule: 'one-replica', severity: 'info', locator: 'replicas' }],
      },
      {
        name: 'three pods that may stand together',
        yaml: deployment({ replicas: 3 }),
        expect: [{ rule: 'no-spread', severity: 'warning', locator: 'topologySpreadConstraints' }],
      },
      {
        name: 'three pods on one node of two',
        mode: 'live',
        yaml: deployment({ replicas: 3, template: spread }) + running(['n1', 'n1', 'n1']),
        expect: [{ rule: 'co-located', severity: 'critical', locator: 'nodes' }],
      },
      {
        name: 'a pod of its own',
        mode: 'live',
        yaml: pod('{app: tool}'),
        expect: [{ rule: 'bare-pod', severity: 'warning', locator: 'ownerReferences' }],
      },
    ],
    passes: [
      { name: 'two pods that are spread', yaml: deployment({ replicas: 2, template: spread }) },
      { name: 'two pods on two nodes', mode: 'live', yaml: deployment({ replicas: 2, template: spread }) + running(['n1', 'n2']) },
    ],
    guards: [
      {
        name: 'an autoscaler keeps two',
        yaml: `${deployment({ replicas: 1, template: spread })}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {minReplicas: 2, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
`,
      },
      {
        name: 'anti-affinity does as well',
        yaml: deployment({
          replicas: 3,
          template:
            'affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}}]}}',
        }),
      },
    ],
  },
};
