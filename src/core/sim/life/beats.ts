import type { KubeObject } from '../../kube/object.ts';
import { namespacedName } from '../../kube/object.ts';
import { eventLifetimeMs } from '../grow/event-object.ts';
import { growNode } from '../grow/nodes.ts';
import type { NodePlan } from '../plan/cluster-plan.ts';
import { microStamp, stamp, stampMs } from '../stamp.ts';
import type { LivingCluster } from './living-cluster.ts';
import { setPod } from './pod-life.ts';

/** A node's kubelet writes its status anew. A lost node says nothing. */
export function beatNode(living: LivingCluster, node: NodePlan, atMs: number): void {
  if (node.state === 'not-ready') return;
  writeNode(living, node, atMs);
}

function writeNode(living: LivingCluster, node: NodePlan, atMs: number): void {
  const grown = growNode(living.plan, node, atMs);
  living.change('nodes', `/${node.name}`, (stored) => ({
    ...stored,
    metadata: { ...stored.metadata, managedFields: grown.metadata.managedFields ?? [] },
    spec: stored.spec.unschedulable === true ? stored.spec : grown.spec,
    status: grown.status,
  }));
}

/** A node's kubelet renews its lease. */
export function renewNodeLease(living: LivingCluster, node: NodePlan, atMs: number): void {
  if (node.state !== 'not-ready') renew(living, `kube-node-lease/${node.name}`, atMs);
}

/** A leader renews its lease. */
export function renewLeaderLease(living: LivingCluster, name: string, atMs: number): void {
  renew(living, `kube-system/${name}`, atMs);
}

function renew(living: LivingCluster, key: string, atMs: number): void {
  living.change('leases.coordination.k8s.io', key, (stored) => ({ ...stored, spec: { ...stored.spec, renewTime: microStamp(atMs) } }));
}

/** The cluster autoscaler writes its status into its ConfigMap. */
export function writeAutoscalerStatus(living: LivingCluster, atMs: number): void {
  const nodes = living.nodes.length;
  const ready = living.nodes.filter((node) => node.state !== 'not-ready').length;
  living.change('configmaps', 'kube-system/cluster-autoscaler-status', (stored) => ({
    ...stored,
    data: {
      status: `Cluster-autoscaler status at ${stamp(atMs)}:\nCluster-wide:\n  Health: Healthy (ready=${ready} registered=${nodes})\n`,
    },
  }));
}

/** A node is lost for two or three minutes, and its pods are not ready meanwhile. */
export function loseNode(living: LivingCluster, node: NodePlan, atMs: number): void {
  if (node.state !== 'ready') return;
  const lost: NodePlan = { ...node, state: 'not-ready', stateMs: atMs };
  living.nodes[node.index] = lost;
  writeNode(living, lost, atMs);
  sayOfNode(living, node, { type: 'Normal', reason: 'NodeNotReady', atMs });
  setPodsOf(living, node, atMs, false);
  living.timeline.at(atMs + 90_000 + living.random.int(120_000), (nowMs) => {
    const back: NodePlan = { ...node, state: 'ready', stateMs: nowMs };
    living.nodes[node.index] = back;
    writeNode(living, back, nowMs);
    sayOfNode(living, node, { type: 'Normal', reason: 'NodeReady', atMs: nowMs });
    setPodsOf(living, node, nowMs, true);
  });
}

function sayOfNode(living: LivingCluster, node: NodePlan, q: { type: 'Normal'; reason: string; atMs: number }): void {
  const subject = { apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.name };
  const message = `Node ${node.name} status is now: ${q.reason}`;
  living.say({ subject, type: q.type, reason: q.reason, message, component: 'node-controller', firstMs: q.atMs, lastMs: q.atMs, count: 1 });
}

function setPodsOf(living: LivingCluster, node: NodePlan, atMs: number, isReady: boolean): void {
  for (const crew of living.crews) {
    for (const pod of crew.pods) {
      if (pod.node?.name !== node.name || pod.state !== (isReady ? 'not-ready' : 'running') || pod.job !== undefined) continue;
      setPod(living, crew, { uid: pod.uid, atMs }, (old) => ({ ...old, state: isReady ? 'running' : 'not-ready', sinceMs: atMs }));
    }
  }
}

/** Removes the Events that nobody has repeated for an hour. */
export function expireEvents(living: LivingCluster, atMs: number): void {
  const oldest = atMs - eventLifetimeMs;
  for (const { object } of living.cluster.objects.list('events')) {
    if (eventMs(object) < oldest) living.remove('events', namespacedName(object.metadata));
  }
}

function eventMs(event: KubeObject): number {
  return stampMs(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '');
}
