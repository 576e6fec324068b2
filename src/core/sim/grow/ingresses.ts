import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { makeObject } from './make-object.ts';
import { stackRef, workloadLabels } from './metadata.ts';

/** The load balancer that stands before a namespace's hosts. */
export function loadBalancer(plan: ClusterPlan, namespace: string): string {
  const group = Number.parseInt(plan.mint.digest(`lb/${namespace}`).slice(0, 2), 16) % 3;
  return `kube-ing-lb-${plan.mint.digest(`lb/${group}`).slice(0, 12)}.${plan.identity.region}.elb.amazonaws.com`;
}

/** The Ingresses of a cluster: one for each exposed workload that does not use a RouteGroup. */
export function growIngresses(plan: ClusterPlan): KubeObject[] {
  return plan.workloads.flatMap((workload) => {
    const { host, name, namespace } = workload;
    if (host === undefined || usesRouteGroup(plan, name)) return [];
    const path = { path: '/', pathType: 'ImplementationSpecific', backend: { service: { name, port: { name: 'http' } } } };
    return makeObject(plan, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      resource: 'ingresses.networking.k8s.io',
      name,
      namespace,
      createdMs: workload.createdMs + 500,
      generation: 1,
      labels: workloadLabels(workload),
      annotations: { 'zalando.org/backend-weights': `{"${name}":100}`, 'zalando.org/skipper-filter': 'compress()' },
      owners: workload.madeBy === 'stack' ? [stackRef(plan, workload)] : undefined,
      manager: workload.madeBy === 'stack' ? 'stackset-controller' : 'deployment-service',
      statusManager: { name: 'kube-ingress-aws-controller', ms: workload.createdMs + 40_000 },
      body: {
        spec: { ingressClassName: 'skipper', rules: [{ host, http: { paths: [path] } }] },
        status: { loadBalancer: { ingress: [{ hostname: loadBalancer(plan, namespace) }] } },
      },
    });
  });
}

/** About a third of the applications have moved from Ingress to RouteGroup. */
export function usesRouteGroup(plan: ClusterPlan, name: string): boolean {
  return Number.parseInt(plan.mint.digest(`routegroup/${name}`).slice(0, 2), 16) < 85;
}

/** The IngressClass of skipper. */
export function growIngressClasses(plan: ClusterPlan): KubeObject[] {
  return [
    makeObject(plan, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      resource: 'ingressclasses.networking.k8s.io',
      name: 'skipper',
      createdMs: plan.identity.createdMs + 800_000,
      generation: 1,
      labels: { application: 'skipper-ingress' },
      annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
      manager: 'kubectl-client-side-apply',
      body: { spec: { controller: 'zalando.org/skipper' } },
    }),
  ];
}

/** The NetworkPolicies: careful teams close their namespace and open it to the ingress. */
export function growNetworkPolicies(plan: ClusterPlan): KubeObject[] {
  return plan.namespaces.flatMap(({ name, team, createdMs }) => {
    if (name.startsWith('kube-') || Number.parseInt(plan.mint.digest(`netpol/${name}`).slice(0, 2), 16) > 110) return [];
    const make = (policy: string, spec: Readonly<Record<string, unknown>>): KubeObject =>
      makeObject(plan, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        resource: 'networkpolicies.networking.k8s.io',
        name: policy,
        namespace: name,
        createdMs: createdMs + 60_000,
        generation: 1,
        labels: { team },
        manager: 'kubectl-client-side-apply',
        body: { spec },
      });
    const fromIngress = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { application: 'skipper-ingress' } },
    };
    return [
      make('default-deny', { podSelector: {}, policyTypes: ['Ingress'] }),
      make('allow-ingress', { podSelector: {}, ingress: [{ from: [fromIngress] }], policyTypes: ['Ingress'] }),
    ];
  });
}
