import type { SimEvent } from '../sim-cluster.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';
import { startPod, stopPod } from './pod-life.ts';
import { fillUp } from './rollout.ts';

/** Makes controllers answer what others write into the store: a deleted pod is replaced, a scaled Deployment gets its pods, a deleted one loses them. */
export function watchForeignHands(living: LivingCluster): void {
  const { objects } = living.cluster;
  const crews = new Map(living.crews.map((crew) => [`${crew.workload.kind}/${crew.workload.namespace}/${crew.workload.name}`, crew]));
  const find = (kind: string, event: SimEvent): Crew | undefined => {
    const { namespace, name } = event.entry.object.metadata;
    return crews.get(`${kind}/${namespace ?? ''}/${name}`);
  };
  objects.watch('pods', objects.resourceVersion, (event) => {
    if (!living.isWriting && event.type === 'DELETED') replaceDeleted(living, event);
  });
  objects.watch('deployments.apps', objects.resourceVersion, (event) => {
    const crew = living.isWriting ? undefined : find('Deployment', event);
    if (crew !== undefined) followDeployment(living, crew, event);
  });
}

function replaceDeleted(living: LivingCluster, event: SimEvent): void {
  const { uid } = event.entry.object.metadata;
  const crew = living.crews.find((candidate) => candidate.pods.some((pod) => pod.uid === uid));
  const pod = crew?.pods.find((candidate) => candidate.uid === uid);
  if (crew === undefined || pod === undefined) return;
  crew.pods = crew.pods.filter((candidate) => candidate !== pod);
  const counted = pod.state !== 'evicted' && pod.state !== 'terminating' && pod.job === undefined;
  if (!counted || crew.workload.kind === 'Static') return;
  living.timeline.at(living.cluster.nowMs + 500, (atMs) =>
    startPod(living, crew, atMs, { revision: pod.revision, ...(pod.ordinal === undefined ? {} : { ordinal: pod.ordinal }) }),
  );
}

function followDeployment(living: LivingCluster, crew: Crew, event: SimEvent): void {
  const wanted: unknown = event.entry.object.spec?.replicas;
  living.timeline.at(living.cluster.nowMs + 500, (atMs) => {
    if (event.type === 'DELETED') {
      for (const pod of crew.pods) stopPod(living, crew, pod.uid, atMs);
      for (const { hash } of crew.workload.revisions)
        living.remove('replicasets.apps', `${crew.workload.namespace}/${crew.workload.name}-${hash}`);
      crew.busy = true;
    } else if (typeof wanted === 'number' && wanted !== crew.workload.replicas && !crew.busy && crew.workload.oldReplicas === 0) {
      crew.workload = { ...crew.workload, replicas: wanted };
      fillUp(living, crew, atMs);
    }
  });
}
