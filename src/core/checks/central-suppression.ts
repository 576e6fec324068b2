import { HindsightError } from '../base/hindsight-error.ts';
import { parseTime } from '../kube/parse-time.ts';
import { globTest } from '../query/name-patterns.ts';
import type { Finding, SuppressionNote } from './finding.ts';

/** One accepted finding of `hindsight.suppressions.yaml`: for objects that nobody can annotate, for fleets and for CI. */
export interface CentralSuppression {
  readonly check: string;
  readonly rule: string | undefined;
  readonly match: SuppressionMatch;
  readonly reason: string;
  /** Until the end of that day, UTC. */
  readonly untilMs: number;
  readonly by: string | undefined;
  /** `hindsight.suppressions.yaml, entry 3`. */
  readonly where: string;
}

/** Whom it covers. A list that is not given covers all; names are globs. */
export interface SuppressionMatch {
  readonly clusters: readonly string[] | undefined;
  readonly channels: readonly string[] | undefined;
  readonly namespaces: readonly string[] | undefined;
  readonly kinds: readonly string[] | undefined;
  readonly names: readonly string[] | undefined;
  readonly containers: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a finding itself does not say. */
export interface SuppressionFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly channel?: string | undefined;
  readonly nowMs: number;
}

const dayMs = 86_400_000;
const longestDays = 366;
const shortestReason = 10;
const listKeys = ['clusters', 'channels', 'namespaces', 'kinds', 'names', 'containers'] as const;
const knownKeys: ReadonlySet<string> = new Set(['check', 'rule', 'match', 'reason', 'until', 'by']);

/** The entries of a parsed file. HindsightError `config-invalid` names the entry and what is wrong with it: a mistyped exception must not look like one. */
export function readCentralSuppressions(value: unknown, source: string): readonly CentralSuppression[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : (value as { readonly suppressions?: unknown }).suppressions;
  if (!Array.isArray(list)) throw invalid(source, 'it is no list of suppressions');
  return list.map((entry: unknown, i) => readEntry(entry, `${source}, entry ${i + 1}`));
}

/** The first entry that covers a finding and is in force: not over, and not for longer than a year. */
export function centralNote(
  list: readonly CentralSuppression[],
  finding: Pick<Finding, 'check' | 'rule' | 'cluster' | 'subject' | 'container'>,
  facts: SuppressionFacts,
): SuppressionNote | undefined {
  const found = list.find(
    (one) => one.untilMs >= facts.nowMs && one.untilMs <= facts.nowMs + longestDays * dayMs && covers(one, finding, facts),
  );
  return found === undefined ? undefined : { reason: found.reason, untilMs: found.untilMs, by: found.by, where: found.where };
}

function covers(
  { check, rule, match }: CentralSuppression,
  { check: id, rule: ruleId, cluster, subject, container }: Pick<Finding, 'check' | 'rule' | 'cluster' | 'subject' | 'container'>,
  { labels, channel }: SuppressionFacts,
): boolean {
  return (
    check === id &&
    (rule === undefined || rule === ruleId) &&
    fits(match.clusters, cluster) &&
    fits(match.channels, channel) &&
    fits(match.namespaces, subject.namespace ?? 'default') &&
    fits(match.kinds, subject.kind) &&
    fits(match.names, subject.name) &&
    fits(match.containers, container) &&
    Object.entries(match.labels).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
  );
}

function fits(patterns: readonly string[] | undefined, value: string | undefined): boolean {
  return patterns === undefined || (value !== undefined && patterns.some((pattern) => globTest(pattern)(value)));
}

function readEntry(entry: unknown, where: string): CentralSuppression {
  if (!isRecord(entry)) throw invalid(where, 'it is no mapping');
  const stranger = Object.keys(entry).find((key) => !knownKeys.has(key));
  if (stranger !== undefined) throw invalid(where, `there is no key "${stranger}"; known: ${[...knownKeys].join(', ')}`);
  const { check, rule, reason, until, by } = entry;
  if (typeof check !== 'string' || check === '') throw invalid(where, 'it names no check');
  if (typeof reason !== 'string' || reason.trim().length < shortestReason)
    throw invalid(where, `it needs a reason of at least ${shortestReason} characters`);
  const [id = '', ruleOfId] = check.split('/');
  return {
    check: id,
    rule: typeof rule === 'string' ? rule : ruleOfId,
    match: readMatch(entry.match, where),
    reason,
    untilMs: readUntil(until, where),
    by: typeof by === 'string' ? by : undefined,
    where,
  };
}

function readUntil(until: unknown, where: string): number {
  const text = typeof until === 'string' ? until : '';
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseTime(`${text}T23:59:59Z`) : undefined;
  if (ms === undefined || ms === null) throw invalid(where, 'it needs until: with a date such as 2027-01-31');
  return ms;
}

function readMatch(value: unknown, where: string): SuppressionMatch {
  if (value !== undefined && !isRecord(value)) throw invalid(where, 'match is no mapping');
  const match = value ?? {};
  const stranger = Object.keys(match).find((key) => key !== 'labels' && !(listKeys as readonly string[]).includes(key));
  if (stranger !== undefined) throw invalid(where, `match has no key "${stranger}"; known: ${listKeys.join(', ')}, labels`);
  const lists = Object.fromEntries(listKeys.map((key) => [key, readList(match[key], `${where}, match.${key}`)]));
  const labels = match.labels ?? {};
  if (!isRecord(labels)) throw invalid(where, 'match.labels is no mapping');
  return {
    ...(lists as Pick<SuppressionMatch, (typeof listKeys)[number]>),
    labels: Object.fromEntries(Object.entries(labels).map(([key, one]) => [key, String(one)])),
  };
}

function readList(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.some((one) => typeof one !== 'string')) throw invalid(where, 'it is no list of names');
  return list as readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(where: string, why: string): HindsightError {
  return new HindsightError('config-invalid', `${where}: ${why}`, {
    place: { source: where },
    hint: 'Each entry is {check, rule?, match?: {clusters, channels, namespaces, kinds, names, containers, labels}, reason, until, by?}.',
  });
}
