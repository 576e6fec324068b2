import { expect, test } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { referencesOf } from './references.ts';

const object = (parts: object): KubeObject =>
  JSON.parse(JSON.stringify({ metadata: { name: 'x', namespace: 'n', uid: 'u', resourceVersion: '1' }, ...parts })) as KubeObject;
const told = (resource: string, parts: object): string[] =>
  referencesOf(resource, object(parts)).map(({ resource: to, namespace, name, how }) => `${namespace ?? ''}/${to}/${name}: ${how}`);

test('a workload names what its pods need, wherever it stands', () => {
  const spec = {
    serviceAccountName: 'sa',
    priorityClassName: 'high',
    imagePullSecrets: [{ name: 'pull' }],
    initContainers: [{ envFrom: [{ secretRef: { name: 'env' } }] }],
    containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'env' } } }, { valueFrom: { configMapKeyRef: { name: 'cm' } } }] }],
    volumes: [
      { secret: { secretName: 'tls' } },
      { persistentVolumeClaim: { claimName: 'data' } },
      { projected: { sources: [{ configMap: { name: 'cm' } }] } },
    ],
  };
  const wanted = [
    'n/secrets/env: environment',
    'n/configmaps/cm: environment',
    'n/secrets/tls: volume',
    'n/persistentvolumeclaims/data: volume',
    'n/configmaps/cm: volume',
    'n/secrets/pull: image pull',
    'n/serviceaccounts/sa: runs as',
    '/priorityclasses.scheduling.k8s.io/high: priority',
  ];
  expect(told('deployments.apps', { spec: { template: { spec } } })).toEqual(wanted);
  expect(told('cronjobs.batch', { spec: { jobTemplate: { spec: { template: { spec } } } } })).toEqual(wanted);
  expect(told('pods', { spec: { ...spec, nodeName: 'node-1' } })).toEqual(expect.arrayContaining([...wanted, '/nodes/node-1: runs on']));
});

test('bindings reach into other namespaces, autoscalers follow the kind they scale', () => {
  const binding = {
    roleRef: { kind: 'ClusterRole', name: 'view' },
    subjects: [
      { kind: 'ServiceAccount', name: 'sa', namespace: 'other' },
      { kind: 'User', name: 'u' },
    ],
  };
  expect(told('rolebindings.rbac.authorization.k8s.io', binding)).toEqual([
    '/clusterroles.rbac.authorization.k8s.io/view: grants',
    'other/serviceaccounts/sa: to',
  ]);
  expect(
    told('horizontalpodautoscalers.autoscaling', { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } } }),
  ).toEqual(['n/deployments.apps/d: scales']);
  expect(
    told('horizontalpodautoscalers.autoscaling', { spec: { scaleTargetRef: { apiVersion: 'a.example/v1', kind: 'Thing', name: 't' } } }),
  ).toEqual([]);
});

test('odd content is passed over', () => {
  for (const spec of [
    null,
    'x',
    7,
    [],
    { containers: 'x', volumes: [null, 5, { secret: [] }], initContainers: [{ env: {} }] },
    { rules: [null, { http: { paths: 'x' } }] },
  ])
    for (const resource of ['pods', 'deployments.apps', 'ingresses.networking.k8s.io', 'persistentvolumes', 'serviceaccounts'])
      expect(told(resource, { spec, secrets: 'x', subjects: 3 })).toEqual([]);
});
