import { beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject, OwnerReference } from '../kube/object.ts';
import { growers } from './grow/growers.ts';
import type { SimCluster, SimWorld } from './sim-cluster.ts';
import { defaultSimOptions, growWorld } from './world.ts';

const epochMs = Date.UTC(2026, 10, 24, 3);

function objectsOf(cluster: SimCluster, resource: string): readonly KubeObject[] {
  return cluster.objects.list(resource).map(({ object }) => object);
}

describe('the default fleet', () => {
  let world: SimWorld;
  beforeAll(() => {
    world = growWorld(defaultSimOptions);
  });

  test('has 148 clusters in four channels, sorted by name', () => {
    const channels = Map.groupBy(world.clusters, (cluster) => cluster.channel);
    expect(Object.fromEntries([...channels].map(([channel, clusters]) => [channel, clusters.length]))).toEqual({
      dev: 3,
      alpha: 2,
      beta: 70,
      stable: 73,
    });
    const names = world.clusters.map((cluster) => cluster.name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(['shop-prod-1', 'shop-test-1', 'infra-alpha-1', 'iam-prod-1', 'pay-live-3', 'beta-61']));
  });

  test('has 1,223 nodes and 31,000 pods', () => {
    const sum = (resource: string): number => world.clusters.reduce((total, cluster) => total + cluster.objects.list(resource).length, 0);
    expect(sum('nodes')).toBe(1223);
    expect(sum('pods')).toBe(31_000);
  });

  test.each([
    ['shop-prod-1', 42, 1850],
    ['shop-test-1', 26, 720],
    ['infra-alpha-1', 20, 412],
    ['iam-prod-1', 18, 560],
  ])('%s has %i nodes and %i pods', (name, nodes, pods) => {
    const { objects } = world.cluster(name) as SimCluster;
    expect([objects.list('nodes').length, objects.list('pods').length]).toEqual([nodes, pods]);
  });

  test('has what scenarios speak of', () => {
    const shop = world.cluster('shop-prod-1') as SimCluster;
    expect(shop.objects.get('deployments.apps', 'fashion-store/aggregation-layer')?.object.spec.replicas).toBe(60);
    expect(
      shop.objects.get('deployments.apps', 'kube-system/coredns')?.object.spec.template.spec.containers[0].resources.limits.memory,
    ).toBe('100Mi');
    expect(shop.objects.get('daemonsets.apps', 'kube-system/skipper-ingress')?.object.status.desiredNumberScheduled).toBe(42);
    expect(shop.objects.get('deployments.apps', 'iam/token-service')).toBeDefined();
    const iam = world.cluster('iam-prod-1') as SimCluster;
    expect(iam.objects.get('deployments.apps', 'iam/credentials-provider')?.object.spec.replicas).toBe(1);
    const test1 = world.cluster('shop-test-1') as SimCluster;
    expect(test1.objects.get('daemonsets.apps', 'kube-system/kube-flannel')?.object.spec.updateStrategy).toEqual({ type: 'OnDelete' });
    expect(test1.objects.get('serviceaccounts', 'kube-system/system')).toBeDefined();
    expect(test1.objects.get('rolebindings.rbac.authorization.k8s.io', 'kube-system/privileged-psp')).toBeDefined();
  });

  test('one container has restarted 1404 times', () => {
    const shop = world.cluster('shop-prod-1') as SimCluster;
    const flapping = objectsOf(shop, 'pods').filter((pod) => pod.metadata.name.startsWith('flapping-consumer-'));
    expect(flapping).toHaveLength(1);
    expect(flapping[0]?.metadata.namespace).toBe('fulfilment');
    const statuses: readonly { restartCount: number; ready: boolean }[] = flapping[0]?.status.containerStatuses;
    expect(statuses.map(({ restartCount, ready }) => [restartCount, ready])).toEqual([
      [1404, false],
      [0, false],
    ]);
  });

  test('pods are in the states that a real fleet has, most of them running', () => {
    const states = new Map<string, number>();
    for (const cluster of world.clusters) {
      for (const pod of objectsOf(cluster, 'pods')) {
        const statuses: readonly { state: { waiting?: { reason: string } } }[] = pod.status.containerStatuses ?? [];
        const waiting = statuses.find((status) => status.state.waiting)?.state.waiting?.reason;
        const state = pod.metadata.deletionTimestamp ? 'Terminating' : (pod.status.reason ?? waiting ?? pod.status.phase);
        states.set(state, (states.get(state) ?? 0) + 1);
      }
    }
    for (const state of [
      'Succeeded',
      'Failed',
      'Pending',
      'CrashLoopBackOff',
      'ImagePullBackOff',
      'ErrImagePull',
      'ContainerCreating',
      'PodInitializing',
      'Evicted',
      'Terminating',
    ]) {
      expect(states.get(state) ?? 0, state).toBeGreaterThan(0);
    }
    expect(states.get('Running') ?? 0).toBeGreaterThan(31_000 * 0.85);
  });

  test('some nodes are lost or cordoned, and versions follow the channels', () => {
    const nodes = world.clusters.flatMap((cluster) => objectsOf(cluster, 'nodes'));
    const ready = (node: KubeObject): string =>
      node.status.conditions.find((condition: { type: string }) => condition.type === 'Ready').status;
    expect(nodes.filter((node) => ready(node) !== 'True').length).toBeGreaterThan(0);
    expect(nodes.filter((node) => node.spec.unschedulable).length).toBeGreaterThan(0);
    for (const { channel, version } of world.clusters) {
      expect(version).toMatch({ dev: /^v1\.37\./, alpha: /^v1\.37\./, beta: /^v1\.3[56]\./, stable: /^v1\.3[456]\./ }[channel]);
    }
  });
});

describe('determinism', () => {
  const options = { seed: 5, epochMs, clusters: 6, pods: 500 };
  const resources = [...growers.keys()];

  function textOf(cluster: SimCluster, order: readonly string[]): string {
    const texts = new Map(order.map((resource) => [resource, JSON.stringify(cluster.objects.list(resource))]));
    return resources.map((resource) => texts.get(resource)).join('\n');
  }

  test('same options, same objects, byte for byte, in whatever order they are asked for', () => {
    const first = growWorld(options).clusters.map((cluster) => textOf(cluster, resources));
    const again = growWorld(options)
      .clusters.toReversed()
      .map((cluster) => textOf(cluster, resources.toReversed()));
    expect(again.toReversed()).toEqual(first);
  });

  test('another seed is another world, another epoch moves every age', () => {
    const pods = (changed: object): string => JSON.stringify(growWorld({ ...options, ...changed }).clusters[0]?.objects.list('pods'));
    expect(pods({ seed: 6 })).not.toBe(pods({}));
    expect(pods({ epochMs: epochMs + 3_600_000 })).not.toBe(pods({}));
  });
});

describe('small and large worlds', () => {
  test.each([
    [1, 10],
    [1, 1],
    [2, 60],
    [3, 30],
    [4, 400],
    [12, 900],
    [200, 20_000],
  ])('%i clusters with %i pods', (clusters, pods) => {
    const world = growWorld({ seed: 3, epochMs, clusters, pods });
    expect(world.clusters).toHaveLength(clusters);
    const counts = world.clusters.map((cluster) => cluster.objects.list('pods').length);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(pods);
    for (const cluster of world.clusters) expect(cluster.objects.list('nodes').length).toBeGreaterThan(0);
    if (clusters >= 4)
      for (const name of ['shop-prod-1', 'shop-test-1', 'infra-alpha-1', 'iam-prod-1']) expect(world.cluster(name)).toBeDefined();
  });

  test('a fleet of 300,000 pods is shaped without growing it', () => {
    const world = growWorld({ seed: 3, epochMs, clusters: 148, pods: 300_000 });
    expect(world.cluster('shop-prod-1')?.objects.list('pods')).toHaveLength(1850);
  });
});

describe('every cluster is consistent', () => {
  const world = growWorld({ seed: 9, epochMs, clusters: 5, pods: 1500 });
  const kinds = new Map<string, string>();

  function everything(cluster: SimCluster): ReadonlyMap<string, KubeObject> {
    const byUid = new Map<string, KubeObject>();
    for (const resource of growers.keys()) {
      for (const object of objectsOf(cluster, resource)) {
        kinds.set(object.kind ?? '', resource);
        if (object.metadata.uid !== '') byUid.set(object.metadata.uid, object);
      }
    }
    return byUid;
  }

  test('owners exist, with the uid, kind and name that the reference says, in the same namespace', () => {
    for (const cluster of world.clusters) {
      const byUid = everything(cluster);
      for (const object of byUid.values()) {
        for (const owner of object.metadata.ownerReferences ?? ([] as readonly OwnerReference[])) {
          const found = byUid.get(owner.uid);
          expect(found, `${object.kind} ${object.metadata.name} is owned by ${owner.kind} ${owner.name}`).toBeDefined();
          expect([found?.kind, found?.metadata.name, found?.apiVersion]).toEqual([owner.kind, owner.name, owner.apiVersion]);
          if (found?.metadata.namespace !== undefined) expect(found.metadata.namespace).toBe(object.metadata.namespace);
        }
      }
    }
  });

  test('uids and keys are unique, and every namespace exists', () => {
    for (const cluster of world.clusters) {
      const namespaces = new Set(objectsOf(cluster, 'namespaces').map((namespace) => namespace.metadata.name));
      const uids: string[] = [];
      for (const resource of growers.keys()) {
        const keys = cluster.objects.list(resource).map(({ object }) => `${object.metadata.namespace ?? ''}/${object.metadata.name}`);
        expect(new Set(keys).size, resource).toBe(keys.length);
        for (const { object } of cluster.objects.list(resource)) {
          if (object.metadata.uid !== '') uids.push(object.metadata.uid);
          if (object.metadata.namespace !== undefined) expect(namespaces).toContain(object.metadata.namespace);
        }
      }
      expect(new Set(uids).size).toBe(uids.length);
    }
  });

  test('pods stand on nodes that exist, in their range, and counts of owners agree with them', () => {
    for (const cluster of world.clusters) {
      const nodes = new Map(objectsOf(cluster, 'nodes').map((node) => [node.metadata.name, node]));
      const pods = objectsOf(cluster, 'pods');
      for (const pod of pods) {
        const { nodeName, hostNetwork } = pod.spec;
        if (nodeName === undefined) continue;
        const net: string = nodes.get(nodeName)?.spec.podCIDR;
        expect(net).toBeDefined();
        if (hostNetwork !== true && pod.status.podIP) expect(pod.status.podIP.split('.').slice(0, 3)).toEqual(net.split('.').slice(0, 3));
      }
      for (const replicaSet of objectsOf(cluster, 'replicasets.apps')) {
        const own = pods.filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === replicaSet.metadata.uid);
        const counted = own.filter((pod) => pod.status.phase !== 'Failed' && pod.metadata.deletionTimestamp === undefined);
        expect(counted.length, replicaSet.metadata.name).toBe(replicaSet.status.replicas);
        expect(replicaSet.spec.replicas).toBe(replicaSet.status.replicas);
      }
    }
  });

  test('nothing is from the future, or older than its cluster', () => {
    for (const cluster of world.clusters) {
      for (const resource of growers.keys()) {
        for (const { metadata } of objectsOf(cluster, resource)) {
          if (!metadata.creationTimestamp) continue;
          expect(Date.parse(metadata.creationTimestamp), `${resource} ${metadata.name}`).toBeLessThanOrEqual(epochMs);
        }
      }
    }
  });

  test('managedFields are most of a pod’s metadata, as on a real server', () => {
    const pods = world.clusters.flatMap((cluster) => objectsOf(cluster, 'pods'));
    const metadata = pods.reduce((sum, pod) => sum + JSON.stringify(pod.metadata).length, 0);
    const managed = pods.reduce((sum, pod) => sum + JSON.stringify(pod.metadata.managedFields).length, 0);
    expect(managed / metadata).toBeGreaterThan(0.65);
    expect(managed / metadata).toBeLessThan(0.9);
  });

  test('every resource that discovery tells of can be listed, and every grown one is told of', () => {
    const cluster = world.cluster('infra-alpha-1') as SimCluster;
    const served = new Set(cluster.resources().map(({ group, plural }) => (group === '' ? plural : `${plural}.${group}`)));
    for (const id of served) expect(Array.isArray(cluster.objects.list(id))).toBe(true);
    expect([...growers.keys()].filter((id) => !served.has(id))).toEqual([]);
  });
});
