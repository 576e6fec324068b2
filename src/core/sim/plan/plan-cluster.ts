import { seededRandom } from '../../base/random.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import { mintFor } from '../mint.ts';
import type { ClusterPlan, NamespacePlan, WorkloadPlan } from './cluster-plan.ts';
import { planApplications } from './plan-applications.ts';
import { planComponents } from './plan-components.ts';
import { planNodes } from './plan-nodes.ts';
import { planPods } from './plan-pods.ts';

/** Plans a cluster: nodes, workloads, pods, namespaces. The pods are exactly as many as the identity says, unless its nodes alone need more. */
export function planCluster(identity: ClusterIdentity): ClusterPlan {
  const mint = mintFor({ seed: identity.seed, cluster: identity.name, baseVersion: identity.baseVersion });
  const random = seededRandom(`${identity.seed}/${identity.name}/workloads`);
  const nodes = planNodes(identity, mint);
  const components = planComponents(identity, nodes, random);
  const taken = components.reduce((sum, { kind, replicas, oldReplicas }) => sum + replicas + (kind === 'DaemonSet' ? 0 : oldReplicas), 0);
  const workloads = [...components, ...planApplications(identity, identity.pods - taken, random)];
  const pods = planPods(identity, { mint, nodes, workloads });
  return { identity, mint, nodes, namespaces: planNamespaces(identity, workloads), workloads, pods };
}

const system = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

function planNamespaces(identity: ClusterIdentity, workloads: readonly WorkloadPlan[]): readonly NamespacePlan[] {
  const names = new Map<string, NamespacePlan>(system.map((name) => [name, { name, team: 'teapot', createdMs: identity.createdMs }]));
  for (const { namespace, team, createdMs } of workloads) {
    const known = names.get(namespace);
    const earlier = Math.max(identity.createdMs, createdMs - 3_600_000);
    if (known === undefined || earlier < known.createdMs)
      names.set(namespace, { name: namespace, team: known?.team ?? team, createdMs: earlier });
  }
  return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
