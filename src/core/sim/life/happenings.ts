import { isReady } from '../grow/workload-pods.ts';
import type { PodPlan } from '../plan/cluster-plan.ts';
import { loseNode } from './beats.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';
import { restartContainer, setPod, startPod, stopPod } from './pod-life.ts';
import { scale, startRollout } from './rollout.ts';

/** Something that happens in a cluster by chance. */
type Happening = (living: LivingCluster, atMs: number) => void;

/** What happens how often, of a thousand. */
const happenings: readonly (readonly [share: number, Happening])[] = [
  [330, replacePod],
  [70, rollOut],
  [330, restart],
  [180, autoscale],
  [88, flicker],
  [2, losePartOfNodes],
];

/** Lets one thing happen in a cluster. */
export function happen(living: LivingCluster, atMs: number): void {
  let draw = living.random.int(1000);
  for (const [share, happening] of happenings) {
    if (draw < share) {
      happening(living, atMs);
      return;
    }
    draw -= share;
  }
}

function pickCrew(living: LivingCluster, fits: (crew: Crew) => boolean): Crew | undefined {
  for (let attempt = 0; attempt < 8 && living.crews.length > 0; attempt++) {
    const crew = living.random.pick(living.crews);
    if (!crew.busy && fits(crew)) return crew;
  }
  return undefined;
}

function isCalm({ workload }: Crew): boolean {
  return workload.trouble === undefined && workload.oldReplicas === 0;
}

/** A pod is moved: drained, preempted or deleted by somebody. */
function replacePod(living: LivingCluster, atMs: number): void {
  const crew = pickCrew(
    living,
    (candidate) => isCalm(candidate) && candidate.workload.kind === 'Deployment' && candidate.pods.some(isReady),
  );
  const pod = crew?.pods.find(isReady);
  if (crew === undefined || pod === undefined) return;
  stopPod(living, crew, pod.uid, atMs);
  startPod(living, crew, atMs);
}

function rollOut(living: LivingCluster, atMs: number): void {
  const crew = pickCrew(
    living,
    (candidate) => isCalm(candidate) && candidate.workload.kind === 'Deployment' && candidate.workload.replicas <= 12,
  );
  if (crew !== undefined) startRollout(living, crew, atMs);
}

/** A container crashes: mostly one that did before. */
function restart(living: LivingCluster, atMs: number): void {
  const crashing = (pod: PodPlan): boolean => pod.state === 'crash' || pod.state === 'oom-crash' || pod.state === 'init-crash';
  const crew = living.random.chance(0.7)
    ? living.random.pick(living.crews.filter((candidate) => candidate.pods.some(crashing)).concat(pickCrew(living, hasPods) ?? []))
    : pickCrew(living, hasPods);
  const pod = crew?.pods.find(crashing) ?? crew?.pods.find((candidate) => candidate.state === 'running' && candidate.job === undefined);
  if (crew !== undefined && pod !== undefined) restartContainer(living, crew, pod.uid, atMs);
}

function hasPods(crew: Crew): boolean {
  return crew.pods.length > 0;
}

function autoscale(living: LivingCluster, atMs: number): void {
  const crew = pickCrew(living, (candidate) => isCalm(candidate) && candidate.workload.autoscale !== undefined);
  const limits = crew?.workload.autoscale;
  if (crew === undefined || limits === undefined) return;
  const { replicas } = crew.workload;
  const wanted =
    replicas >= limits.max ? replicas - 1 : replicas <= limits.min ? replicas + 1 : replicas + (living.random.chance(0.5) ? 1 : -1);
  scale(living, crew, wanted, atMs);
  const key = `${crew.workload.namespace}/${crew.workload.name}`;
  living.change('horizontalpodautoscalers.autoscaling', key, (stored) => ({
    ...stored,
    status: { ...stored.status, currentReplicas: replicas, desiredReplicas: wanted },
  }));
}

/** A readiness probe fails, and a moment later it does not. */
export function flicker(living: LivingCluster, atMs: number): void {
  const crew = pickCrew(
    living,
    (candidate) => candidate.workload.kind === 'Deployment' && candidate.pods.some((pod) => pod.state === 'running'),
  );
  const pod = crew?.pods.find((candidate) => candidate.state === 'running');
  if (crew === undefined || pod === undefined) return;
  setPod(living, crew, { uid: pod.uid, atMs }, (old) => ({ ...old, state: 'not-ready', sinceMs: atMs }));
  living.timeline.at(atMs + 5000 + living.random.int(25_000), (nowMs) => {
    setPod(living, crew, { uid: pod.uid, atMs: nowMs }, (old) =>
      old.state === 'not-ready' ? { ...old, state: 'running', sinceMs: nowMs } : old,
    );
  });
}

/** One change of one pod's status and nothing else; for load tests. */
export function touchPod(living: LivingCluster, atMs: number): void {
  for (let attempt = 0; attempt < 30; attempt++) {
    const crew = living.random.pick(living.crews);
    const pod = crew.pods[living.random.int(crew.pods.length)];
    if (pod === undefined || (pod.state !== 'running' && pod.state !== 'not-ready')) continue;
    // Nobody settles meanwhile: a load test counts on one change for each touch.
    const { settling } = crew;
    crew.settling = true;
    setPod(living, crew, { uid: pod.uid, atMs }, (old) => ({
      ...old,
      state: old.state === 'running' ? 'not-ready' : 'running',
      sinceMs: atMs,
    }));
    crew.settling = settling;
    return;
  }
}

function losePartOfNodes(living: LivingCluster, atMs: number): void {
  const workers = living.nodes.filter((node) => node.role === 'worker');
  if (workers.length > 2) loseNode(living, living.random.pick(workers), atMs);
}
