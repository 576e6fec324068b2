import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../core/kube/object.ts';
import type { SimEntry, SimStore } from '../../core/sim/sim-cluster.ts';
import { type Action, mayDo } from './authorize.ts';

const group = 'rbac.authorization.k8s.io';

/** A store that holds these roles and bindings and nothing else. */
function storeOf(tables: Readonly<Record<string, readonly object[]>>): SimStore {
  const entries = (resource: string): SimEntry[] =>
    (tables[resource.replace(`.${group}`, '')] ?? []).map((object) => ({ object: object as KubeObject, resourceVersion: 1 }));
  return {
    list: (resource: string, namespace?: string) =>
      entries(resource).filter((e) => namespace === undefined || e.object.metadata.namespace === namespace),
    get: (resource: string, key: string) =>
      entries(resource).find((e) => `${e.object.metadata.namespace ?? ''}/${e.object.metadata.name}` === key),
  } as unknown as SimStore;
}

const store = storeOf({
  clusterroles: [
    { metadata: { name: 'node-reader' }, rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['nodes', 'pods/log'] }] },
    { metadata: { name: 'editor' }, rules: [{ verbs: ['*'], apiGroups: ['apps', ''], resources: ['*'] }] },
    { metadata: { name: 'one-map' }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['this'] }] },
    { metadata: { name: 'prober' }, rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/debug/*'] }] },
    { metadata: { name: 'scaler' }, rules: [{ verbs: ['update'], apiGroups: ['*'], resources: ['*/scale'] }] },
  ],
  roles: [{ metadata: { name: 'pod-reader', namespace: 'a' }, rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }] }],
  clusterrolebindings: [
    { metadata: { name: '1' }, roleRef: { kind: 'ClusterRole', name: 'node-reader' }, subjects: [{ kind: 'Group', name: 'ops' }] },
    { metadata: { name: '2' }, roleRef: { kind: 'ClusterRole', name: 'prober' }, subjects: [{ kind: 'User', name: 'jane' }] },
    { metadata: { name: '3' }, roleRef: { kind: 'ClusterRole', name: 'gone' }, subjects: [{ kind: 'User', name: 'jane' }] },
    { metadata: { name: '4' }, roleRef: { kind: 'ClusterRole', name: 'scaler' }, subjects: [{ kind: 'User', name: 'jane' }] },
  ],
  rolebindings: [
    { metadata: { name: '1', namespace: 'a' }, roleRef: { kind: 'Role', name: 'pod-reader' }, subjects: [{ kind: 'User', name: 'jane' }] },
    {
      metadata: { name: '2', namespace: 'b' },
      roleRef: { kind: 'ClusterRole', name: 'editor' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'b' }],
    },
    {
      metadata: { name: '3', namespace: 'a' },
      roleRef: { kind: 'ClusterRole', name: 'one-map' },
      subjects: [{ kind: 'User', name: 'jane' }],
    },
  ],
});

const jane = { name: 'jane', groups: ['ops', 'system:authenticated'] };
const bot = { name: 'system:serviceaccount:b:bot', groups: ['system:authenticated'] };
const verb = (v: string, plural: string, more: Partial<Extract<Action, { plural: string }>> = {}): Action => ({
  verb: v,
  group: '',
  plural,
  ...more,
});

describe('rights from roles and bindings', () => {
  test.each<[string, typeof jane, Action, boolean]>([
    ['a group by cluster role', jane, verb('list', 'nodes'), true],
    ['no other verb', jane, verb('delete', 'nodes'), false],
    ['a subresource by name', jane, verb('get', 'pods', { subresource: 'log', namespace: 'x' }), true],
    ['not the resource of a subresource', jane, verb('get', 'pods', { namespace: 'x' }), false],
    ['a role in its namespace', jane, verb('list', 'pods', { namespace: 'a' }), true],
    ['not in another', jane, verb('list', 'pods', { namespace: 'b' }), false],
    ['not everywhere', jane, verb('list', 'pods'), false],
    ['one object by name', jane, verb('get', 'configmaps', { namespace: 'a', name: 'this' }), true],
    ['no other object', jane, verb('get', 'configmaps', { namespace: 'a', name: 'that' }), false],
    ['a subresource of anything', jane, verb('update', 'deployments', { group: 'apps', subresource: 'scale', namespace: 'z' }), true],
    ['a path', jane, { verb: 'get', path: '/metrics' }, true],
    ['a path by prefix', jane, { verb: 'get', path: '/debug/pprof' }, true],
    ['no other path', jane, { verb: 'get', path: '/logs' }, false],
    ['a service account by a cluster role in its namespace', bot, verb('create', 'deployments', { group: 'apps', namespace: 'b' }), true],
    ['not beyond its groups', bot, verb('create', 'jobs', { group: 'batch', namespace: 'b' }), false],
    ['discovery for everybody who is known', bot, { verb: 'get', path: '/apis' }, true],
    ['questions about oneself', bot, verb('create', 'selfsubjectaccessreviews', { group: 'authorization.k8s.io' }), true],
  ])('%s', (_name, user, action, expected) => {
    expect(mayDo(user, action, store)).toBe(expected);
  });
});
