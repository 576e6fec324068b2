import type { KubeObject } from '../kube/object.ts';
import { conditionProblem, conditionText } from './condition-problem.ts';
import { type Content, conditionOf, itemsOf, numberOf, textOf, timeOf } from './content.ts';
import { deletionProblem } from './deletion-problem.ts';
import { hourMs, minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

const patienceMs = 5 * minuteMs;

/** Reasons to wait that every container has for a moment. Source: k8s.io/kubernetes pkg/kubelet/kubelet_pods.go. */
const usualWaits: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing']);

/** What is a problem of a pod. */
export const podProblems: ProblemRules = {
  reads: ['jobs.batch'],
  judgesDeletion: true,
  of(pod) {
    const { status } = pod;
    const problems: ProblemDraft[] = [];
    for (const container of itemsOf(status?.containerStatuses)) addContainer(problems, pod, container);
    for (const container of itemsOf(status?.initContainerStatuses)) addContainer(problems, pod, container);
    addPhase(problems, pod);
    if (pod.metadata.deletionTimestamp) problems.push(...deletionProblem(pod, patienceMs));
    if (problems.length === 0) return noProblems;
    return problems.length === 1 ? problems : once(problems);
  },
};

/** Several containers in the same trouble are one problem, the one that lasts longest; what matters most stands first. */
function once(problems: readonly ProblemDraft[]): readonly ProblemDraft[] {
  const byReason = new Map<string, ProblemDraft>();
  for (const problem of problems) {
    const known = byReason.get(problem.reason);
    if (known === undefined || isStronger(problem, known)) byReason.set(problem.reason, problem);
  }
  return [...byReason.values()];
}

/** What ends by itself counts from the latest time, everything else from the earliest. */
function isStronger({ sinceMs, forMs }: ProblemDraft, known: ProblemDraft): boolean {
  if (sinceMs === null || known.sinceMs === null) return sinceMs !== null;
  return forMs === undefined ? sinceMs < known.sinceMs : sinceMs > known.sinceMs;
}

function addContainer(problems: ProblemDraft[], pod: KubeObject, container: Content): void {
  const waiting = container?.state?.waiting;
  if (waiting && !usualWaits.has(textOf(waiting.reason))) problems.push(waitingProblem(pod, container, waiting));
  if (numberOf(container?.restartCount) > 0) {
    const last = container?.lastState?.terminated;
    const endedMs = timeOf(last?.finishedAt);
    if (endedMs !== null) problems.push(restartProblem(container, endedMs, last));
  }
  const oomMs = oomKilledMs(container);
  if (oomMs !== null)
    problems.push({
      reason: 'OOMKilled',
      severity: 'warning',
      sinceMs: oomMs,
      afterMs: 0,
      forMs: 24 * hourMs,
      message: `container ${textOf(container?.name)} was killed for want of memory`,
    });
}

/** A wait has no time of its own: it began when the container last ended, or when the pod ceased to be, or never was, ready. */
function waitingProblem(pod: KubeObject, container: Content, waiting: Content): ProblemDraft {
  const sinceMs =
    timeOf(container?.lastState?.terminated?.finishedAt) ?? timeOf(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime);
  return { reason: textOf(waiting.reason), severity: 'critical', sinceMs, afterMs: 0, message: textOf(waiting.message) };
}

function restartProblem(container: Content, endedMs: number, last: Content): ProblemDraft {
  const why = textOf(last?.reason) || `exit code ${numberOf(last?.exitCode)}`;
  const message = `container ${textOf(container?.name)} restarted, ${numberOf(container?.restartCount)} times by now, last: ${why}`;
  return { reason: 'Restarted', severity: 'warning', sinceMs: endedMs, afterMs: 0, forMs: hourMs, message };
}

/** When the container last ended for want of memory, if its last end was that. */
function oomKilledMs(container: Content): number | null {
  const ended = container?.state?.terminated ?? container?.lastState?.terminated;
  return ended?.reason === 'OOMKilled' ? timeOf(ended.finishedAt) : null;
}

function addPhase(problems: ProblemDraft[], pod: KubeObject): void {
  const { status } = pod;
  switch (status?.phase) {
    case 'Failed':
      problems.push(failedProblem(pod));
      break;
    case 'Unknown':
      problems.push({ reason: 'Unknown', severity: 'critical', sinceMs: null, afterMs: 0, message: textOf(status.message) });
      break;
    case 'Pending':
      if (!pod.metadata.deletionTimestamp) problems.push(pendingProblem(pod));
      break;
    case 'Running':
      // A pod that is being deleted stops to be ready on purpose.
      if (!pod.metadata.deletionTimestamp) addNotReady(problems, pod);
      break;
  }
}

function failedProblem(pod: KubeObject): ProblemDraft {
  const { status } = pod;
  const ends = itemsOf(status?.containerStatuses).map((container) => timeOf(container?.state?.terminated?.finishedAt) ?? 0);
  const endedMs = Math.max(0, ...ends);
  const sinceMs = endedMs > 0 ? endedMs : timeOf(conditionOf(status?.conditions, 'Ready')?.lastTransitionTime);
  const job = ownerJob(pod);
  const message = textOf(status?.message);
  const failed: ProblemDraft = { reason: textOf(status?.reason) || 'Failed', severity: 'warning', sinceMs, afterMs: 0, message };
  return job === undefined ? failed : { ...failed, claim: { kind: 'job-not-complete', job } };
}

function ownerJob(pod: KubeObject): string | undefined {
  const owner = itemsOf(pod.metadata.ownerReferences).find((reference) => reference?.controller === true && reference.kind === 'Job');
  return owner === undefined ? undefined : textOf(owner.name);
}

function pendingProblem(pod: KubeObject): ProblemDraft {
  const scheduled = conditionOf(pod.status?.conditions, 'PodScheduled');
  const unscheduled = scheduled?.status === 'False';
  return {
    reason: (unscheduled && textOf(scheduled.reason)) || 'Pending',
    severity: 'warning',
    sinceMs: timeOf(pod.metadata.creationTimestamp),
    afterMs: patienceMs,
    message: unscheduled ? textOf(scheduled.message) : '',
  };
}

function addNotReady(problems: ProblemDraft[], pod: KubeObject): void {
  const ready = conditionOf(pod.status?.conditions, 'Ready');
  if (ready?.status === 'True') return;
  const draft = conditionProblem(ready, { reason: 'NotReady', severity: 'warning', afterMs: patienceMs });
  problems.push({ ...draft, sinceMs: draft.sinceMs ?? timeOf(pod.status?.startTime), message: conditionText(ready) });
}
