import { conditionProblem } from './condition-problem.ts';
import { conditionOf, timeOf } from './content.ts';
import { noProblems, type ProblemRules } from './problem-rules.ts';

/** The rules of a resource that must have a condition that is True. */
function mustBe(type: string, reason: string): ProblemRules {
  return {
    reads: [],
    of(object) {
      const condition = conditionOf(object.status?.conditions, type);
      if (condition?.status === 'True') return noProblems;
      const draft = conditionProblem(condition, { reason, severity: 'critical', afterMs: 0 });
      return [{ ...draft, sinceMs: draft.sinceMs ?? timeOf(object.metadata.creationTimestamp) }];
    },
  };
}

/** What is a problem of an APIService. */
export const apiServiceProblems: ProblemRules = mustBe('Available', 'Unavailable');

/** What is a problem of a CustomResourceDefinition. */
export const crdProblems: ProblemRules = mustBe('Established', 'NotEstablished');
