import type { KubeObject } from '../../kube/object.ts';
import type { ClusterPlan } from '../plan/cluster-plan.ts';
import { microStamp } from '../stamp.ts';
import { makeObject } from './make-object.ts';

/** The controllers that elect a leader by Lease. */
const electing = [
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'ebs-csi-controller',
  'kube-ingress-aws-controller',
] as const;

/** The Leases of a cluster: heartbeats of nodes, identities of API servers, leaders. */
export function growLeases(plan: ClusterPlan): KubeObject[] {
  const { epochMs } = plan.identity;
  return [
    ...plan.nodes.map((node) => {
      const renewedMs = node.state === 'not-ready' ? node.stateMs - 45_000 : epochMs - ((node.index * 1237) % 10_000);
      return makeObject(plan, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        resource: 'leases.coordination.k8s.io',
        name: node.name,
        namespace: 'kube-node-lease',
        createdMs: node.createdMs + 4000,
        owners: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.uid }],
        manager: 'kubelet',
        body: { spec: { holderIdentity: node.name, leaseDurationSeconds: 40, renewTime: microStamp(renewedMs) } },
      });
    }),
    ...electing.map((name, i) => leaderLease(plan, name, epochMs - 700 - i * 130)),
    ...masters(plan).map((node) => identityLease(plan, node)),
  ];
}

function masters(plan: ClusterPlan): ClusterPlan['nodes'] {
  return plan.nodes.filter((node) => node.role === 'master');
}

function leaderLease(plan: ClusterPlan, name: string, renewedMs: number): KubeObject {
  const holder = plan.pods.find((pod) => pod.workload.name === name)?.name ?? masters(plan)[0]?.name ?? name;
  return makeObject(plan, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    resource: 'leases.coordination.k8s.io',
    name,
    namespace: 'kube-system',
    createdMs: plan.identity.createdMs + 60_000,
    manager: name,
    body: {
      spec: {
        holderIdentity: `${holder}_${plan.mint.uid('leases', name)}`,
        leaseDurationSeconds: 15,
        acquireTime: microStamp(Math.max(plan.identity.createdMs, renewedMs - 93_000_000)),
        renewTime: microStamp(renewedMs),
        leaseTransitions: 4 + (name.length % 9),
      },
    },
  });
}

function identityLease(plan: ClusterPlan, node: ClusterPlan['nodes'][number]): KubeObject {
  const digest = plan.mint.digest(`apiserver/${node.name}`).slice(0, 26);
  return makeObject(plan, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    resource: 'leases.coordination.k8s.io',
    name: `apiserver-${digest}`,
    namespace: 'kube-system',
    createdMs: node.createdMs + 30_000,
    labels: { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': node.name },
    manager: 'kube-apiserver',
    body: {
      spec: {
        holderIdentity: `apiserver-${digest}_${plan.mint.uid('apiservers', node.name)}`,
        leaseDurationSeconds: 3600,
        renewTime: microStamp(plan.identity.epochMs - 3000),
      },
    },
  });
}
