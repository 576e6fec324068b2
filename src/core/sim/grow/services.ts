import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan, ServicePortPlan, WorkloadPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';
import { selectorLabels, stackRef, workloadLabels } from './metadata.ts';

/** A Service that a workload has. */
export interface PlannedService {
  readonly workload: WorkloadPlan;
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ServicePortPlan[];
  /** `None` when headless. */
  readonly clusterIP: string;
}

const cache = new WeakMap<ClusterPlan, readonly PlannedService[]>();

/** The Services of a cluster's workloads. */
export function plannedServices(plan: ClusterPlan): readonly PlannedService[] {
  const known = cache.get(plan);
  if (known !== undefined) return known;
  const planned: PlannedService[] = [];
  for (const workload of plan.workloads) {
    const { service, namespace } = workload;
    if (service === undefined) continue;
    const name = service.name ?? workload.name;
    const i = planned.length + 16;
    const clusterIP = service.headless === true ? 'None' : name === 'kube-dns' ? '10.3.0.10' : `10.3.${i >> 8}.${i & 255}`;
    planned.push({ workload, name, namespace, ports: service.ports, clusterIP });
  }
  cache.set(plan, planned);
  return planned;
}

/** The Services of a cluster, `default/kubernetes` among them. */
export function growServices(plan: ClusterPlan): KubeObject[] {
  return [apiService(plan), ...plannedServices(plan).map((service) => growService(plan, service))];
}

function apiService(plan: ClusterPlan): KubeObject {
  return makeObject(plan, {
    apiVersion: 'v1',
    kind: 'Service',
    resource: 'services',
    name: 'kubernetes',
    namespace: 'default',
    createdMs: plan.identity.createdMs,
    labels: { component: 'apiserver', provider: 'kubernetes' },
    manager: 'kube-apiserver',
    body: {
      spec: serviceSpec({ clusterIP: '10.3.0.1', ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 443 }] }),
      status: { loadBalancer: {} },
    },
  });
}

function growService(plan: ClusterPlan, service: PlannedService): KubeObject {
  const { workload, ports, clusterIP } = service;
  const labels = workloadLabels(workload);
  return makeObject(plan, {
    apiVersion: 'v1',
    kind: 'Service',
    resource: 'services',
    name: service.name,
    namespace: service.namespace,
    createdMs: workload.createdMs + 300,
    labels,
    owners: workload.madeBy === 'stack' ? [stackRef(plan, workload)] : undefined,
    manager:
      workload.madeBy === 'stack'
        ? 'stackset-controller'
        : workload.madeBy === 'kubectl'
          ? 'kubectl-client-side-apply'
          : 'deployment-service',
    body: {
      spec: serviceSpec({
        clusterIP,
        ports: ports.map((port) => ({ name: port.name, protocol: port.protocol ?? 'TCP', port: port.port, targetPort: port.targetPort })),
        selector: selectorLabels(workload),
      }),
      status: { loadBalancer: {} },
    },
  });
}

function serviceSpec(q: { clusterIP: string; ports: readonly unknown[]; selector?: unknown }): Readonly<Record<string, unknown>> {
  return {
    ports: q.ports,
    ...(q.selector === undefined ? {} : { selector: q.selector }),
    clusterIP: q.clusterIP,
    clusterIPs: [q.clusterIP],
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  };
}
