import { expect, test } from 'vitest';
import { resourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import { servedForm } from './served-form.ts';
import type { SimCluster } from './sim-cluster.ts';
import { growWorld } from './world.ts';

const nowMs = Date.UTC(2026, 10, 24);

function openCluster(name: string): SimCluster {
  return growWorld({ seed: 2, epochMs: nowMs, clusters: 8, pods: 1600 }).cluster(name) as SimCluster;
}

function idsOf(cluster: SimCluster): readonly string[] {
  return cluster.resources().map((api) => resourceId(api));
}

test('built-in resources come with names, verbs and categories; each group has one preferred version', () => {
  const cluster = openCluster('infra-alpha-1');
  const pods = cluster.resources().find(({ plural, group }) => plural === 'pods' && group === '');
  expect(pods).toMatchObject({
    version: 'v1',
    kind: 'Pod',
    singular: 'pod',
    namespaced: true,
    shortNames: ['po'],
    categories: ['all'],
    preferred: true,
  });
  expect(pods?.verbs).toEqual(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']);
  const autoscalers = cluster.resources().filter(({ plural }) => plural === 'horizontalpodautoscalers');
  expect(autoscalers.map(({ version, preferred }) => [version, preferred])).toEqual([
    ['v2', true],
    ['v1', false],
  ]);
});

test('older servers lack what came later', () => {
  const old = growWorld({ seed: 2, epochMs: nowMs, clusters: 40, pods: 4000 }).clusters.find(({ version }) =>
    version.startsWith('v1.34'),
  ) as SimCluster;
  expect(idsOf(old)).not.toContain('mutatingadmissionpolicies.admissionregistration.k8s.io');
  expect(idsOf(openCluster('infra-alpha-1'))).toContain('mutatingadmissionpolicies.admissionregistration.k8s.io');
});

test('the answer changes when a CRD or an APIService comes or goes, and only then', () => {
  const cluster = openCluster('shop-prod-1');
  const before = cluster.resources();
  expect(idsOf(cluster)).toEqual(expect.arrayContaining(['stacks.zalando.org', 'pods.metrics.k8s.io']));
  expect(cluster.resources()).toBe(before);
  cluster.objects.remove('apiservices.apiregistration.k8s.io', '/v1beta1.metrics.k8s.io');
  expect(idsOf(cluster)).not.toContain('pods.metrics.k8s.io');
  cluster.objects.remove('customresourcedefinitions.apiextensions.k8s.io', '/stacks.zalando.org');
  expect(idsOf(cluster)).not.toContain('stacks.zalando.org');
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'peers.net.example.org' } as KubeObject['metadata'],
    spec: {
      group: 'net.example.org',
      scope: 'Cluster',
      names: { plural: 'peers', kind: 'Peer', shortNames: ['pr'] },
      versions: [
        { name: 'v2', served: true },
        { name: 'v1', served: true },
        { name: 'v0', served: false },
      ],
    },
  };
  cluster.objects.create('customresourcedefinitions.apiextensions.k8s.io', crd, nowMs);
  const peers = cluster.resources().filter(({ plural }) => plural === 'peers');
  expect(peers.map(({ version, preferred, namespaced, singular }) => [version, preferred, namespaced, singular])).toEqual([
    ['v2', true, false, 'peer'],
    ['v1', false, false, 'peer'],
  ]);
});

test('metrics are computed for running pods and for nodes, in windows of thirty seconds', () => {
  const cluster = openCluster('shop-prod-1');
  const metrics = cluster.objects.list('pods.metrics.k8s.io');
  const running = cluster.objects.list('pods').filter(({ object }) => object.status.phase === 'Running');
  expect(metrics).toHaveLength(running.length);
  expect(metrics[0]?.object.containers[0].usage).toEqual({
    cpu: expect.stringMatching(/^\d+n$/),
    memory: expect.stringMatching(/^\d+Ki$/),
  });
  expect(cluster.objects.list('nodes.metrics.k8s.io')).toHaveLength(cluster.objects.list('nodes').length);
  expect(cluster.objects.list('pods.metrics.k8s.io')).toEqual(metrics);
  const first = metrics[0]?.object.metadata;
  expect(cluster.objects.get('pods.metrics.k8s.io', `${first?.namespace}/${first?.name}`)?.object).toEqual(metrics[0]?.object);
});

test('Events and autoscalers are converted for their other group and version', () => {
  const cluster = openCluster('shop-prod-1');
  const events = servedForm({ group: 'events.k8s.io', version: 'v1', plural: 'events' });
  const event = cluster.objects.list(events.stored)[0]?.object as KubeObject;
  expect(events.convert?.(event)).toMatchObject({
    apiVersion: 'events.k8s.io/v1',
    note: event.message,
    regarding: event.involvedObject,
    metadata: event.metadata,
  });
  const autoscalers = servedForm({ group: 'autoscaling', version: 'v1', plural: 'horizontalpodautoscalers' });
  const autoscaler = cluster.objects.list(autoscalers.stored)[0]?.object as KubeObject;
  const target: number = autoscaler.spec.metrics[0].resource.target.averageUtilization;
  expect(autoscalers.convert?.(autoscaler).spec).toMatchObject({ targetCPUUtilizationPercentage: target });
  expect(servedForm({ group: '', version: 'v1', plural: 'pods' })).toEqual({ stored: 'pods' });
});
