import type { Unevaluated } from '../../../core/checks/finding.ts';
import { type CheckStatus, checkStatuses } from '../../../core/checks/live/check-status.ts';
import { type FindingGroup, type Grouping, groupFindings } from '../../../core/checks/live/finding-groups.ts';
import {
  type FindingQuery,
  findingQueryFromUrl,
  openStates,
  type StatedFinding,
  selectFindings,
} from '../../../core/checks/live/finding-query.ts';
import type { Severity } from '../../../core/checks/severity.ts';
import type { Scope } from '../../../core/fleet/fleet-view.ts';
import type { FindingCounts } from '../../../core/reports/findings/findings-html.report.ts';
import type { FindingsKeeper } from './findings-keeper.ts';

/** Everything that is open. */
export const openQuery: FindingQuery = findingQueryFromUrl(new URLSearchParams(), 0);

/** The findings asked for that somebody may see. */
export function askFindings(keeper: FindingsKeeper, scope: Scope, query: FindingQuery): readonly StatedFinding[] {
  return [...selectFindings(keeper.judge, keeper.view(scope), query, keeper.nowMs)];
}

/** What matters most today, as groups by cause. */
export function topFindings(keeper: FindingsKeeper, scope: Scope, count: number): readonly FindingGroup[] {
  return findingGroups(keeper, askFindings(keeper, scope, openQuery), 'cause').slice(0, count);
}

/** The groups of some findings, the most pressing first. */
export function findingGroups(keeper: FindingsKeeper, findings: readonly StatedFinding[], by: Grouping): readonly FindingGroup[] {
  return groupFindings(findings, { by, checks: keeper.checks, nowMs: keeper.nowMs });
}

/** Every check with its status, as far as somebody may see. */
export function askStatuses(keeper: FindingsKeeper, scope: Scope): readonly CheckStatus[] {
  return checkStatuses(keeper.judge, keeper.view(scope), keeper.checks, keeper.nowMs);
}

/** How many of some findings there are by severity. */
export function countSeverities(findings: readonly StatedFinding[]): Record<Severity, number> {
  const counts = { critical: 0, warning: 0, info: 0 };
  for (const { finding } of findings) counts[finding.severity]++;
  return counts;
}

/** How many findings there are by severity and state; accepted and new ones are counted whatever states are asked for. */
export function countFindings(
  keeper: FindingsKeeper,
  scope: Scope,
  q: { readonly query: FindingQuery; readonly findings: readonly StatedFinding[] },
): FindingCounts {
  let stale = 0;
  const clusters = new Set<string>();
  for (const { finding, state } of q.findings) {
    if (state === 'stale') stale++;
    clusters.add(finding.subject.cluster);
  }
  const { query } = q;
  const others = (change: Partial<FindingQuery>): number =>
    askFindings(keeper, scope, { ...query, states: openStates, afterMs: undefined, ...change }).length;
  return {
    ...countSeverities(q.findings),
    stale,
    clusters: clusters.size,
    suppressed: others({ states: ['suppressed'] }),
    fresh: others({ afterMs: keeper.nowMs - 86_400_000 }),
  };
}

/** Rules that could not be evaluated, over all clusters, most clusters first. */
export function askUnevaluated(keeper: FindingsKeeper): readonly (Unevaluated & { readonly clusters: number })[] {
  const known = new Map<string, { check: string; rule: string; reason: string; clusters: number; subjects: number }>();
  for (const judge of keeper.judge.judges())
    for (const { check, rule, reason, subjects } of judge.unevaluated()) {
      const key = `${check}/${rule}\n${reason}`;
      const one = known.get(key);
      if (one === undefined) known.set(key, { check, rule, reason, clusters: 1, subjects });
      else {
        one.clusters++;
        one.subjects += subjects;
      }
    }
  return [...known.values()].sort((a, b) => b.clusters - a.clusters || b.subjects - a.subjects);
}
