import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { type LifeOptions, startLife } from './life.ts';
import type { SimCluster, SimEvent, SimWorld } from './sim-cluster.ts';
import { growWorld } from './world.ts';

const epochMs = Date.UTC(2026, 10, 24, 3, 12);
const minuteMs = 60_000;

function smallWorld(seed = 4): SimWorld {
  return growWorld({ seed, epochMs, clusters: 4, pods: 700 });
}

function live(world: SimWorld, minutes: number, options: LifeOptions = { changesPerSecond: 20 }): number {
  return startLife(world, options).advance(epochMs + minutes * minuteMs);
}

function objectsOf(cluster: SimCluster, resource: string): readonly KubeObject[] {
  return cluster.objects.list(resource).map(({ object }) => object);
}

const watched = [
  'pods',
  'nodes',
  'deployments.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'events',
  'endpointslices.discovery.k8s.io',
] as const;

function textOf(world: SimWorld): string {
  return JSON.stringify(world.clusters.map((cluster) => watched.map((resource) => cluster.objects.list(resource))));
}

describe('determinism', () => {
  test('the same world lives the same life, however time is cut, and whatever was looked at before', () => {
    const once = smallWorld();
    live(once, 12);
    const sliced = smallWorld();
    for (const resource of watched) for (const cluster of sliced.clusters) cluster.objects.list(resource);
    const life = startLife(sliced, { changesPerSecond: 20 });
    for (let ms = 0; ms < 12 * minuteMs; ms += 7919) life.advance(epochMs + ms);
    life.advance(epochMs + 12 * minuteMs);
    expect(textOf(sliced)).toBe(textOf(once));
  });

  test('another seed lives another life', () => {
    const [one, two] = [smallWorld(4), smallWorld(5)];
    live(one, 2);
    live(two, 2);
    expect(textOf(one)).not.toBe(textOf(two));
  });
});

describe('pace', () => {
  test('advance tells how many changes it made, as the stores do', () => {
    const world = smallWorld();
    const before = world.clusters.reduce((sum, cluster) => sum + cluster.objects.resourceVersion, 0);
    const made = live(world, 3);
    const after = world.clusters.reduce((sum, cluster) => sum + cluster.objects.resourceVersion, 0);
    expect(after - before).toBe(made);
    expect(made).toBeGreaterThan(3 * 60 * 8);
    expect(made).toBeLessThan(3 * 60 * 45);
  });

  test('time that goes back or stands still changes nothing', () => {
    const life = startLife(smallWorld(), { changesPerSecond: 20 });
    life.advance(epochMs + minuteMs);
    expect(life.advance(epochMs + minuteMs)).toBe(0);
    expect(life.advance(epochMs)).toBe(0);
  });

  test('pod status updates come exactly at the rate, and nothing else does', () => {
    const world = smallWorld();
    const resources = new Set<string>();
    for (const cluster of world.clusters) {
      for (const resource of watched)
        cluster.objects.watch(resource, cluster.objects.resourceVersion, (event: SimEvent) =>
          resources.add(`${event.resource} ${event.type}`),
        );
    }
    const made = live(world, 0.5, { mix: 'pod-status', changesPerSecond: 200 });
    expect(Math.abs(made - 6000)).toBeLessThanOrEqual(1);
    expect([...resources]).toEqual(['pods MODIFIED']);
  });

  test('history stays bounded over hours, and lists of now can be watched', () => {
    const world = smallWorld();
    live(world, 90, { changesPerSecond: 5 });
    for (const { objects } of world.clusters) {
      expect(objects.resourceVersion - objects.compactedVersion).toBeLessThanOrEqual(2000);
      expect(objects.watch('pods', objects.resourceVersion, () => {})).not.toBe('expired');
    }
  });
});

describe('what happens', () => {
  test('pods come through Pending and ContainerCreating to Running, and leave through Terminating', () => {
    const world = smallWorld();
    const lives = new Map<string, string[]>();
    for (const { objects } of world.clusters) {
      objects.watch('pods', objects.resourceVersion, ({ type, entry: { object } }) => {
        const stages = lives.get(object.metadata.uid) ?? [];
        lives.set(object.metadata.uid, stages);
        const waiting: string | undefined = object.status.containerStatuses?.[0]?.state.waiting?.reason;
        const stage = object.metadata.deletionTimestamp === undefined ? (waiting ?? object.status.phase) : 'Terminating';
        stages.push(type === 'DELETED' ? 'gone' : stage);
      });
    }
    live(world, 15);
    const born = [...lives.values()].filter((stages) => stages[0] === 'Pending' && stages.includes('Running'));
    expect(born.length).toBeGreaterThan(20);
    for (const stages of born) expect(stages.slice(0, 3)).toEqual(['Pending', 'ContainerCreating', 'Running']);
    const left = [...lives.values()].filter((stages) => stages.includes('Terminating') && stages.at(-1) === 'gone');
    expect(left.length).toBeGreaterThan(10);
  });

  test('CronJobs run their Jobs to the end and keep three; restarts grow; Events expire after an hour', () => {
    const world = smallWorld();
    const restarts = (): ReadonlyMap<string, number> =>
      new Map(
        world.clusters
          .flatMap((cluster) => objectsOf(cluster, 'pods'))
          .map((pod) => [pod.metadata.uid, pod.status.containerStatuses?.[0]?.restartCount ?? 0]),
      );
    const before = restarts();
    live(world, 75, { changesPerSecond: 5 });
    const grown = [...restarts()].filter(([uid, count]) => count > (before.get(uid) ?? count));
    expect(grown.length).toBeGreaterThan(0);
    const jobs = world.clusters.flatMap((cluster) => objectsOf(cluster, 'jobs.batch'));
    const fresh = jobs.filter((job) => Date.parse(job.metadata.creationTimestamp ?? '') > epochMs && job.status.succeeded === 1);
    expect(fresh.length).toBeGreaterThan(0);
    const perCronJob = Map.groupBy(jobs, (job) => job.metadata.ownerReferences?.[0]?.uid);
    for (const own of perCronJob.values()) expect(own.filter((job) => job.status.succeeded === 1).length).toBeLessThanOrEqual(4);
    const nowMs = epochMs + 75 * minuteMs;
    const events = world.clusters.flatMap((cluster) => objectsOf(cluster, 'events'));
    expect(events.length).toBeGreaterThan(100);
    for (const event of events) {
      const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime;
      expect(nowMs - Date.parse(last)).toBeLessThan(62 * minuteMs);
    }
  });

  test('a rollout leaves an empty old ReplicaSet and a full new one', () => {
    const world = smallWorld();
    const rolled = new Set<string>();
    for (const { name, objects } of world.clusters) {
      objects.watch('replicasets.apps', objects.resourceVersion, ({ type, entry: { object } }) => {
        if (type === 'ADDED') rolled.add(`${name}/${object.metadata.namespace}/${object.metadata.ownerReferences?.[0]?.name}`);
      });
    }
    live(world, 40);
    expect(rolled.size).toBeGreaterThan(0);
    const finished = [...rolled].filter((key) => {
      const [cluster = '', namespace, name] = key.split('/');
      const deployment = world.cluster(cluster)?.objects.get('deployments.apps', `${namespace}/${name}`)?.object;
      return (
        deployment?.status.updatedReplicas === deployment?.spec.replicas && deployment?.status.readyReplicas === deployment?.spec.replicas
      );
    });
    expect(finished.length).toBeGreaterThan(0);
  });
});

describe('invariants after an hour', () => {
  const world = smallWorld(8);
  live(world, 60);
  // Rollouts and jobs under way have a moment to settle their counts; what is asserted holds at any time.

  test('every owned pod has its owner, and no two pods share a name or a uid', () => {
    for (const cluster of world.clusters) {
      const owners = new Set(
        ['replicasets.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch', 'nodes'].flatMap((resource) =>
          objectsOf(cluster, resource).map((object) => object.metadata.uid),
        ),
      );
      const pods = objectsOf(cluster, 'pods');
      for (const pod of pods) expect(owners, pod.metadata.name).toContain(pod.metadata.ownerReferences?.[0]?.uid);
      expect(new Set(pods.map((pod) => pod.metadata.uid)).size).toBe(pods.length);
      expect(new Set(pods.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`)).size).toBe(pods.length);
    }
  });

  test('every ReplicaSet belongs to a Deployment, and a settled Deployment has the pods it says', () => {
    for (const cluster of world.clusters) {
      const deployments = new Map(objectsOf(cluster, 'deployments.apps').map((object) => [object.metadata.uid, object]));
      const sets = objectsOf(cluster, 'replicasets.apps');
      for (const set of sets) expect(deployments.has(set.metadata.ownerReferences?.[0]?.uid ?? '')).toBe(true);
      const pods = objectsOf(cluster, 'pods');
      for (const deployment of deployments.values()) {
        const own = new Set(
          sets.filter((set) => set.metadata.ownerReferences?.[0]?.uid === deployment.metadata.uid).map((set) => set.metadata.uid),
        );
        const alive = pods.filter(
          (pod) =>
            own.has(pod.metadata.ownerReferences?.[0]?.uid ?? '') &&
            pod.metadata.deletionTimestamp === undefined &&
            pod.status.phase !== 'Failed',
        );
        const { status, spec } = deployment;
        if (status.replicas === spec.replicas && status.updatedReplicas === spec.replicas && status.readyReplicas === spec.replicas)
          expect(alive.length, deployment.metadata.name).toBe(spec.replicas);
        expect(status.observedGeneration).toBe(deployment.metadata.generation);
      }
    }
  });

  test('nodes stay as many as they were, and nothing but deletions lies in the future', () => {
    const nowMs = epochMs + 60 * minuteMs;
    expect(world.clusters.map((cluster) => cluster.objects.list('nodes').length)).toEqual(
      smallWorld(8).clusters.map((cluster) => cluster.objects.list('nodes').length),
    );
    for (const cluster of world.clusters) {
      for (const resource of watched) {
        for (const object of objectsOf(cluster, resource)) {
          const { deletionTimestamp: _future, ...metadata } = object.metadata;
          for (const time of JSON.stringify({ ...object, metadata }).match(/"20\d\d-\d\d-\d\dT[\d:.]+Z"/g) ?? []) {
            expect(Date.parse(JSON.parse(time)), `${resource} ${object.metadata.name}`).toBeLessThanOrEqual(nowMs + 1000);
          }
        }
      }
    }
  });

  test('endpoints follow the ready pods of their Service', () => {
    for (const cluster of world.clusters) {
      const pods = new Map(objectsOf(cluster, 'pods').map((pod) => [pod.metadata.uid, pod]));
      let [right, wrong] = [0, 0];
      for (const slice of objectsOf(cluster, 'endpointslices.discovery.k8s.io')) {
        for (const { conditions, targetRef } of slice.endpoints) {
          if (targetRef === undefined || !conditions.ready) continue;
          const ready = pods
            .get(targetRef.uid)
            ?.status.conditions.find((condition: { type: string }) => condition.type === 'Ready')?.status;
          if (ready === 'True') right++;
          else wrong++;
        }
      }
      expect(right).toBeGreaterThan(0);
      expect(wrong).toBeLessThanOrEqual(Math.ceil(right * 0.05));
    }
  });
});

describe('foreign hands', () => {
  function firstDeployment(cluster: SimCluster): KubeObject {
    return objectsOf(cluster, 'deployments.apps').find(
      (object) => object.spec.replicas === 2 && object.status.readyReplicas === 2,
    ) as KubeObject;
  }
  function podsOf(cluster: SimCluster, deployment: KubeObject): readonly KubeObject[] {
    const prefix = `${deployment.metadata.name}-`;
    return objectsOf(cluster, 'pods').filter(
      ({ metadata }) =>
        metadata.namespace === deployment.metadata.namespace &&
        metadata.ownerReferences?.[0]?.name.slice(0, -1).startsWith(prefix) &&
        metadata.labels?.['pod-template-hash'] === metadata.ownerReferences[0].name.slice(prefix.length),
    );
  }

  test('a deleted pod is replaced, a scaled Deployment gets its pods, a deleted one loses them', () => {
    const world = smallWorld();
    const cluster = world.cluster('shop-prod-1') as SimCluster;
    const life = startLife(world, { changesPerSecond: 0.01 });
    life.advance(epochMs + 10_000);
    const deployment = firstDeployment(cluster);
    const key = `${deployment.metadata.namespace}/${deployment.metadata.name}`;
    const victim = podsOf(cluster, deployment)[0] as KubeObject;
    cluster.objects.remove('pods', `${victim.metadata.namespace}/${victim.metadata.name}`);
    life.advance(epochMs + 60_000);
    const replaced = podsOf(cluster, deployment);
    expect(replaced).toHaveLength(2);
    expect(replaced.map((pod) => pod.metadata.uid)).not.toContain(victim.metadata.uid);
    const stored = cluster.objects.get('deployments.apps', key)?.object as KubeObject;
    cluster.objects.update('deployments.apps', { ...stored, spec: { ...stored.spec, replicas: 5 } });
    life.advance(epochMs + 120_000);
    expect(podsOf(cluster, deployment)).toHaveLength(5);
    expect(cluster.objects.get('deployments.apps', key)?.object.status.readyReplicas).toBe(5);
    cluster.objects.remove('deployments.apps', key);
    life.advance(epochMs + 180_000);
    expect(podsOf(cluster, deployment)).toHaveLength(0);
  });
});
