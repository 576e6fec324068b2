import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import { builtInApis } from '../built-in-apis.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { customResources } from './crds.ts';
import { makeObject } from './make-object.ts';
import { plannedServices } from './services.ts';

/** The APIServices: local ones for what the API server itself serves, one for metrics-server. */
export function growApiServices(plan: ClusterPlan): KubeObject[] {
  const { createdMs, version } = plan.identity;
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1] ?? 0);
  const builtIn = builtInApis.filter((api) => api.sinceMinor <= minor).map((api) => `${api.version}.${api.group}`);
  const custom = customResources.map((api) => `${api.version}.${api.group}`);
  const local = [...new Set(builtIn)].map((name) =>
    apiService(plan, name, { createdMs, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } }),
  );
  const crds = [...new Set(custom)].map((name) =>
    apiService(plan, name, { createdMs: createdMs + 901_000, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } }),
  );
  const metrics = plan.workloads.some((workload) => workload.name === 'metrics-server')
    ? [
        apiService(plan, 'v1beta1.metrics.k8s.io', {
          createdMs: createdMs + 950_000,
          labels: { application: 'metrics-server' },
          service: 'metrics-server',
        }),
      ]
    : [];
  return [...local, ...crds, ...metrics];
}

function apiService(
  plan: ClusterPlan,
  name: string,
  q: { createdMs: number; labels: Readonly<Record<string, string>>; service?: string },
): KubeObject {
  const dot = name.indexOf('.');
  const group = name.slice(dot + 1);
  const isLocal = q.service === undefined;
  return makeObject(plan, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    resource: 'apiservices.apiregistration.k8s.io',
    name,
    createdMs: q.createdMs,
    labels: q.labels,
    manager: isLocal ? 'kube-apiserver' : 'kubectl-client-side-apply',
    body: {
      spec: {
        ...(isLocal ? {} : { service: { namespace: 'kube-system', name: q.service, port: 443 }, insecureSkipTLSVerify: true }),
        ...(group === '' ? {} : { group }),
        version: name.slice(0, dot),
        groupPriorityMinimum: group === '' ? 18_000 : isLocal ? 17_000 : 100,
        versionPriority: isLocal ? 15 : 100,
      },
      status: {
        conditions: [
          {
            type: 'Available',
            status: 'True',
            lastTransitionTime: stamp(q.createdMs),
            reason: isLocal ? 'Local' : 'Passed',
            message: isLocal ? 'Local APIServices are always available' : 'all checks passed',
          },
        ],
      },
    },
  });
}

/** Priority levels with their shares. Source: k8s.io/apiserver pkg/apis/flowcontrol/bootstrap. */
const levels = [
  ['catch-all', 5],
  ['exempt', 0],
  ['global-default', 20],
  ['leader-election', 10],
  ['node-high', 40],
  ['system', 30],
  ['workload-high', 40],
  ['workload-low', 100],
] as const;

/** The PriorityLevelConfigurations of a cluster. */
export function growPriorityLevels(plan: ClusterPlan): KubeObject[] {
  return levels.map(([name, shares]) =>
    flowObject(plan, 'PriorityLevelConfiguration', 'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', name, {
      spec:
        name === 'exempt'
          ? { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }
          : {
              type: 'Limited',
              limited: {
                nominalConcurrencyShares: shares,
                limitResponse:
                  name === 'catch-all' ? { type: 'Reject' } : { type: 'Queue', queuing: { queues: 64, handSize: 6, queueLengthLimit: 50 } },
                lendablePercent: name.startsWith('workload') ? 50 : 0,
              },
            },
      status: {},
    }),
  );
}

const flows = [
  ['exempt', 'exempt', 1, 'system:masters'],
  ['probes', 'exempt', 2, 'system:unauthenticated'],
  ['system-leader-election', 'leader-election', 100, 'system:serviceaccounts:kube-system'],
  ['system-node-high', 'node-high', 400, 'system:nodes'],
  ['system-nodes', 'system', 500, 'system:nodes'],
  ['kube-controller-manager', 'workload-high', 800, 'system:kube-controller-manager'],
  ['kube-scheduler', 'workload-high', 800, 'system:kube-scheduler'],
  ['kube-system-service-accounts', 'workload-high', 900, 'system:serviceaccounts:kube-system'],
  ['service-accounts', 'workload-low', 9000, 'system:serviceaccounts'],
  ['global-default', 'global-default', 9900, 'system:authenticated'],
  ['catch-all', 'catch-all', 10_000, 'system:authenticated'],
] as const;

/** The FlowSchemas of a cluster. */
export function growFlowSchemas(plan: ClusterPlan): KubeObject[] {
  return flows.map(([name, level, matchingPrecedence, group], i) =>
    flowObject(plan, 'FlowSchema', 'flowschemas.flowcontrol.apiserver.k8s.io', name, {
      spec: {
        priorityLevelConfiguration: { name: level },
        matchingPrecedence,
        ...(i < 2 ? {} : { distinguisherMethod: { type: 'ByUser' } }),
        rules: [
          {
            subjects: (name === 'catch-all' ? ['system:unauthenticated', group] : [group]).map((of) => ({
              kind: 'Group',
              group: { name: of },
            })),
            resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
            nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
          },
        ],
      },
      status: {
        conditions: [
          {
            type: 'Dangling',
            status: 'False',
            lastTransitionTime: stamp(plan.identity.createdMs),
            reason: 'Found',
            message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`,
          },
        ],
      },
    }),
  );
}

function flowObject(
  plan: ClusterPlan,
  kind: string,
  resource: ResourceId,
  name: string,
  body: Readonly<Record<string, unknown>>,
): KubeObject {
  return makeObject(plan, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind,
    resource,
    name,
    createdMs: plan.identity.createdMs,
    generation: 1,
    annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' },
    manager: 'api-priority-and-fairness-config-producer-v1',
    body,
  });
}

/** The RuntimeClasses of a cluster. */
export function growRuntimeClasses(plan: ClusterPlan): KubeObject[] {
  return [
    makeObject(plan, {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      resource: 'runtimeclasses.node.k8s.io',
      name: 'gvisor',
      createdMs: plan.identity.createdMs + 840_000,
      manager: 'kubectl-client-side-apply',
      body: { handler: 'runsc', scheduling: { nodeSelector: { 'node.kubernetes.io/node-pool': 'sandbox' } } },
    }),
  ];
}

/** What `kubectl get componentstatuses` still answers. */
export function growComponentStatuses(): KubeObject[] {
  return ['controller-manager', 'etcd-0', 'scheduler'].map((name) => ({
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name, creationTimestamp: null, uid: '', resourceVersion: '' },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  }));
}

/** The ServiceCIDR of a cluster. */
export function growServiceCidrs(plan: ClusterPlan): KubeObject[] {
  const at = stamp(plan.identity.createdMs + 1000);
  return [
    makeObject(plan, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      resource: 'servicecidrs.networking.k8s.io',
      name: 'kubernetes',
      createdMs: plan.identity.createdMs,
      finalizers: ['networking.k8s.io/service-cidr-finalizer'],
      manager: 'kube-apiserver',
      body: {
        spec: { cidrs: ['10.3.0.0/16'] },
        status: {
          conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at, reason: '', message: 'Kubernetes Service CIDR is ready' }],
        },
      },
    }),
  ];
}

/** The IPAddresses: one for each address that a Service holds. */
export function growIpAddresses(plan: ClusterPlan): KubeObject[] {
  const api = { name: 'kubernetes', namespace: 'default', clusterIP: '10.3.0.1', createdMs: plan.identity.createdMs };
  const own = plannedServices(plan).map(({ name, namespace, clusterIP, workload }) => ({
    name,
    namespace,
    clusterIP,
    createdMs: workload.createdMs + 300,
  }));
  return [api, ...own.filter(({ clusterIP }) => clusterIP !== 'None')].map(({ name, namespace, clusterIP, createdMs }) =>
    makeObject(plan, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      resource: 'ipaddresses.networking.k8s.io',
      name: clusterIP,
      createdMs,
      labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
      manager: 'kube-apiserver',
      body: { spec: { parentRef: { group: '', resource: 'services', namespace, name } } },
    }),
  );
}
