// biome-ignore-all lint/suspicious/noExplicitAny: the content of an object is whatever was written
import type { KubeObject } from '../kube/object.ts';
import type { Check } from './check.ts';
import type { Fault } from './fault.ts';
import { existence } from './inventory.ts';
import type { ClusterRule, ObjectRule } from './rule.ts';

const bindings = ['rolebindings.rbac.authorization.k8s.io', 'clusterrolebindings.rbac.authorization.k8s.io'];
const roles = { Role: 'roles.rbac.authorization.k8s.io', ClusterRole: 'clusterroles.rbac.authorization.k8s.io' } as const;

const roleMissing: ObjectRule = {
  id: 'role-missing',
  title: 'binds a role that does not exist',
  severity: 'warning',
  runsOn: ['manifest', 'live'],
  reads: [roles.Role, roles.ClusterRole],
  anchor: 'object',
  resources: bindings,
  judge: (binding, { inventory }) => {
    const { kind, name } = binding.roleRef ?? {};
    if (kind !== 'Role' && kind !== 'ClusterRole') return [];
    const namespace = kind === 'Role' ? (binding.metadata.namespace ?? 'default') : undefined;
    const state = existence(inventory, roles[kind as keyof typeof roles], { namespace, name });
    if (typeof state === 'object') return { unknown: state.unreadable };
    if (state !== 'absent') return [];
    const who = subjectsOf(binding).map((subject) => subject.name);
    return [
      {
        locator: 'roleRef',
        message: `${kind} ${name} is not there: ${who.length === 0 ? 'nobody' : who.slice(0, 3).join(', ')} ${who.length === 1 ? 'has' : 'have'} nothing of what this binding gave.`,
        path: ['roleRef'],
        causeKey: `${kind}/${namespace ?? ''}/${name}`,
      },
    ];
  },
};

const subjectMissing: ObjectRule = {
  id: 'subject-missing',
  title: 'binds an account that does not exist',
  severity: 'info',
  runsOn: ['live'],
  reads: ['serviceaccounts'],
  anchor: 'object',
  resources: bindings,
  judge: (binding, { inventory }) => {
    const found: Fault[] = [];
    for (const subject of subjectsOf(binding)) {
      if (subject.kind !== 'ServiceAccount') continue;
      const namespace = subject.namespace ?? binding.metadata.namespace;
      const state = existence(inventory, 'serviceaccounts', { namespace, name: subject.name });
      if (typeof state === 'object') return { unknown: state.unreadable };
      if (state !== 'absent') continue;
      found.push({
        locator: `subjects[ServiceAccount/${namespace}/${subject.name}]`,
        message: `ServiceAccount ${subject.name} of namespace ${namespace} is not there: whoever makes one of that name gets these rights.`,
        path: ['subjects'],
        causeKey: `ServiceAccount/${namespace}/${subject.name}`,
      });
    }
    return found;
  },
};

/** Source: k8s.io/kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
const bootstrapRoles = [
  'system:kube-scheduler',
  'system:kube-controller-manager',
  'system:node-proxier',
  'system:discovery',
  'system:basic-user',
  'cluster-admin',
];

const bootstrapMissing: ClusterRule = {
  id: 'bootstrap-missing',
  title: 'a role that the cluster itself needs is gone',
  severity: 'critical',
  runsOn: ['live'],
  reads: [roles.ClusterRole],
  anchor: 'cluster',
  judge: ({ inventory }) => {
    const known = inventory.knows(roles.ClusterRole);
    if (typeof known === 'object') return { unknown: known.unreadable };
    const names = new Set(inventory.list(roles.ClusterRole).map(({ metadata }) => metadata.name));
    // A cluster without any of them does not use RBAC.
    if (!bootstrapRoles.some((name) => names.has(name))) return [];
    return bootstrapRoles
      .filter((name) => !names.has(name))
      .map((name) => ({
        locator: `ClusterRole/${name}`,
        message: `ClusterRole ${name} is gone: what runs with it is refused by the API server. An API server that restarts makes it again.`,
        path: [],
        subject: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', namespace: undefined, name },
      }));
  },
};

function subjectsOf({ subjects }: KubeObject): readonly any[] {
  return Array.isArray(subjects) ? subjects.filter((one) => typeof one === 'object' && one !== null) : [];
}

const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
`;

const role = (kind: string, name: string): string => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: "${name}"${kind === 'Role' ? ', namespace: shop' : ''}}
rules: []
`;

const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n';
const bootstrap = bootstrapRoles.map((name) => role('ClusterRole', name)).join('');

/** Bindings that give nothing, or to nobody. */
export const bindingDangling: Check = {
  id: 'binding-dangling',
  title: 'Binding to a missing role or subject',
  group: 'access',
  explanation:
    'A RoleBinding is made of names. Deleting a role leaves its bindings in place and takes the rights away; deleting an account leaves rights that wait for anybody who makes ' +
    'an account of that name.',
  fix: 'Make the role again, or delete the binding with it.',
  sources: [{ title: 'Kubernetes: using RBAC authorization', url: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/' }],
  replaces: [{ tool: 'popeye', rule: 'POP-1300' }],
  rules: [roleMissing, subjectMissing, bootstrapMissing],
  examples: {
    flags: [
      {
        name: 'the role is gone',
        mode: 'live',
        yaml: binding + account,
        expect: [{ rule: 'role-missing', severity: 'warning', locator: 'roleRef' }],
      },
      {
        name: 'the account is gone',
        mode: 'live',
        yaml: binding + role('Role', 'reader'),
        expect: [{ rule: 'subject-missing', severity: 'info', locator: 'subjects[ServiceAccount/shop/web]' }],
      },
      {
        name: 'the scheduler has lost its role',
        mode: 'live',
        yaml: bootstrap.replace(role('ClusterRole', 'system:kube-scheduler'), '').slice(4),
        expect: [{ rule: 'bootstrap-missing', severity: 'critical', locator: 'ClusterRole/system:kube-scheduler' }],
      },
    ],
    passes: [{ name: 'both are there', mode: 'live', yaml: binding + role('Role', 'reader') + account + bootstrap }],
    guards: [{ name: 'the role may be in the cluster', yaml: binding }],
  },
};
