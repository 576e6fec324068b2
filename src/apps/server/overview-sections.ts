import type { FindingGroup } from '../../core/checks/live/finding-groups.ts';
import type { Scope } from '../../core/fleet/fleet-view.ts';
import type { Overview } from '../../core/query/overview/overview.ts';
import type { OverviewEntry, OverviewSection } from '../../core/reports/overview/overview-html.report.ts';
import { topFindings } from './findings/ask-findings.ts';
import type { FindingsKeeper } from './findings/findings-keeper.ts';
import type { ServerParts } from './server-parts.ts';

/** Findings that the first page names. */
const mostFindings = 6;

/** What other rooms have to say on the first page: the findings that matter most. None before anything was judged. */
export function overviewSections(
  { findings }: Pick<ServerParts, 'findings'>,
  scope: Scope,
  overview: Overview,
): readonly OverviewSection[] {
  if (findings === undefined) return [];
  let sections = kept.get(overview);
  if (sections === undefined) {
    sections = findingSections(findings, scope);
    kept.set(overview, sections);
  }
  return sections;
}

/** As long as the overview stands, so do its sections: to group all findings takes some milliseconds. */
const kept = new WeakMap<Overview, readonly OverviewSection[]>();

function findingSections(findings: FindingsKeeper, scope: Scope): readonly OverviewSection[] {
  const groups = topFindings(findings, scope, mostFindings).filter(({ check }) => check !== undefined);
  if (groups.length === 0) return [];
  return [{ title: 'What could happen', note: 'findings of the checks, by cause', link: '/findings', entries: groups.map(findingEntry) }];
}

function findingEntry({ check, severity, clusters, workloads, findings }: FindingGroup): OverviewEntry {
  return {
    count: String(findings.length),
    title: check?.title ?? '',
    detail: `${clusters === 1 ? '1 cluster' : `${clusters} clusters`}, ${workloads === 1 ? '1 workload' : `${workloads} workloads`}`,
    aside: severity,
    link: `/findings?check=${encodeURIComponent(check?.id ?? '')}`,
  };
}
