import { kubeletEvent, scheduledEvent, startEvents, troubleEvent } from '../grow/events.ts';
import { containersMs } from '../grow/pod-times.ts';
import { growPod } from '../grow/pods.ts';
import { currentRevision, type JobPlan, type PodPlan, type PodState, type RevisionPlan } from '../plan/cluster-plan.ts';
import type { Crew, LivingCluster } from './living-cluster.ts';
import { settleSoon } from './settle.ts';

/** How a new pod comes out once its containers have been tried. */
export type Outcome = Extract<PodState, 'running' | 'crash' | 'image' | 'oom-crash'>;

/** What a new pod is made from. */
export interface Birth {
  readonly revision?: RevisionPlan;
  readonly outcome?: Outcome;
  readonly job?: JobPlan;
  readonly ordinal?: number;
  readonly onReady?: (pod: PodPlan, atMs: number) => void;
}

/** Creates a pod of the crew and takes it through Pending and ContainerCreating to Running. */
export function startPod(living: LivingCluster, crew: Crew, atMs: number, birth: Birth = {}): PodPlan {
  const { workload } = crew;
  const revision = birth.revision ?? currentRevision(workload);
  const name = podName(living, crew, revision, birth);
  const pod: PodPlan = {
    workload,
    revision,
    name,
    uid: living.plan.mint.uid('pods', `${workload.namespace}/${name}`, Math.floor(atMs)),
    createdMs: atMs,
    state: 'new',
    restarts: 0,
    sinceMs: atMs,
    ...(birth.job === undefined ? {} : { job: birth.job }),
    ...(birth.ordinal === undefined ? {} : { ordinal: birth.ordinal }),
  };
  crew.pods.push(pod);
  living.create('pods', growPod(living.plan, pod), atMs);
  settleSoon(living, crew, atMs);
  living.timeline.at(atMs + 100 + living.random.int(700), (nowMs) => schedulePod(living, crew, { uid: pod.uid, birth, atMs: nowMs }));
  return pod;
}

function podName(living: LivingCluster, crew: Crew, revision: RevisionPlan, birth: Birth): string {
  const { name, kind } = crew.workload;
  if (birth.ordinal !== undefined) return `${name}-${birth.ordinal}`;
  const base = birth.job?.name ?? (kind === 'Deployment' ? `${name}-${revision.hash}` : name);
  return `${base}-${living.suffix()}`;
}

interface Step {
  readonly uid: string;
  readonly birth: Birth;
  readonly atMs: number;
}

function schedulePod(living: LivingCluster, crew: Crew, step: Step): void {
  const { node, ip } = living.place(crew.workload.hostNetwork === true);
  const pod = setPod(living, crew, step, (old) => ({ ...old, node, ip, state: 'creating' }));
  if (pod === undefined) return;
  living.say(scheduledEvent(pod));
  living.timeline.at(Math.max(containersMs(pod), step.atMs + 500), (nowMs) => runPod(living, crew, { ...step, atMs: nowMs }));
}

function runPod(living: LivingCluster, crew: Crew, step: Step): void {
  const outcome = step.birth.outcome ?? 'running';
  if (outcome !== 'running') {
    const pod = setPod(living, crew, step, (old) => ({
      ...old,
      state: outcome,
      restarts: outcome === 'image' ? 0 : 1,
      sinceMs: step.atMs,
    }));
    const trouble = pod && troubleEvent(living.plan, pod, step.atMs);
    if (trouble !== undefined) living.say({ ...trouble, lastMs: step.atMs, count: 1 });
    return;
  }
  const started = setPod(living, crew, step, (old) => ({
    ...old,
    state: old.job === undefined ? 'not-ready' : 'running',
    sinceMs: step.atMs,
  }));
  if (started === undefined) return;
  for (const event of startEvents(living.plan, started)) living.say(event);
  if (started.job !== undefined) {
    step.birth.onReady?.(started, step.atMs);
    return;
  }
  living.timeline.at(step.atMs + 6000, (nowMs) => {
    const ready = setPod(living, crew, { uid: step.uid, atMs: nowMs }, (old) =>
      old.state === 'not-ready' ? { ...old, state: 'running', sinceMs: old.createdMs } : old,
    );
    if (ready !== undefined) step.birth.onReady?.(ready, nowMs);
  });
}

/** Writes a pod as it is made of what it was; undefined when it is gone, was deleted by somebody or is on its way out. */
export function setPod(
  living: LivingCluster,
  crew: Crew,
  { uid, atMs }: { uid: string; atMs: number },
  make: (old: PodPlan) => PodPlan,
): PodPlan | undefined {
  const at = crew.pods.findIndex((pod) => pod.uid === uid);
  const old = crew.pods[at];
  if (old === undefined || old.state === 'terminating') return undefined;
  const pod = make(old);
  if (pod === old) return pod;
  const grown = growPod(living.plan, pod);
  const done = living.change('pods', `${pod.workload.namespace}/${pod.name}`, (stored) => ({
    ...grown,
    metadata: { ...grown.metadata, ...kept(stored.metadata.labels, stored.metadata.annotations) },
    spec: stored.spec.nodeName === grown.spec.nodeName ? stored.spec : grown.spec,
  }));
  if (!done) return undefined;
  crew.pods[at] = pod;
  settleSoon(living, crew, atMs);
  return pod;
}

function kept(labels: Readonly<Record<string, string>> | undefined, annotations: Readonly<Record<string, string>> | undefined): object {
  return { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) };
}

/** Deletes a pod as a controller does: it terminates, and is gone seconds later. */
export function stopPod(living: LivingCluster, crew: Crew, uid: string, atMs: number): void {
  const pod = setPod(living, crew, { uid, atMs }, (old) => ({ ...old, state: 'terminating', sinceMs: atMs }));
  if (pod === undefined) return;
  const killing = troubleEvent(living.plan, pod, atMs);
  if (killing !== undefined) living.say(killing);
  living.timeline.at(atMs + 1500 + living.random.int(9000), (nowMs) => dropPod(living, crew, uid, nowMs));
}

/** Removes a pod at once. */
export function dropPod(living: LivingCluster, crew: Crew, uid: string, atMs: number): void {
  const pod = crew.pods.find((candidate) => candidate.uid === uid);
  if (pod === undefined) return;
  crew.pods = crew.pods.filter((candidate) => candidate !== pod);
  living.remove('pods', `${pod.workload.namespace}/${pod.name}`);
  settleSoon(living, crew, atMs);
}

/** A container dies and is started again, or backs off once more. */
export function restartContainer(living: LivingCluster, crew: Crew, uid: string, atMs: number): void {
  const pod = setPod(living, crew, { uid, atMs }, (old) => ({
    ...old,
    restarts: old.restarts + 1,
    sinceMs: atMs,
    state: old.state === 'running' && old.restarts % 5 === 4 ? 'oom-restarted' : old.state,
  }));
  if (pod === undefined) return;
  const trouble = troubleEvent(living.plan, pod, atMs);
  const container = pod.workload.containers[0]?.name ?? '';
  const started = { type: 'Normal', reason: 'Started', message: `Started container ${container}`, container, atMs } as const;
  living.say(trouble === undefined ? kubeletEvent(pod, started) : { ...trouble, lastMs: atMs });
}
