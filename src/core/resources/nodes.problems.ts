import type { KubeObject } from '../kube/object.ts';
import { conditionProblem, conditionsOf } from './condition-problem.ts';
import { conditionOf, itemsOf, textOf, timeOf } from './content.ts';
import { hourMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a node. */
export const nodeProblems: ProblemRules = {
  reads: [],
  of(node) {
    const problems: ProblemDraft[] = [];
    const ready = conditionOf(node.status?.conditions, 'Ready');
    if (ready === undefined)
      problems.push({ reason: 'NotReady', severity: 'critical', sinceMs: timeOf(node.metadata.creationTimestamp), afterMs: 0 });
    else if (ready.status !== 'True') problems.push(conditionProblem(ready, { reason: 'NotReady', severity: 'critical', afterMs: 0 }));
    for (const condition of conditionsOf(node)) {
      const type = textOf(condition?.type);
      if (condition?.status !== 'True' || !(type.endsWith('Pressure') || type === 'NetworkUnavailable')) continue;
      problems.push(conditionProblem(condition, { reason: type, severity: 'critical', afterMs: 0 }));
    }
    if (node.spec?.unschedulable === true) problems.push(cordoned(node));
    return problems.length === 0 ? noProblems : problems;
  },
};

/** The node controller dates the taint that it sets for a cordon. Source: k8s.io/kubernetes pkg/controller/util/node SwapNodeControllerTaint. */
function cordoned(node: KubeObject): ProblemDraft {
  const taint = itemsOf(node.spec?.taints).find((each) => each?.key === 'node.kubernetes.io/unschedulable');
  return { reason: 'Cordoned', severity: 'warning', sinceMs: timeOf(taint?.timeAdded), afterMs: 24 * hourMs };
}
