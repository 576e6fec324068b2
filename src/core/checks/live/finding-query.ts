import { HindsightError } from '../../base/hindsight-error.ts';
import type { ClusterId, FleetView } from '../../fleet/fleet-view.ts';
import { globTest } from '../../query/name-patterns.ts';
import { isAtLeast, type Severity, severities } from '../severity.ts';
import type { FleetJudge } from './fleet-judge.ts';
import { type FindingState, type LiveFinding, stateOf } from './live-finding.ts';

/** Which findings are asked for; a list that is empty asks for all. */
export interface FindingQuery {
  /** Checks, or `check/rule`. */
  readonly checks: readonly string[];
  /** At least as bad. */
  readonly severity: Severity | undefined;
  /** Exact names or globs. */
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly states: readonly FindingState[];
  readonly family: string | undefined;
  readonly cause: string | undefined;
  readonly team: string | undefined;
  /** Opened after this instant. */
  readonly afterMs: number | undefined;
}

/** The parameters of an address, as far as they are read: a URLSearchParams. */
export interface FindingParams {
  get(name: string): string | null;
  getAll(name: string): readonly string[];
}

/** A finding with its state. */
export interface StatedFinding {
  readonly finding: LiveFinding;
  readonly state: FindingState;
}

const states: readonly FindingState[] = ['pending', 'open', 'suppressed', 'stale', 'resolved'];
const dayMs = 86_400_000;

/** What is open, and what was when its cluster was last heard of. */
export const openStates: readonly FindingState[] = ['open', 'stale'];

/** Reads a question from the parameters of an address. HindsightError `query-invalid` names what is not understood. */
export function findingQueryFromUrl(params: FindingParams, nowMs: number): FindingQuery {
  const list = (name: string): readonly string[] =>
    params
      .getAll(name)
      .flatMap((text) => text.split(',').flatMap((one) => (one.trim() === '' || one.trim() === '_all' ? [] : [one.trim()])));
  const rule = list('rule');
  const checks = list('check');
  return {
    checks: rule.length === 0 ? checks : rule.map((one) => (one.includes('/') || checks.length !== 1 ? one : `${checks[0]}/${one}`)),
    severity: one(params, 'severity', severities),
    clusters: list('cluster'),
    namespaces: list('namespace'),
    states:
      list('state').length === 0 ? openStates : list('state').flatMap((text) => (text === 'any' ? states : [known('state', text, states)])),
    family: params.get('family') || undefined,
    cause: params.get('cause') || undefined,
    team: params.get('team') || undefined,
    afterMs: params.get('new') === null ? undefined : nowMs - dayMs,
  };
}

/** Everything that is asked for and may be seen: by cluster, within it in no promised order. */
export function* selectFindings(judge: FleetJudge, view: FleetView, q: FindingQuery, nowMs: number): Iterable<StatedFinding> {
  const cluster = nameTest(q.clusters);
  const namespace = nameTest(q.namespaces);
  for (const one of judge.judges()) {
    if (!cluster(one.cluster)) continue;
    const stale = isStale(view, one.cluster);
    for (const finding of one.findings()) {
      const own = stateOf(finding, nowMs);
      const state = stale && own === 'open' ? 'stale' : own;
      if (q.states.includes(state) && fits(finding, q) && namespace(finding.subject.namespace ?? '') && maySee(view, finding))
        yield { finding, state };
    }
  }
  if (!q.states.includes('resolved')) return;
  for (const finding of judge.history.resolved())
    if (cluster(finding.subject.cluster) && fits(finding, q) && namespace(finding.subject.namespace ?? '') && maySee(view, finding))
      yield { finding, state: 'resolved' };
}

/** Whether what is known of a cluster is old. */
export function isStale(view: FleetView, cluster: ClusterId): boolean {
  const state = view.cluster(cluster)?.state;
  return state === 'stale' || state === 'unreachable' || state === 'forbidden' || state === undefined;
}

/** Whether the viewer may list what the finding is about; what is about a whole cluster, who may list its nodes. */
export function maySee(view: FleetView, { subject }: LiveFinding): boolean {
  const grant = view.scope.grant(subject.cluster, subject.resource ?? 'nodes', 'list');
  if (grant === 'all' || grant === 'none') return grant === 'all';
  return subject.namespace !== undefined && grant.namespaces.has(subject.namespace);
}

function fits(finding: LiveFinding, q: FindingQuery): boolean {
  return (
    (q.checks.length === 0 || q.checks.includes(finding.check) || q.checks.includes(`${finding.check}/${finding.rule}`)) &&
    (q.severity === undefined || isAtLeast(finding.severity, q.severity)) &&
    (q.family === undefined || q.family === finding.family) &&
    (q.cause === undefined || q.cause === finding.cause) &&
    (q.team === undefined || q.team === (finding.subject.team ?? '')) &&
    (q.afterMs === undefined || (finding.openedAtMs >= q.afterMs && !finding.atLeast))
  );
}

function nameTest(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => globTest(pattern));
  const known = new Map<string, boolean>();
  return (name) => {
    const verdict = known.get(name) ?? tests.some((test) => test(name));
    known.set(name, verdict);
    return verdict;
  };
}

function one<T extends string>(params: FindingParams, name: string, values: readonly T[]): T | undefined {
  const text = params.get(name);
  return text === null || text === '' ? undefined : known(name, text, values);
}

function known<T extends string>(name: string, text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new HindsightError('query-invalid', `${name} is one of ${values.join(', ')}, not "${text}"`, {
    place: { source: name, text, offset: 0, length: text.length },
    hint: `For example ${name}=${values[values.length - 1]}.`,
  });
}
