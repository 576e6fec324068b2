import type { Finding } from '../checks/finding.ts';
import { type Severity, severityRank } from '../checks/severity.ts';
import type { Story } from './story.ts';

/** Could it happen to us: what the checks of a story find in the clusters that are looked at. */
export interface StoryVerdict {
  /** Clusters that were judged. */
  readonly judged: number;
  /** Clusters with findings, the worst first. */
  readonly clusters: readonly StoryCluster[];
  /** Objects with findings, in all of them. */
  readonly objects: number;
  /** All of them, the worst first, then by cluster. */
  readonly findings: readonly StoryFinding[];
  /** Findings by the id of their check; checks without any are 0. */
  readonly byCheck: ReadonlyMap<string, number>;
}

/** What a story shows of a finding. */
export type StoryFinding = Pick<Finding, 'check' | 'rule' | 'severity' | 'cluster' | 'subject' | 'message'>;

/** One cluster where it could happen. */
export interface StoryCluster {
  readonly cluster: string;
  readonly findings: number;
  readonly worst: Severity;
}

/** Findings and the clusters that they were looked for in. */
export interface JudgedFindings {
  readonly findings: Iterable<Finding>;
  readonly judged: number;
}

/** The verdict on a story; suppressed findings do not count. O(findings). */
export function storyVerdict(story: Story, { findings, judged }: JudgedFindings): StoryVerdict {
  const wanted = wantedRules(story);
  const found: Finding[] = [];
  for (const finding of findings) {
    const rules = wanted.get(finding.check);
    if (rules === undefined || finding.suppressed !== undefined) continue;
    if (rules === 'all' || rules.has(finding.rule)) found.push(finding);
  }
  found.sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      compareTexts(a.cluster, b.cluster) ||
      compareTexts(subjectKey(a), subjectKey(b)),
  );
  const byCheck = new Map<string, number>([...wanted.keys()].map((id) => [id, 0]));
  for (const { check } of found) byCheck.set(check, (byCheck.get(check) ?? 0) + 1);
  return { judged, clusters: clustersOf(found), objects: new Set(found.map(subjectKey)).size, findings: found, byCheck };
}

/** How many clusters each story could happen in, by the story's id. One pass over the findings. */
export function clustersPerStory(stories: readonly Story[], { findings }: JudgedFindings): ReadonlyMap<string, number> {
  const byRule = new Map<string, Set<string>>();
  for (const { check, rule, cluster, suppressed } of findings) {
    if (suppressed !== undefined) continue;
    for (const key of [check, `${check}/${rule}`]) {
      const clusters = byRule.get(key) ?? new Set();
      clusters.add(cluster);
      byRule.set(key, clusters);
    }
  }
  return new Map(
    stories.map(({ id, checks }) => {
      const keys = checks.flatMap(({ check, rules }) => (rules === undefined ? [check.id] : rules.map((rule) => `${check.id}/${rule}`)));
      return [id, new Set(keys.flatMap((key) => [...(byRule.get(key) ?? [])])).size];
    }),
  );
}

function wantedRules({ checks }: Story): ReadonlyMap<string, ReadonlySet<string> | 'all'> {
  return new Map(checks.map(({ check, rules }) => [check.id, rules === undefined ? 'all' : new Set(rules)]));
}

function clustersOf(findings: readonly StoryFinding[]): readonly StoryCluster[] {
  const clusters = new Map<string, { cluster: string; findings: number; worst: Severity }>();
  for (const { cluster, severity } of findings) {
    const one = clusters.get(cluster);
    // Findings come worst first.
    if (one === undefined) clusters.set(cluster, { cluster, findings: 1, worst: severity });
    else one.findings++;
  }
  return [...clusters.values()].sort(
    (a, b) => severityRank(b.worst) - severityRank(a.worst) || b.findings - a.findings || compareTexts(a.cluster, b.cluster),
  );
}

function subjectKey({ cluster, subject }: StoryFinding): string {
  return `${cluster} ${subject.group}/${subject.kind} ${subject.namespace ?? ''}/${subject.name}`;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
