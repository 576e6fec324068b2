import { plainFinding } from '../../../core/checks/live/plain-finding.ts';
import type { Scope } from '../../../core/fleet/fleet-view.ts';
import type { JudgedFindings } from '../../../core/stories/story-verdict.ts';
import { askFindings, openQuery } from './ask-findings.ts';
import type { FindingsKeeper } from './findings-keeper.ts';

/** Open findings as stories read them; undefined until a cluster was judged. */
export function judgedFindings(keeper: FindingsKeeper, scope: Scope): JudgedFindings | undefined {
  const { judged, clusters } = keeper.progress();
  if (judged === 0) return undefined;
  const findings = askFindings(keeper, scope, openQuery).map(({ finding }) => plainFinding(finding));
  return { judged, clusters, findings };
}
