import { conditionProblem, conditionsOf } from './condition-problem.ts';
import { textOf } from './content.ts';
import { minuteMs, noProblems, type ProblemDraft, type ProblemRules } from './problem-rules.ts';

/** Conditions that should be True, with the reason when they are False. */
const shouldHold: ReadonlyMap<string, string> = new Map([
  ['Ready', 'NotReady'],
  ['Available', 'Unavailable'],
  ['Healthy', 'Unhealthy'],
  ['Synced', 'NotSynced'],
]);

/** Conditions that are trouble while they are True. */
const shouldNotHold: ReadonlySet<string> = new Set(['Failed', 'Degraded', 'Stalled']);

/** What is a problem of any custom resource: conditions by the names that operators have agreed on. */
export const customProblems: ProblemRules = {
  reads: [],
  of(object) {
    const problems: ProblemDraft[] = [];
    for (const condition of conditionsOf(object)) {
      const type = textOf(condition?.type);
      const reason =
        condition?.status === 'False' ? shouldHold.get(type) : condition?.status === 'True' && shouldNotHold.has(type) ? type : undefined;
      if (reason !== undefined) problems.push(conditionProblem(condition, { reason, severity: 'warning', afterMs: 10 * minuteMs }));
    }
    return problems.length === 0 ? noProblems : problems;
  },
};
