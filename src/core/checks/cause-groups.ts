import type { Check } from './check.ts';
import type { PlacedFinding } from './check-report.ts';
import type { Rule } from './rule.ts';
import { type Severity, severityRank } from './severity.ts';

/** Findings that have one cause: one missing Secret with its victims, or one rule wherever it is broken. */
export interface CauseGroup {
  readonly check: Check;
  readonly rule: Rule;
  /** The worst of its findings. */
  readonly severity: Severity;
  /** In the order in which they were given; never empty. */
  readonly findings: readonly PlacedFinding[];
}

/** Groups findings by their cause, the worst group first, then the larger one. Findings of checks that are not given are left out. */
export function causeGroups(findings: readonly PlacedFinding[], checks: readonly Check[]): readonly CauseGroup[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const groups = new Map<string, PlacedFinding[]>();
  for (const finding of findings) {
    const { cause, family } = finding.fingerprints;
    const key = `${finding.check}/${finding.rule}/${cause === family ? '' : cause}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()]
    .flatMap((group) => groupOf(group, byId))
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.findings.length - a.findings.length);
}

function groupOf(findings: readonly PlacedFinding[], byId: ReadonlyMap<string, Check>): readonly CauseGroup[] {
  const [first] = findings;
  const check = byId.get(first?.check ?? '');
  const rule = check?.rules.find(({ id }) => id === first?.rule);
  if (check === undefined || rule === undefined) return [];
  const severity = findings.reduce<Severity>(
    (worst, one) => (severityRank(one.severity) > severityRank(worst) ? one.severity : worst),
    'info',
  );
  return [{ check, rule, severity, findings }];
}
