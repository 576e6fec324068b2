import type { FindingGroup } from '../../checks/live/finding-groups.ts';
import { storiesOfCheck } from '../../stories/stories-of-check.ts';
import type { Story } from '../../stories/story.ts';

/** One outage that could happen, with its evidence. */
export interface BriefingItem {
  readonly group: FindingGroup;
  readonly story: Story | undefined;
  /** The first few subjects. */
  readonly evidence: readonly { readonly subject: string; readonly cluster: string; readonly message: string }[];
  /** Teams that own the objects, and objects nobody owns. */
  readonly owners: readonly { readonly team: string; readonly objects: number }[];
}

const most = 8;
const evidenceOf = 3;

/** The few that matter most: by score, one item for each check, so that one mistake made everywhere does not fill the page. */
export function briefingItems(groups: readonly FindingGroup[]): readonly BriefingItem[] {
  const seen = new Set<string>();
  return groups
    .filter(({ check, severity }) => {
      if (check === undefined || severity === 'info' || seen.has(check.id)) return false;
      seen.add(check.id);
      return true;
    })
    .slice(0, most)
    .map((group) => ({
      group,
      story: storiesOfCheck(group.check?.id ?? '')[0],
      evidence: group.findings.slice(0, evidenceOf).map(({ finding }) => ({
        subject: `${finding.subject.kind} ${finding.subject.namespace === undefined ? '' : `${finding.subject.namespace}/`}${finding.subject.name}`,
        cluster: finding.subject.cluster,
        message: finding.message,
      })),
      owners: ownersOf(group),
    }));
}

function ownersOf({ findings }: FindingGroup): readonly { readonly team: string; readonly objects: number }[] {
  const counts = new Map<string, number>();
  for (const { finding } of findings) {
    const team = finding.subject.team ?? '';
    counts.set(team, (counts.get(team) ?? 0) + 1);
  }
  return [...counts].map(([team, objects]) => ({ team, objects })).sort((a, b) => b.objects - a.objects);
}
