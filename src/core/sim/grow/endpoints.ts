import type { KubeObject, OwnerReference } from '../../kube/object.ts';
import type { ClusterPlan, PodPlan, ServicePortPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { stamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';
import { workloadLabels } from './metadata.ts';
import { lastChangeMs } from './pod-times.ts';
import { type PlannedService, plannedServices } from './services.ts';
import { isReady, podsOf } from './workload-pods.ts';

/** The EndpointSlices of a cluster: one for each Service, with the pods that have an address. */
export function growEndpointSlices(plan: ClusterPlan): KubeObject[] {
  return [apiSlice(plan), ...plannedServices(plan).map((service) => growEndpointSlice(plan, service, podsOf(plan, service.workload)))];
}

function masterAddresses(plan: ClusterPlan): readonly string[] {
  return plan.nodes.filter((node) => node.role === 'master').map((node) => node.ip);
}

function apiSlice(plan: ClusterPlan): KubeObject {
  return makeObject(plan, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    resource: 'endpointslices.discovery.k8s.io',
    name: 'kubernetes',
    namespace: 'default',
    createdMs: plan.identity.createdMs,
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
    manager: 'kube-apiserver',
    body: {
      addressType: 'IPv4',
      endpoints: masterAddresses(plan).map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
      ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
    },
  });
}

/** The one EndpointSlice of a Service with the given pods. */
export function growEndpointSlice(plan: ClusterPlan, service: PlannedService, pods: readonly PodPlan[]): KubeObject {
  const { workload } = service;
  const name = `${service.name}-${plan.mint.digest(`slice/${service.namespace}/${service.name}`).slice(0, 5)}`;
  return makeObject(plan, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    resource: 'endpointslices.discovery.k8s.io',
    name,
    namespace: service.namespace,
    createdMs: workload.createdMs + 400,
    generateName: `${service.name}-`,
    generation: 1 + pods.length,
    labels: {
      ...workloadLabels(workload),
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': service.name,
      ...(service.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
    },
    annotations: {
      'endpoints.kubernetes.io/last-change-trigger-time': stamp(Math.max(workload.createdMs, ...pods.slice(0, 50).map(lastChangeMs))),
    },
    owners: [serviceRef(plan, service)],
    manager: 'kube-controller-manager',
    body: {
      addressType: 'IPv4',
      endpoints: pods.filter(hasAddress).map((pod) => endpointOf(pod)),
      ports: service.ports.map((port) => ({ name: port.name, port: portNumber(workload, port), protocol: port.protocol ?? 'TCP' })),
    },
  });
}

function serviceRef(plan: ClusterPlan, service: PlannedService): OwnerReference {
  const uid = plan.mint.uid('services', `${service.namespace}/${service.name}`);
  return { apiVersion: 'v1', kind: 'Service', name: service.name, uid, controller: true, blockOwnerDeletion: true };
}

function hasAddress(pod: PodPlan): boolean {
  return pod.ip !== undefined && pod.state !== 'creating' && pod.state !== 'evicted' && pod.state !== 'completed' && pod.state !== 'failed';
}

function endpointOf(pod: PodPlan): Readonly<Record<string, unknown>> {
  const leaving = pod.state === 'terminating';
  return {
    addresses: [pod.ip],
    conditions: { ready: isReady(pod), serving: isReady(pod) || leaving, terminating: leaving },
    ...(pod.ordinal === undefined ? {} : { hostname: pod.name }),
    targetRef: { kind: 'Pod', namespace: pod.workload.namespace, name: pod.name, uid: pod.uid },
    nodeName: pod.node?.name,
    zone: pod.node?.zone,
  };
}

/** The number of a port that a Service may give by name. */
function portNumber(workload: WorkloadPlan, port: ServicePortPlan): number {
  if (typeof port.targetPort === 'number') return port.targetPort;
  const ports = workload.containers.flatMap((container) => container.ports ?? []);
  return ports.find((candidate) => candidate.name === port.targetPort)?.port ?? ports[0]?.port ?? port.port;
}

/** The Endpoints of a cluster: what slices were before there were slices, and still written. */
export function growEndpoints(plan: ClusterPlan): KubeObject[] {
  const api = makeObject(plan, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    resource: 'endpoints',
    name: 'kubernetes',
    namespace: 'default',
    createdMs: plan.identity.createdMs,
    labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    manager: 'kube-apiserver',
    body: { subsets: [{ addresses: masterAddresses(plan).map((ip) => ({ ip })), ports: [{ name: 'https', port: 443, protocol: 'TCP' }] }] },
  });
  return [api, ...plannedServices(plan).map((service) => growEndpointsOf(plan, service, podsOf(plan, service.workload)))];
}

/** The Endpoints of one Service with the given pods. */
export function growEndpointsOf(plan: ClusterPlan, service: PlannedService, pods: readonly PodPlan[]): KubeObject {
  const addresses = pods.filter((pod) => hasAddress(pod) && isReady(pod)).map(addressOf);
  const notReadyAddresses = pods.filter((pod) => hasAddress(pod) && !isReady(pod) && pod.state !== 'terminating').map(addressOf);
  const ports = service.ports.map((port) => ({
    name: port.name,
    port: portNumber(service.workload, port),
    protocol: port.protocol ?? 'TCP',
  }));
  const isEmpty = addresses.length + notReadyAddresses.length === 0;
  return makeObject(plan, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    resource: 'endpoints',
    name: service.name,
    namespace: service.namespace,
    createdMs: service.workload.createdMs + 400,
    labels: { ...workloadLabels(service.workload), 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    annotations: {
      'endpoints.kubernetes.io/last-change-trigger-time': stamp(
        Math.max(service.workload.createdMs, ...pods.slice(0, 50).map(lastChangeMs)),
      ),
    },
    manager: 'kube-controller-manager',
    body: isEmpty
      ? {}
      : {
          subsets: [
            { ...(addresses.length === 0 ? {} : { addresses }), ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }), ports },
          ],
        },
  });
}

function addressOf(pod: PodPlan): Readonly<Record<string, unknown>> {
  const targetRef = { kind: 'Pod', namespace: pod.workload.namespace, name: pod.name, uid: pod.uid };
  return { ip: pod.ip, nodeName: pod.node?.name, targetRef };
}
