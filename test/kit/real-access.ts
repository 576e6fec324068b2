/** The users of a real API server: only `admin` is above permissions, and only for setting things up. */
export type RealUser = 'admin' | 'viewer' | 'restricted' | 'nobody';

/** Each user's groups; the name is the user's name. */
export const realUsers: Readonly<Record<RealUser, { readonly token: string; readonly groups: readonly string[] }>> = {
  admin: { token: 'admin-token', groups: ['system:masters'] },
  viewer: { token: 'viewer-token', groups: ['viewers'] },
  restricted: { token: 'restricted-token', groups: [] },
  nobody: { token: 'nobody-token', groups: [] },
};

/** The namespaces that `restricted` may read. */
export const restrictedNamespaces = ['team-a', 'team-b'] as const;

const read = ['get', 'list', 'watch'];

/** Everything of the core group except secrets: RBAC can only allow, so what may be read is named. */
const coreResources = [
  'bindings',
  'componentstatuses',
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'pods/log',
  'pods/status',
  'podtemplates',
  'replicationcontrollers',
  'resourcequotas',
  'serviceaccounts',
  'services',
];

const otherGroups = [
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
  'metrics.k8s.io',
  'hindsight.test',
  'parity.hindsight.test',
  'zalando.org',
  'acid.zalan.do',
];

const rbac = 'rbac.authorization.k8s.io';

function binding(user: RealUser, role: { kind: string; name: string }, namespace?: string): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name: user, ...(namespace === undefined ? {} : { namespace }) },
    subjects: [{ kind: 'User', name: user, apiGroup: rbac }],
    roleRef: { apiGroup: rbac, ...role },
  };
}

/** The objects that give the users their rights, with the path that each is created at. */
export function accessObjects(): readonly { readonly path: string; readonly body: object }[] {
  const roles = `/apis/${rbac}/v1`;
  const viewerRules = [
    { apiGroups: [''], resources: coreResources, verbs: read },
    { apiGroups: otherGroups, resources: ['*'], verbs: read },
    { nonResourceURLs: ['/readyz', '/readyz/*', '/livez', '/livez/*', '/metrics'], verbs: ['get'] },
  ];
  const roleFor = (namespace: string): object => ({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'restricted', namespace },
    rules: [
      { apiGroups: [''], resources: ['pods', 'configmaps', 'services', 'events'], verbs: read },
      { apiGroups: ['apps'], resources: ['*'], verbs: read },
    ],
  });
  return [
    {
      path: `${roles}/clusterroles`,
      body: { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'viewer' }, rules: viewerRules },
    },
    { path: `${roles}/clusterrolebindings`, body: binding('viewer', { kind: 'ClusterRole', name: 'viewer' }) },
    ...restrictedNamespaces.flatMap((namespace) => [
      { path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } },
      { path: `${roles}/namespaces/${namespace}/roles`, body: roleFor(namespace) },
      {
        path: `${roles}/namespaces/${namespace}/rolebindings`,
        body: binding('restricted', { kind: 'Role', name: 'restricted' }, namespace),
      },
    ]),
  ];
}
