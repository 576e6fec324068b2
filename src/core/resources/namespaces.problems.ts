import { conditionsOf, conditionText } from './condition-problem.ts';
import { textOf } from './content.ts';
import { deletionProblem } from './deletion-problem.ts';
import { noProblems, type ProblemRules } from './problem-rules.ts';

/** What is a problem of a Namespace: that it does not go, and what is left in it. Source: k8s.io/kubernetes pkg/controller/namespace conditions. */
export const namespaceProblems: ProblemRules = {
  reads: [],
  judgesDeletion: true,
  of(namespace) {
    const [deletion] = deletionProblem(namespace);
    if (deletion === undefined) return noProblems;
    const left = conditionsOf(namespace).filter(
      (condition) => condition?.status === 'True' && textOf(condition.type).startsWith('Namespace'),
    );
    return [{ ...deletion, message: [deletion.message ?? '', ...left.map(conditionText)].filter((text) => text !== '').join('; ') }];
  },
};
