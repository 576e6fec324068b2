import { compareCodeUnits } from '../base/compare-code-units.ts';
import type { Finding } from '../checks/finding.ts';
import { isAtLeast, type Severity, severityRank } from '../checks/severity.ts';
import type { Story } from './story.ts';

/** Findings below this are hygiene, and do not make a story one that could happen. */
export const storySeverity: Severity = 'warning';

/** Could it happen to us: what the checks of a story find in the clusters that are looked at. */
export interface StoryVerdict {
  /** Clusters that were judged. */
  readonly judged: number;
  /** Clusters that are still to be judged. */
  readonly waiting: number;
  /** Clusters with findings, those with the most conditions of the story first. */
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
  /** Checks of the story that find something there: each is a condition that the outage had. */
  readonly conditions: number;
  readonly worst: Severity;
}

/** Findings and the clusters that they were looked for in. */
export interface JudgedFindings {
  readonly findings: Iterable<Finding>;
  readonly judged: number;
  /** Clusters that are to be judged; more than `judged` while that goes on. */
  readonly clusters?: number;
}

/** How far a story reaches, for lists of stories. */
export interface StoryReach {
  readonly clusters: number;
  /** Undefined where nothing was found. */
  readonly worst: Severity | undefined;
}

/** The verdict on a story; suppressed findings and those of severity info do not count. O(findings). */
export function storyVerdict(story: Story, { findings, judged: done, clusters: all = done }: JudgedFindings): StoryVerdict {
  const wanted = wantedRules(story);
  const found: Finding[] = [];
  for (const finding of findings) {
    const rules = wanted.get(finding.check);
    if (rules !== undefined && counts(finding) && (rules === 'all' || rules.has(finding.rule))) found.push(finding);
  }
  found.sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      compareCodeUnits(a.cluster, b.cluster) ||
      compareCodeUnits(subjectKey(a), subjectKey(b)),
  );
  const byCheck = new Map<string, number>([...wanted.keys()].map((id) => [id, 0]));
  for (const { check } of found) byCheck.set(check, (byCheck.get(check) ?? 0) + 1);
  const clusters = clustersOf(found);
  // A cluster that is being judged has findings before it counts as judged.
  const judged = Math.max(done, clusters.length);
  return { judged, waiting: Math.max(0, all - judged), clusters, objects: new Set(found.map(subjectKey)).size, findings: found, byCheck };
}

/** How far each story reaches, by its id. One pass over the findings. */
export function storyReaches(stories: readonly Story[], { findings }: JudgedFindings): ReadonlyMap<string, StoryReach> {
  const byRule = new Map<string, Map<string, Severity>>();
  for (const finding of findings) {
    if (!counts(finding)) continue;
    const { check, rule, cluster, severity } = finding;
    for (const key of [check, `${check}/${rule}`]) {
      const clusters = byRule.get(key) ?? new Map<string, Severity>();
      clusters.set(cluster, worse(clusters.get(cluster), severity));
      byRule.set(key, clusters);
    }
  }
  return new Map(stories.map((story) => [story.id, reachOf(story, byRule)]));
}

function reachOf({ checks }: Story, byRule: ReadonlyMap<string, ReadonlyMap<string, Severity>>): StoryReach {
  const keys = checks.flatMap(({ check, rules }) => (rules === undefined ? [check.id] : rules.map((rule) => `${check.id}/${rule}`)));
  const hits = keys.flatMap((key) => [...(byRule.get(key) ?? [])]);
  const worst = hits.reduce<Severity | undefined>((sofar, [, severity]) => worse(sofar, severity), undefined);
  return { clusters: new Set(hits.map(([cluster]) => cluster)).size, worst };
}

function counts({ severity, suppressed }: Finding): boolean {
  return suppressed === undefined && isAtLeast(severity, storySeverity);
}

function worse(a: Severity | undefined, b: Severity): Severity {
  return a !== undefined && isAtLeast(a, b) ? a : b;
}

function wantedRules({ checks }: Story): ReadonlyMap<string, ReadonlySet<string> | 'all'> {
  return new Map(checks.map(({ check, rules }) => [check.id, rules === undefined ? 'all' : new Set(rules)]));
}

function clustersOf(findings: readonly StoryFinding[]): readonly StoryCluster[] {
  const clusters = new Map<string, { findings: number; worst: Severity; readonly checks: Set<string> }>();
  for (const { cluster, severity, check } of findings) {
    const one = clusters.get(cluster) ?? { findings: 0, worst: severity, checks: new Set<string>() };
    one.findings++;
    one.worst = worse(one.worst, severity);
    one.checks.add(check);
    clusters.set(cluster, one);
  }
  return [...clusters]
    .map(([cluster, { findings: count, worst, checks }]) => ({ cluster, findings: count, conditions: checks.size, worst }))
    .sort(
      (a, b) =>
        b.conditions - a.conditions ||
        severityRank(b.worst) - severityRank(a.worst) ||
        b.findings - a.findings ||
        compareCodeUnits(a.cluster, b.cluster),
    );
}

function subjectKey({ cluster, subject }: StoryFinding): string {
  return `${cluster} ${subject.group}/${subject.kind} ${subject.namespace ?? ''}/${subject.name}`;
}
