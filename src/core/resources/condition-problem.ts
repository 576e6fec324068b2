import type { KubeObject } from '../kube/object.ts';
import { type Content, itemsOf, textOf, timeOf } from './content.ts';
import type { ProblemDraft, ProblemSeverity } from './problem-rules.ts';

/** The conditions of an object's status. */
export function conditionsOf(object: KubeObject): readonly Content[] {
  return itemsOf(object.status?.conditions);
}

/** A condition as a problem: named by its own words, dated by its last transition. */
export function conditionProblem(
  condition: Content,
  q: { readonly reason: string; readonly severity: ProblemSeverity; readonly afterMs: number },
): ProblemDraft {
  return { ...q, sinceMs: timeOf(condition?.lastTransitionTime), message: conditionText(condition) };
}

/** What a condition says: its reason and message. */
export function conditionText(condition: Content): string {
  const reason = textOf(condition?.reason);
  const message = textOf(condition?.message);
  return reason === '' || message === '' ? reason + message : `${reason}: ${message}`;
}
