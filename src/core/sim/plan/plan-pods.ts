import { type Random, seededRandom } from '../../base/random.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import type { Mint } from '../mint.ts';
import { nameSuffix } from '../names.ts';
import {
  currentRevision,
  type JobPlan,
  type NodePlan,
  type PodPlan,
  type PodState,
  type RevisionPlan,
  type WorkloadPlan,
} from './cluster-plan.ts';
import { Placement } from './placement.ts';
import { planJobs } from './plan-jobs.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Draws the pods of one cluster, in one order, from one stream. */
export function planPods(
  identity: ClusterIdentity,
  q: { mint: Mint; nodes: readonly NodePlan[]; workloads: readonly WorkloadPlan[] },
): readonly PodPlan[] {
  const random = seededRandom(`${identity.seed}/${identity.name}/pods`);
  const placement = new Placement(q.nodes, random);
  const planner: Planner = { identity, mint: q.mint, random, placement, nodes: q.nodes };
  const pods: PodPlan[] = [];
  for (const workload of q.workloads) {
    if (workload.kind === 'Deployment') deploymentPods(planner, workload, pods);
    else if (workload.kind === 'CronJob') jobPods(planner, workload, pods);
    else if (workload.kind === 'StatefulSet') statefulPods(planner, workload, pods);
    else nodePods(planner, workload, pods);
  }
  return pods;
}

interface Planner {
  readonly identity: ClusterIdentity;
  readonly mint: Mint;
  readonly random: Random;
  readonly placement: Placement;
  readonly nodes: readonly NodePlan[];
}

interface Draft {
  readonly workload: WorkloadPlan;
  readonly revision: RevisionPlan;
  readonly name: string;
  readonly state: PodState;
  readonly node: NodePlan | undefined;
  readonly notBeforeMs: number;
  readonly job?: JobPlan;
  readonly ordinal?: number;
}

function deploymentPods(p: Planner, workload: WorkloadPlan, pods: PodPlan[]): void {
  const current = currentRevision(workload);
  const previous = workload.revisions.at(-2) ?? current;
  const extra = (workload.evicted ?? 0) + (workload.leaving ?? 0);
  for (let i = 0; i < workload.replicas + workload.oldReplicas + extra; i++) {
    const isNew = i < workload.replicas;
    const revision = isNew || i >= workload.replicas + workload.oldReplicas ? current : previous;
    const state = isNew
      ? troubledState(workload, p.random)
      : i < workload.replicas + workload.oldReplicas
        ? 'running'
        : workload.evicted
          ? 'evicted'
          : 'terminating';
    const name = `${workload.name}-${revision.hash}-${nameSuffix(p.random, 5)}`;
    const node = state === 'pending' ? undefined : p.placement.place();
    pods.push(finish(p, { workload, revision, name, state, node, notBeforeMs: revision.createdMs }));
  }
}

function jobPods(p: Planner, workload: WorkloadPlan, pods: PodPlan[]): void {
  for (const job of planJobs(workload, p.identity.epochMs, p.random)) {
    const state = job.endedMs === undefined ? 'running' : job.failed ? 'failed' : 'completed';
    const name = `${job.name}-${nameSuffix(p.random, 5)}`;
    pods.push(
      finish(p, {
        workload,
        revision: currentRevision(workload),
        name,
        state,
        node: p.placement.place(),
        notBeforeMs: job.scheduledMs,
        job,
      }),
    );
  }
}

function statefulPods(p: Planner, workload: WorkloadPlan, pods: PodPlan[]): void {
  for (let ordinal = 0; ordinal < workload.replicas; ordinal++) {
    const revision = currentRevision(workload);
    const share = p.random.next();
    // A volume that never came keeps its pod waiting.
    const state =
      share < 0.004 ? 'not-ready' : share < 0.008 && workload.claim !== undefined && workload.team !== 'teapot' ? 'pending' : 'running';
    pods.push(
      finish(p, {
        workload,
        revision,
        name: `${workload.name}-${ordinal}`,
        state,
        node: state === 'pending' ? undefined : p.placement.place(),
        notBeforeMs: revision.createdMs,
        ordinal,
      }),
    );
  }
}

/** One pod for each node that the workload belongs to: static pods and daemon sets. */
function nodePods(p: Planner, workload: WorkloadPlan, pods: PodPlan[]): void {
  const current = currentRevision(workload);
  const revision = workload.oldReplicas > 0 ? (workload.revisions.at(-2) ?? current) : current;
  for (const node of p.nodes) {
    if (workload.onMasters === true && node.role !== 'master') continue;
    const name = workload.kind === 'Static' ? `${workload.name}-${node.name}` : `${workload.name}-${nameSuffix(p.random, 5)}`;
    const state = node.state === 'not-ready' ? 'not-ready' : p.random.chance(0.002) ? 'oom-restarted' : 'running';
    p.placement.take(node);
    pods.push(finish(p, { workload, revision, name, state, node, notBeforeMs: Math.max(node.createdMs, revision.createdMs) }));
  }
}

function troubledState(workload: WorkloadPlan, random: Random): PodState {
  switch (workload.trouble) {
    case 'crash':
      return workload.replicas === 1 || random.chance(0.6) ? 'crash' : 'running';
    case 'image':
      return 'image';
    case 'out-of-memory':
      return random.chance(0.5) ? 'oom-crash' : 'oom-restarted';
    case 'unschedulable':
      return 'pending';
    case 'init':
      return workload.initContainers === undefined ? 'crash' : random.chance(0.5) ? 'init-crash' : 'init-running';
    case 'not-ready':
      return random.chance(0.5) ? 'not-ready' : 'running';
    case 'missing-secret':
      return 'creating';
    case 'rolling':
      return workload.initContainers === undefined ? 'creating' : 'init-running';
    default:
      return random.chance(0.004) ? 'oom-restarted' : 'running';
  }
}

function finish(p: Planner, draft: Draft): PodPlan {
  const { workload, node, state, job } = draft;
  const { epochMs } = p.identity;
  const earliest = Math.max(draft.notBeforeMs, node !== undefined && job === undefined ? node.createdMs : 0);
  const drift = job === undefined ? Math.floor(p.random.next() ** 4 * (epochMs - earliest) * 0.9) + p.random.int(40_000) : 0;
  const createdMs = Math.max(draft.notBeforeMs, Math.min(earliest + drift, epochMs - 5_000));
  const restarts = restartsOf(workload, state, p.random);
  const key = `${workload.namespace}/${draft.name}`;
  return {
    workload,
    revision: draft.revision,
    name: draft.name,
    uid: p.mint.uid('pods', key),
    createdMs,
    ...(node === undefined ? {} : { node, ip: workload.hostNetwork === true ? node.ip : p.placement.address(node) }),
    state,
    restarts,
    sinceMs: sinceOf({ state, restarts, createdMs, epochMs }, p.random),
    ...(job === undefined ? {} : { job }),
    ...(draft.ordinal === undefined ? {} : { ordinal: draft.ordinal }),
  };
}

function restartsOf(workload: WorkloadPlan, state: PodState, random: Random): number {
  if (workload.name === 'flapping-consumer') return 1404;
  if (state === 'crash' || state === 'oom-crash' || state === 'init-crash') return 3 + Math.floor(random.next() ** 3 * 420);
  if (state === 'oom-restarted') return 1 + random.int(9);
  if (state !== 'running' && state !== 'not-ready') return 0;
  const share = random.next();
  if (share < 0.89) return 0;
  return share < 0.97 ? 1 + random.int(3) : share < 0.995 ? 4 + random.int(28) : 32 + random.int(180);
}

function sinceOf(q: { state: PodState; restarts: number; createdMs: number; epochMs: number }, random: Random): number {
  const lived = q.epochMs - q.createdMs;
  if (q.state === 'terminating') return q.epochMs - random.int(Math.min(lived, random.chance(0.1) ? 3 * hourMs : 40_000));
  if (q.state === 'crash' || q.state === 'oom-crash' || q.state === 'init-crash')
    return q.epochMs - Math.min(lived / 2, 10_000 + random.int(290_000));
  if (q.restarts > 0 || q.state === 'not-ready' || q.state === 'evicted') return q.createdMs + Math.floor(Math.sqrt(random.next()) * lived);
  return q.createdMs;
}
