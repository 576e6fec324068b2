import { compareCodeUnits } from '../../base/compare-code-units.ts';
import { HindsightError } from '../../base/hindsight-error.ts';
import type { Check } from '../check.ts';
import type { Rule } from '../rule.ts';
import { type Severity, severityRank } from '../severity.ts';
import type { StatedFinding } from './finding-query.ts';

/** By what findings can be put together. */
export const groupings = ['cause', 'family', 'cluster', 'namespace', 'team'] as const;

/** One of them. */
export type Grouping = (typeof groupings)[number];

/** Findings that belong together. */
export interface FindingGroup {
  /** What they share: a fingerprint of a cause or family, a name. Empty for findings without a team. */
  readonly key: string;
  readonly by: Grouping;
  /** Where all have one: cause and family. */
  readonly check: Check | undefined;
  readonly rule: Rule | undefined;
  readonly severity: Severity;
  readonly clusters: number;
  readonly workloads: number;
  readonly findings: readonly StatedFinding[];
  readonly score: number;
}

const dayMs = 86_400_000;

/** Groups findings, the most pressing first. A cause is a shared one (one missing Secret), else the rule wherever it is broken. */
export function groupFindings(
  findings: Iterable<StatedFinding>,
  q: { readonly by: Grouping; readonly checks: readonly Check[]; readonly nowMs: number },
): readonly FindingGroup[] {
  const groups = new Map<string, StatedFinding[]>();
  for (const one of findings) {
    const key = keyOf(one, q.by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const byId = new Map(q.checks.map((check) => [check.id, check]));
  return [...groups].map(([key, list]) => groupOf(key, list, { ...q, byId })).sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
}

/** Reads `group=`. HindsightError `query-invalid` for another word. */
export function readGrouping(text: string | null | undefined): Grouping {
  if (text === null || text === undefined || text === '') return 'cause';
  const found = groupings.find((one) => one === text);
  if (found !== undefined) return found;
  throw new HindsightError('query-invalid', `findings are grouped by ${groupings.join(', ')}, not by "${text}"`, {
    place: { source: 'group', text, offset: 0, length: text.length },
    hint: 'For example group=team.',
  });
}

function keyOf({ finding }: StatedFinding, by: Grouping): string {
  switch (by) {
    case 'cause':
      return finding.cause === finding.family ? `${finding.check}/${finding.rule}` : finding.cause;
    case 'family':
      return finding.family;
    case 'cluster':
      return finding.subject.cluster;
    case 'namespace':
      return finding.subject.namespace ?? '';
    case 'team':
      return finding.subject.team ?? '';
  }
}

function groupOf(
  key: string,
  findings: readonly StatedFinding[],
  { by, byId, nowMs }: { readonly by: Grouping; readonly byId: ReadonlyMap<string, Check>; readonly nowMs: number },
): FindingGroup {
  const clusters = new Set<string>();
  const workloads = new Set<string>();
  let severity: Severity = 'info';
  let exposed = false;
  let oldestMs = nowMs;
  for (const { finding } of findings) {
    const { subject } = finding;
    clusters.add(subject.cluster);
    workloads.add(`${subject.cluster}/${subject.kind}/${subject.namespace}/${subject.name}`);
    if (severityRank(finding.severity) > severityRank(severity)) severity = finding.severity;
    exposed ||= subject.exposed;
    oldestMs = Math.min(oldestMs, finding.openedAtMs);
  }
  const first = findings[0]?.finding;
  const check = by === 'cause' || by === 'family' ? byId.get(first?.check ?? '') : undefined;
  return {
    key,
    by,
    check,
    rule: check?.rules.find(({ id }) => id === first?.rule),
    severity,
    clusters: clusters.size,
    workloads: workloads.size,
    findings: [...findings].sort(byUrgency),
    score: scoreOf({ severity, clusters: clusters.size, workloads: workloads.size, exposed, ageDays: (nowMs - oldestMs) / dayMs }),
  };
}

/** How pressing something is. Source: the score of spec A.2. */
export function scoreOf(q: {
  readonly severity: Severity;
  readonly clusters: number;
  readonly workloads: number;
  readonly exposed: boolean;
  readonly ageDays: number;
}): number {
  return (
    100 * severityRank(q.severity) +
    10 * Math.log2(1 + q.clusters) +
    5 * Math.log2(1 + q.workloads) +
    (q.exposed ? 15 : 0) +
    Math.min(10, Math.max(0, q.ageDays))
  );
}

function byUrgency({ finding: a }: StatedFinding, { finding: b }: StatedFinding): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    Number(b.subject.exposed) - Number(a.subject.exposed) ||
    compareCodeUnits(a.subject.cluster, b.subject.cluster) ||
    compareCodeUnits(a.subject.namespace ?? '', b.subject.namespace ?? '') ||
    compareCodeUnits(a.subject.name, b.subject.name) ||
    compareCodeUnits(a.locator, b.locator)
  );
}
