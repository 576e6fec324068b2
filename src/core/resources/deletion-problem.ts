import type { KubeObject } from '../kube/object.ts';
import { itemsOf, textOf, timeOf } from './content.ts';
import { minuteMs, noProblems, type ProblemDraft } from './problem-rules.ts';

/**
 * An object that is being deleted for longer than ten minutes, and what holds it up. `deletionTimestamp` is when its grace period ends.
 * Source: k8s.io/apimachinery ObjectMeta.deletionTimestamp.
 */
export function deletionProblem(object: KubeObject, afterMs = 10 * minuteMs): readonly ProblemDraft[] {
  const deletedMs = timeOf(object.metadata.deletionTimestamp);
  if (deletedMs === null) return noProblems;
  return [{ reason: 'Terminating', severity: 'warning', sinceMs: deletedMs, afterMs, message: finalizerText(object) }];
}

function finalizerText(object: KubeObject): string {
  const names = [...itemsOf(object.metadata.finalizers), ...itemsOf(object.spec?.finalizers)].map(textOf).filter((name) => name !== '');
  return names.length === 0 ? '' : `waits for ${names.length === 1 ? 'finalizer' : 'finalizers'} ${names.join(', ')}`;
}
