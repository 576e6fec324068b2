import { growDeployment, growReplicaSet, wantedReplicas } from '../grow/deployments.ts';
import { scalingEvent } from '../grow/events.ts';
import { templateHash } from '../names.ts';
import { currentRevision, type RevisionPlan, type WorkloadPlan } from '../plan/cluster-plan.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';
import { type Outcome, setPod, startPod, stopPod } from './pod-life.ts';
import { settleSoon } from './settle.ts';

const stepMs = 4000;

/** Replaces the pods of a Deployment by pods of a new template, a quarter at a time; one in twenty goes wrong and is rolled back. */
export function startRollout(living: LivingCluster, crew: Crew, atMs: number): void {
  if (crew.busy || crew.workload.oldReplicas > 0 || crew.workload.trouble !== undefined) return;
  crew.busy = true;
  const last = currentRevision(crew.workload);
  const next: RevisionPlan = {
    number: last.number + 1,
    hash: templateHash(living.random),
    tag: nextTag(last.tag, living),
    createdMs: atMs,
  };
  const desired = wantedReplicas(crew.workload);
  const { namespace, name, revisions } = crew.workload;
  // Ten templates are kept, as `revisionHistoryLimit` says.
  for (const forgotten of revisions.slice(0, -9)) living.remove('replicasets.apps', `${namespace}/${name}-${forgotten.hash}`);
  crew.workload = { ...crew.workload, revisions: [...revisions.slice(-9), next], desired, replicas: 0, oldReplicas: desired };
  living.create(
    'replicasets.apps',
    growReplicaSet(living.plan, crew.workload, { revision: next, wanted: 0, all: 0, ready: 0, changedMs: atMs }),
    atMs,
  );
  living.changeSpec('deployments.apps', growDeployment(living.plan, crew.workload, crew.pods));
  living.say({ ...scalingEvent(living.plan, { ...crew.workload, replicas: 1 }), firstMs: atMs, lastMs: atMs });
  const outcome: Outcome = living.random.chance(0.05) ? living.random.pick(['image', 'crash', 'oom-crash'] as const) : 'running';
  step(living, crew, { desired, outcome, atMs });
}

function nextTag(tag: string, living: LivingCluster): string {
  return tag.replace(/\d+(?!.*\d)/, (digits) => String(Number(digits) + 1 + living.random.int(3)));
}

/** Goes on with a rollout that was under way when the life began. */
export function resumeRollout(living: LivingCluster, crew: Crew, atMs: number): void {
  const { trouble, oldReplicas, ...workload } = crew.workload;
  if (trouble !== 'rolling' || crew.busy) return;
  crew.busy = true;
  const desired = Math.max(oldReplicas, workload.replicas);
  crew.workload = { ...workload, oldReplicas, desired };
  for (const pod of crew.pods) {
    if (pod.state === 'creating' || pod.state === 'init-running')
      setPod(living, crew, { uid: pod.uid, atMs }, (old) => ({ ...old, state: 'running' }));
  }
  step(living, crew, { desired, outcome: 'running', atMs });
}

interface Rollout {
  readonly desired: number;
  readonly outcome: Outcome;
  readonly atMs: number;
}

function step(living: LivingCluster, crew: Crew, rollout: Rollout): void {
  const { desired, outcome, atMs } = rollout;
  const newest = currentRevision(crew.workload);
  const counted = crew.pods.filter((pod) => pod.state !== 'terminating' && pod.state !== 'evicted');
  const fresh = counted.filter((pod) => pod.revision === newest);
  const old = counted.filter((pod) => pod.revision !== newest);
  const ready = fresh.filter((pod) => pod.state === 'running').length;
  if (old.length === 0 && ready >= desired) {
    finish(living, crew, { atMs, desired });
    return;
  }
  if (outcome !== 'running' && fresh.some((pod) => pod.state === outcome)) {
    rollBackLater(living, crew, { desired, atMs });
    return;
  }
  const surge = Math.max(1, Math.ceil(desired / 4));
  const room = Math.max(0, Math.min(desired - fresh.length, desired + surge - counted.length));
  const spare = Math.max(0, Math.min(old.length, ready + old.length - desired));
  const { replicas, oldReplicas } = { replicas: fresh.length + room, oldReplicas: old.length - spare };
  crew.workload = { ...crew.workload, replicas, oldReplicas };
  for (let i = 0; i < room; i++) startPod(living, crew, atMs, { outcome });
  for (const pod of old.slice(0, spare)) stopPod(living, crew, pod.uid, atMs);
  settleSoon(living, crew, atMs);
  living.timeline.at(atMs + stepMs, (nowMs) => step(living, crew, { ...rollout, atMs: nowMs }));
}

function finish(living: LivingCluster, crew: Crew, { atMs, desired }: { atMs: number; desired: number }): void {
  const { desired: _done, ...workload } = crew.workload;
  crew.workload = { ...workload, replicas: desired, oldReplicas: 0 };
  crew.busy = false;
  settleSoon(living, crew, atMs);
}

/** People need some minutes to see it; then the template goes back to the one before. */
function rollBackLater(living: LivingCluster, crew: Crew, q: { desired: number; atMs: number }): void {
  settleSoon(living, crew, q.atMs);
  living.timeline.at(q.atMs + 240_000 + living.random.int(600_000), (atMs) => {
    const bad = currentRevision(crew.workload);
    for (const pod of crew.pods) if (pod.revision === bad) stopPod(living, crew, pod.uid, atMs);
    crew.workload = rolledBack(crew, q.desired);
    living.changeSpec('deployments.apps', growDeployment(living.plan, crew.workload, crew.pods));
    crew.busy = false;
    const missing =
      q.desired - crew.pods.filter((pod) => pod.revision === currentRevision(crew.workload) && pod.state !== 'terminating').length;
    for (let i = 0; i < missing; i++) startPod(living, crew, atMs);
    settleSoon(living, crew, atMs);
  });
}

/** A rollback makes the old template the newest revision again. Source: k8s.io/kubernetes pkg/controller/deployment rollback. */
function rolledBack(crew: Crew, desired: number): WorkloadPlan {
  const { desired: _done, revisions, ...workload } = crew.workload;
  const bad = revisions.at(-1) as RevisionPlan;
  const good = revisions.at(-2) ?? bad;
  const renewed = { ...good, number: bad.number + 1 };
  crew.pods = crew.pods.map((pod) => (pod.revision === good ? { ...pod, revision: renewed } : pod));
  return { ...workload, revisions: [...revisions.filter((revision) => revision !== good), renewed], replicas: desired, oldReplicas: 0 };
}

/** Changes how many pods a Deployment wants, as an autoscaler or a person does. */
export function scale(living: LivingCluster, crew: Crew, wanted: number, atMs: number): void {
  if (crew.busy || crew.workload.oldReplicas > 0) return;
  crew.workload = { ...crew.workload, replicas: wanted };
  living.changeSpec('deployments.apps', growDeployment(living.plan, crew.workload, crew.pods));
  fillUp(living, crew, atMs);
}

/** Starts or stops pods until there are as many as wanted. */
export function fillUp(living: LivingCluster, crew: Crew, atMs: number): void {
  const alive = crew.pods.filter((pod) => pod.state !== 'terminating' && pod.state !== 'evicted');
  for (let i = alive.length; i < crew.workload.replicas; i++) startPod(living, crew, atMs);
  for (const pod of alive.slice(crew.workload.replicas)) stopPod(living, crew, pod.uid, atMs);
  settleSoon(living, crew, atMs);
}
