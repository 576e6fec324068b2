import { openStates, selectFindings } from '../../../core/checks/live/finding-query.ts';
import { plainFinding } from '../../../core/checks/live/plain-finding.ts';
import type { Scope } from '../../../core/fleet/fleet-view.ts';
import type { JudgedFindings } from '../../../core/stories/story-verdict.ts';
import type { FindingsKeeper } from './findings-keeper.ts';

/** Open findings as stories read them; undefined until a cluster was judged. */
export function judgedFindings(keeper: FindingsKeeper, scope: Scope): JudgedFindings | undefined {
  const { judged, clusters } = keeper.progress();
  if (judged === 0) return undefined;
  const query = {
    checks: [],
    severity: undefined,
    clusters: [],
    namespaces: [],
    states: openStates,
    family: undefined,
    cause: undefined,
    team: undefined,
    afterMs: undefined,
  };
  const found = selectFindings(keeper.judge, keeper.view(scope), query, keeper.nowMs);
  return { judged, clusters, findings: [...found].map(({ finding }) => plainFinding(finding)) };
}
