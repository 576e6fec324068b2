import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';

const group = 'rbac.authorization.k8s.io';
const read = ['get', 'list', 'watch'];

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Some of the roles that an API server brings along. Source: k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy. */
const bootstrapRoles: readonly (readonly [name: string, rules: readonly Rule[]])[] = [
  [
    'cluster-admin',
    [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
  ],
  [
    'admin',
    [{ verbs: ['*'], apiGroups: ['', 'apps', 'batch'], resources: ['pods', 'deployments', 'jobs', 'secrets', 'configmaps', 'services'] }],
  ],
  ['edit', [{ verbs: ['*'], apiGroups: ['', 'apps', 'batch'], resources: ['pods', 'deployments', 'jobs', 'configmaps', 'services'] }]],
  ['view', [{ verbs: read, apiGroups: ['', 'apps', 'batch'], resources: ['pods', 'deployments', 'jobs', 'configmaps', 'services'] }]],
  [
    'system:discovery',
    [
      {
        verbs: ['get'],
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
      },
    ],
  ],
  [
    'system:basic-user',
    [{ verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] }],
  ],
  ['system:public-info-viewer', [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] }]],
  ['system:node', [{ verbs: read, apiGroups: [''], resources: ['services', 'nodes', 'pods', 'secrets', 'configmaps'] }]],
  [
    'system:node-proxier',
    [{ verbs: ['list', 'watch'], apiGroups: ['', 'discovery.k8s.io'], resources: ['services', 'endpointslices', 'nodes'] }],
  ],
  [
    'system:kube-scheduler',
    [
      { verbs: read, apiGroups: [''], resources: ['nodes', 'pods'] },
      { verbs: ['create'], apiGroups: [''], resources: ['pods/binding'] },
    ],
  ],
  ['system:kube-controller-manager', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]],
  ['system:kube-dns', [{ verbs: ['list', 'watch'], apiGroups: [''], resources: ['endpoints', 'services'] }]],
  ['system:monitoring', [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/metrics/slis', '/livez', '/readyz', '/healthz'] }]],
  ['system:aggregate-to-view', [{ verbs: read, apiGroups: ['zalando.org'], resources: ['stacks', 'stacksets', 'routegroups'] }]],
  ...[
    'deployment',
    'replicaset',
    'job',
    'cronjob',
    'node',
    'endpointslice',
    'daemon-set',
    'statefulset',
    'disruption',
    'namespace',
    'service-account',
  ].map((name): readonly [string, readonly Rule[]] => [
    `system:controller:${name}-controller`,
    [{ verbs: ['*'], apiGroups: ['', 'apps', 'batch'], resources: ['*'] }],
  ]),
];

const bootstrapLabels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const bootstrapAnnotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };

/** The workloads that talk to the API server under a name of their own. */
function accounts(plan: ClusterPlan): readonly WorkloadPlan[] {
  return plan.workloads.filter(({ serviceAccount, team }) => serviceAccount !== 'default' && team === 'teapot');
}

/** The ClusterRoles of a cluster. */
export function growClusterRoles(plan: ClusterPlan): KubeObject[] {
  const role = (
    name: string,
    rules: readonly Rule[],
    createdMs: number,
    labels: Readonly<Record<string, string>>,
    isBootstrap: boolean,
  ): KubeObject =>
    makeObject(plan, {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      resource: `clusterroles.${group}`,
      name,
      createdMs,
      labels,
      annotations: isBootstrap ? bootstrapAnnotations : undefined,
      manager: isBootstrap ? 'kube-apiserver' : 'kubectl-client-side-apply',
      body: { rules },
    });
  return [
    ...bootstrapRoles.map(([name, rules]) => role(name, rules, plan.identity.createdMs, bootstrapLabels, true)),
    ...accounts(plan).map((workload) =>
      role(
        workload.serviceAccount,
        [{ verbs: read, apiGroups: [''], resources: ['nodes', 'pods', 'services', 'endpoints'] }],
        workload.createdMs - 2000,
        workloadLabels(workload),
        false,
      ),
    ),
    role(
      'readonly',
      [{ verbs: read, apiGroups: ['*'], resources: ['*'] }],
      plan.identity.createdMs + 700_000,
      { application: 'kubernetes' },
      false,
    ),
    role(
      'cdp-deployer',
      [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      plan.identity.createdMs + 700_000,
      { application: 'cdp' },
      false,
    ),
  ];
}

/** The ClusterRoleBindings of a cluster. */
export function growClusterRoleBindings(plan: ClusterPlan): KubeObject[] {
  const binding = (
    name: string,
    role: string,
    subject: Readonly<Record<string, string>>,
    createdMs: number,
    isBootstrap = false,
  ): KubeObject =>
    makeObject(plan, {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      resource: `clusterrolebindings.${group}`,
      name,
      createdMs,
      labels: isBootstrap ? bootstrapLabels : undefined,
      annotations: isBootstrap ? bootstrapAnnotations : undefined,
      manager: isBootstrap ? 'kube-apiserver' : 'kubectl-client-side-apply',
      body: { subjects: [subject], roleRef: { apiGroup: group, kind: 'ClusterRole', name: role } },
    });
  const { createdMs } = plan.identity;
  const subjectGroup = (name: string): Readonly<Record<string, string>> => ({ kind: 'Group', apiGroup: group, name });
  const account = (name: string, namespace: string): Readonly<Record<string, string>> => ({ kind: 'ServiceAccount', name, namespace });
  return [
    binding('cluster-admin', 'cluster-admin', subjectGroup('system:masters'), createdMs, true),
    binding('system:discovery', 'system:discovery', subjectGroup('system:authenticated'), createdMs, true),
    binding('system:basic-user', 'system:basic-user', subjectGroup('system:authenticated'), createdMs, true),
    binding('system:node-proxier', 'system:node-proxier', { kind: 'User', apiGroup: group, name: 'system:kube-proxy' }, createdMs, true),
    binding(
      'system:controller:deployment-controller',
      'system:controller:deployment-controller',
      account('deployment-controller', 'kube-system'),
      createdMs,
      true,
    ),
    binding('readonly', 'readonly', subjectGroup('ReadOnly'), createdMs + 700_000),
    binding('emergency', 'cluster-admin', subjectGroup('Emergency'), createdMs + 700_000),
    binding('cdp-deployer', 'cdp-deployer', account('cdp', 'default'), createdMs + 700_000),
    ...accounts(plan).map((workload) =>
      binding(
        workload.serviceAccount,
        workload.serviceAccount,
        account(workload.serviceAccount, workload.namespace),
        workload.createdMs - 1500,
      ),
    ),
  ];
}

/** The Roles: one for each workload with an account of its own. */
export function growRoles(plan: ClusterPlan): KubeObject[] {
  return applicationAccounts(plan).map((workload) =>
    makeObject(plan, {
      apiVersion: `${group}/v1`,
      kind: 'Role',
      resource: `roles.${group}`,
      name: workload.serviceAccount,
      namespace: workload.namespace,
      createdMs: workload.createdMs - 900,
      labels: workloadLabels(workload),
      manager: 'kubectl-client-side-apply',
      body: { rules: [{ verbs: read, apiGroups: [''], resources: ['configmaps', 'endpoints'] }] },
    }),
  );
}

function applicationAccounts(plan: ClusterPlan): readonly WorkloadPlan[] {
  return plan.workloads.filter(({ serviceAccount, team }) => serviceAccount !== 'default' && team !== 'teapot');
}

/** The RoleBindings: of the teams to their namespaces, and of the Roles. */
export function growRoleBindings(plan: ClusterPlan): KubeObject[] {
  const binding = (q: {
    name: string;
    namespace: string;
    createdMs: number;
    role: Readonly<Record<string, string>>;
    subject: Readonly<Record<string, string>>;
  }): KubeObject =>
    makeObject(plan, {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      resource: `rolebindings.${group}`,
      name: q.name,
      namespace: q.namespace,
      createdMs: q.createdMs,
      manager: 'kubectl-client-side-apply',
      body: { subjects: [q.subject], roleRef: { apiGroup: group, ...q.role } },
    });
  const { createdMs } = plan.identity;
  const system = { kind: 'ServiceAccount', name: 'system', namespace: 'kube-system' };
  return [
    binding({
      name: 'privileged-psp',
      namespace: 'kube-system',
      createdMs: createdMs + 700_000,
      role: { kind: 'ClusterRole', name: 'readonly' },
      subject: system,
    }),
    binding({
      name: 'kubernetes-dashboard',
      namespace: 'kube-system',
      createdMs: createdMs + 700_000,
      role: { kind: 'ClusterRole', name: 'readonly' },
      subject: system,
    }),
    ...plan.namespaces
      .filter(({ name }) => !name.startsWith('kube-'))
      .map(({ name, team, createdMs: atMs }) =>
        binding({
          name: 'team-poweruser',
          namespace: name,
          createdMs: atMs + 5000,
          role: { kind: 'ClusterRole', name: 'edit' },
          subject: { kind: 'Group', apiGroup: group, name: `team:${team}` },
        }),
      ),
    ...applicationAccounts(plan).map(({ serviceAccount, namespace, createdMs: atMs }) =>
      binding({
        name: serviceAccount,
        namespace,
        createdMs: atMs - 800,
        role: { kind: 'Role', name: serviceAccount },
        subject: { kind: 'ServiceAccount', name: serviceAccount, namespace },
      }),
    ),
  ];
}
