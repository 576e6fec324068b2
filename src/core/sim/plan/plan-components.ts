import type { Random } from '../../base/random.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import { templateHash } from '../names.ts';
import type { NodePlan, RevisionPlan, WorkloadPlan } from './cluster-plan.ts';
import { type Component, components, controlPlane } from './components.ts';

const dayMs = 86_400_000;

/** The cluster components that fit into about half of the cluster's pods, control plane first. */
export function planComponents(identity: ClusterIdentity, nodes: readonly NodePlan[], random: Random): readonly WorkloadPlan[] {
  const masters = nodes.filter((node) => node.role === 'master').length;
  const planned: WorkloadPlan[] = [];
  let left = Math.max(1, Math.floor(identity.pods * (identity.pods < 100 ? 0.5 : 0.62)));
  for (const { name, container } of controlPlane) {
    if (left < masters) break;
    left -= masters;
    planned.push(staticPods(identity, { name, container, replicas: masters, random }));
  }
  for (const component of components) {
    const replicas = component.kind === 'DaemonSet' ? nodes.length : component.replicas;
    if (left < replicas) continue;
    left -= replicas;
    planned.push(componentWorkload(identity, component, replicas, random));
  }
  return planned;
}

function staticPods(
  identity: ClusterIdentity,
  q: { name: string; container: WorkloadPlan['containers'][number]; replicas: number; random: Random },
): WorkloadPlan {
  return {
    kind: 'Static',
    namespace: 'kube-system',
    name: q.name,
    team: 'teapot',
    application: q.name,
    createdMs: identity.createdMs,
    replicas: q.replicas,
    revisions: [{ number: 1, hash: templateHash(q.random), tag: identity.version, createdMs: identity.createdMs }],
    oldReplicas: 0,
    containers: [q.container],
    serviceAccount: 'default',
    hostNetwork: true,
    priorityClass: 'system-node-critical',
    onMasters: true,
    madeBy: 'kubelet',
  };
}

function componentWorkload(identity: ClusterIdentity, component: Component, replicas: number, random: Random): WorkloadPlan {
  const { options, service, kind, namespace, name, application, containers, volumes } = component;
  // A daemon set that nobody restarts keeps its old pods: the template moved on, the pods did not.
  const onDelete = options?.updateStrategy === 'OnDelete' && identity.channel === 'beta';
  return {
    kind,
    namespace,
    name,
    application,
    ...(component.component === undefined ? {} : { component: component.component }),
    team: 'teapot',
    createdMs: identity.createdMs + random.int(600_000),
    replicas,
    revisions: revisionsOf(identity, containers[0]?.tag ?? identity.version, random),
    oldReplicas: onDelete ? replicas : 0,
    containers,
    ...(volumes === undefined ? {} : { volumes }),
    serviceAccount: 'default',
    ...options,
    ...(service === undefined ? {} : { service }),
    madeBy: 'kubectl',
  };
}

function revisionsOf(identity: ClusterIdentity, tag: string, random: Random): readonly RevisionPlan[] {
  const count = 1 + random.int(3);
  const lastMs = identity.epochMs - (1 + random.next() * 40) * dayMs;
  return Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    hash: templateHash(random),
    tag,
    createdMs: Math.max(identity.createdMs + 600_000, Math.floor(lastMs - (count - 1 - i) * 21 * dayMs)),
  }));
}
