import { seededRandom } from '../../base/random.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import type { Mint } from '../mint.ts';
import type { NodePlan } from './cluster-plan.ts';

interface Machine {
  readonly type: string;
  readonly pool: string;
  readonly cpu: number;
  readonly memoryGi: number;
  readonly pods: number;
  readonly arch: 'amd64' | 'arm64';
}

const workers: readonly Machine[] = [
  { type: 'm5.2xlarge', pool: 'default-worker', cpu: 8, memoryGi: 32, pods: 110, arch: 'amd64' },
  { type: 'm5.4xlarge', pool: 'default-worker', cpu: 16, memoryGi: 64, pods: 110, arch: 'amd64' },
  { type: 'm5.4xlarge', pool: 'default-worker', cpu: 16, memoryGi: 64, pods: 110, arch: 'amd64' },
  { type: 'm6g.4xlarge', pool: 'default-arm', cpu: 16, memoryGi: 64, pods: 110, arch: 'arm64' },
  { type: 'r5.4xlarge', pool: 'memory-optimised', cpu: 16, memoryGi: 128, pods: 110, arch: 'amd64' },
  { type: 'c5.4xlarge', pool: 'worker-spot', cpu: 16, memoryGi: 32, pods: 110, arch: 'amd64' },
];
const master: Machine = { type: 'm6g.xlarge', pool: 'default-master', cpu: 4, memoryGi: 16, pods: 110, arch: 'arm64' };
const small: Machine = { type: 'm5.xlarge', pool: 'default-worker', cpu: 4, memoryGi: 16, pods: 110, arch: 'amd64' };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How many control-plane nodes a cluster of that size has. */
export function masterCount(identity: ClusterIdentity): number {
  if (identity.name === 'shop-prod-1' && identity.nodes > 10) return 3;
  return identity.nodes >= 6 ? 2 : 1;
}

/** The nodes of a cluster, control plane first. */
export function planNodes(identity: ClusterIdentity, mint: Mint): readonly NodePlan[] {
  const random = seededRandom(`${identity.seed}/${identity.name}/nodes`);
  const masters = masterCount(identity);
  const net = `172.31`;
  const taken = new Set<string>();
  // Nodes are replaced with every update of the cluster: most are as old as the last one.
  const updatedMs = identity.epochMs - Math.floor((0.5 + random.next() * 20) * dayMs);
  return Array.from({ length: identity.nodes }, (_, index): NodePlan => {
    const machine = index < masters ? master : identity.nodes < 6 ? small : random.pick(workers);
    let ip = '';
    do ip = `${net}.${random.int(64)}.${4 + random.int(250)}`;
    while (taken.has(ip) && taken.size < 15_000);
    taken.add(ip);
    const name = `ip-${ip.replaceAll('.', '-')}.${identity.region}.compute.internal`;
    const later = random.chance(machine.pool === 'worker-spot' ? 0.8 : 0.3);
    const drawnMs = later ? identity.epochMs - Math.floor(random.next() * (identity.epochMs - updatedMs)) : updatedMs + index * 150_000;
    const createdMs = Math.max(identity.createdMs, Math.min(drawnMs, identity.epochMs - 20 * 60_000));
    const state = index < masters ? 'ready' : nodeState(random.next());
    return {
      index,
      name,
      uid: mint.uid('nodes', `/${name}`),
      role: index < masters ? 'master' : 'worker',
      pool: machine.pool,
      instanceType: machine.type,
      instanceId: `i-0${mint.digest(name).slice(0, 16)}`,
      zone: `${identity.region}${'abc'[index % 3]}`,
      arch: machine.arch,
      cpu: machine.cpu,
      memoryMi: machine.memoryGi * 1024,
      podCapacity: machine.pods,
      ip,
      podNet: `10.${2 + (index >> 8)}.${index & 255}`,
      createdMs,
      state,
      stateMs: Math.max(createdMs, identity.epochMs - 60_000 - Math.floor(random.next() * (state === 'cordoned' ? 30 : 3) * hourMs)),
      version: identity.version,
    };
  });
}

function nodeState(share: number): NodePlan['state'] {
  if (share < 0.004) return 'not-ready';
  if (share < 0.014) return 'cordoned';
  return share < 0.016 ? 'memory-pressure' : 'ready';
}
