/** How bad a finding is: `critical` hurts now or at the next routine action, `warning` needs a second fault or load, `info` is hygiene or evidence. */
export type Severity = 'info' | 'warning' | 'critical';

/** How sure a rule is: `certain` from API facts, `likely` from API and time, `heuristic` from names, images and patterns. */
export type Confidence = 'certain' | 'likely' | 'heuristic';

/** Worst last. */
export const severities: readonly Severity[] = ['info', 'warning', 'critical'];

/** Place of a severity, 0 for info. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** Whether one is at least as bad as another. */
export function isAtLeast(severity: Severity, bound: Severity): boolean {
  return severityRank(severity) >= severityRank(bound);
}

/** What makes a case worse or milder than its rule. Each counts one step; together no more than one step either way. */
export interface SeverityReasons {
  readonly raisedWhenCritical: boolean;
  readonly criticalWorkload: boolean;
  readonly firstChannel: boolean;
  readonly symptom: boolean;
  readonly confidence: Confidence;
  /** Latent, and the object has not changed for 90 days. */
  readonly dormant: boolean;
}

/** The severity of one case. `heuristic` ones are never above warning. */
export function severityOf(base: Severity, why: SeverityReasons): Severity {
  const worse = why.raisedWhenCritical && why.criticalWorkload ? 1 : 0;
  const milder = (why.firstChannel && !why.symptom ? 1 : 0) + (why.dormant ? 1 : 0);
  const step = Math.max(-1, Math.min(1, worse - milder));
  const rank = Math.max(0, Math.min(2, severityRank(base) + step));
  return severities[why.confidence === 'heuristic' ? Math.min(rank, 1) : rank] as Severity;
}
