import type { FleetView } from '../../fleet/fleet-view.ts';
import type { Check } from '../check.ts';
import { isStale, maySee } from './finding-query.ts';
import type { FleetJudge } from './fleet-judge.ts';
import { stateOf } from './live-finding.ts';

/** How a check stands over the fleet. A cluster counts once: failing, else not evaluable, else suppressed, else passing. */
export interface CheckStatus {
  readonly check: Check;
  readonly clusters: { readonly failing: number; readonly suppressed: number; readonly notEvaluable: number; readonly passing: number };
  readonly findings: {
    readonly critical: number;
    readonly warning: number;
    readonly info: number;
    readonly suppressed: number;
    readonly stale: number;
  };
  /** Why it could not be evaluated somewhere, with the number of clusters, most first. */
  readonly reasons: readonly { readonly reason: string; readonly clusters: number }[];
}

/** Every check with its status, in the order of the checks. Clusters that were not judged yet do not count. */
export function checkStatuses(judge: FleetJudge, view: FleetView, checks: readonly Check[], nowMs: number): readonly CheckStatus[] {
  const tallies = new Map(checks.map((check) => [check.id, new Tally()]));
  const judged = judge.judges().filter(({ judgedAtMs }) => judgedAtMs !== undefined);
  for (const one of judged) {
    const stale = isStale(view, one.cluster);
    for (const finding of one.findings()) {
      const tally = tallies.get(finding.check);
      const state = stateOf(finding, nowMs);
      if (tally === undefined || state === 'pending' || !maySee(view, finding)) continue;
      if (state === 'suppressed') {
        tally.suppressed++;
        tally.quiet.add(one.cluster);
      } else {
        tally[finding.severity]++;
        tally.failing.add(one.cluster);
        if (stale) tally.stale++;
      }
    }
    for (const { check, reason } of one.unevaluated()) tallies.get(check)?.unevaluable(one.cluster, reason);
  }
  return checks.map((check) => (tallies.get(check.id) as Tally).status(check, judged.length));
}

class Tally {
  critical = 0;
  warning = 0;
  info = 0;
  suppressed = 0;
  stale = 0;
  readonly failing = new Set<string>();
  readonly quiet = new Set<string>();
  readonly blind = new Set<string>();
  readonly reasons = new Map<string, Set<string>>();

  unevaluable(cluster: string, reason: string): void {
    this.blind.add(cluster);
    const clusters = this.reasons.get(reason);
    if (clusters === undefined) this.reasons.set(reason, new Set([cluster]));
    else clusters.add(cluster);
  }

  status(check: Check, judged: number): CheckStatus {
    const notEvaluable = [...this.blind].filter((one) => !this.failing.has(one));
    const suppressed = [...this.quiet].filter((one) => !this.failing.has(one) && !this.blind.has(one));
    const { critical, warning, info, stale } = this;
    return {
      check,
      clusters: {
        failing: this.failing.size,
        suppressed: suppressed.length,
        notEvaluable: notEvaluable.length,
        passing: judged - this.failing.size - suppressed.length - notEvaluable.length,
      },
      findings: { critical, warning, info, suppressed: this.suppressed, stale },
      reasons: [...this.reasons].map(([reason, clusters]) => ({ reason, clusters: clusters.size })).sort((a, b) => b.clusters - a.clusters),
    };
  }
}
