import { growDeployment, growReplicaSets, podCounts } from '../grow/deployments.ts';
import { growEndpointSlice, growEndpointsOf } from '../grow/endpoints.ts';
import { isReady } from '../grow/workload-pods.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';

/** Lets controllers catch up with a crew's pods shortly afterwards: ReplicaSets, Deployment, endpoints. */
export function settleSoon(living: LivingCluster, crew: Crew, atMs: number): void {
  if (crew.settling) return;
  crew.settling = true;
  living.timeline.at(atMs + 300 + living.random.int(400), () => {
    crew.settling = false;
    settle(living, crew);
  });
}

/** Writes what the controllers of a crew would write now; nothing when nothing changed. */
function settle(living: LivingCluster, crew: Crew): void {
  const { workload, pods } = crew;
  const counts = podCounts(workload, pods);
  const addresses = pods.filter(isReady).map((pod) => pod.ip);
  const written = `${workload.replicas}/${workload.oldReplicas}/${counts.current}/${counts.old}/${counts.ready}/${counts.oldReady}/${addresses.join()}`;
  if (written === crew.written) return;
  crew.written = written;
  if (workload.kind === 'Deployment') settleDeployment(living, crew);
  settleEndpoints(living, crew);
}

function settleDeployment(living: LivingCluster, { workload, pods }: Crew): void {
  const { plan } = living;
  for (const replicaSet of growReplicaSets(plan, workload, pods).slice(-2)) {
    const key = `${workload.namespace}/${replicaSet.metadata.name}`;
    const stored = living.cluster.objects.get('replicasets.apps', key)?.object;
    if (stored === undefined) continue;
    if (stored.spec.replicas === replicaSet.spec.replicas) living.changeStatus('replicasets.apps', replicaSet);
    else living.changeSpec('replicasets.apps', replicaSet);
  }
  living.changeStatus('deployments.apps', growDeployment(plan, workload, pods));
}

function settleEndpoints(living: LivingCluster, crew: Crew): void {
  const service = living.service(crew);
  if (service === undefined) return;
  living.changeSpec('endpointslices.discovery.k8s.io', growEndpointSlice(living.plan, service, crew.pods));
  const endpoints = growEndpointsOf(living.plan, service, crew.pods);
  living.change('endpoints', `${service.namespace}/${service.name}`, (stored) => ({
    ...endpoints,
    metadata: { ...stored.metadata, annotations: endpoints.metadata.annotations ?? {} },
  }));
}
