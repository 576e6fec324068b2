import type { KubeObject } from '../kube/object.ts';
import { timeOf } from './content.ts';
import { customProblems } from './custom-resource.problems.ts';
import { deletionProblem } from './deletion-problem.ts';
import { noProblems, type ProblemClaim, type ProblemDraft, type ProblemRules, type ProblemSeverity } from './problem-rules.ts';
import type { ResourceDef } from './resource.ts';

/** From which to which instant an object has a problem. All times in milliseconds since 1970. */
export interface ProblemSpan {
  readonly reason: string;
  readonly severity: ProblemSeverity;
  /** Since when the state lasts that becomes, or is, the problem; null when nobody has seen it begin. */
  readonly sinceMs: number | null;
  /** True when `sinceMs` is only our first observation. */
  readonly atLeast: boolean;
  readonly fromMs: number;
  /** Infinity when it does not end by itself. */
  readonly untilMs: number;
  /** From here to `fromMs` nobody can tell, because the state was there when we first looked; Infinity where that is not so. */
  readonly unsureMs: number;
  readonly message: string;
  readonly claim: ProblemClaim | undefined;
}

/** When an object was seen. */
export interface Seen {
  readonly atMs: number;
  /** True during the first list: what is seen then may have been so for long. */
  readonly first: boolean;
}

const genericRules: ProblemRules = { reads: [], of: () => noProblems };

/** The rules of a resource: its own, those of every custom resource, or that of deletion alone. */
export function problemRules(def: Pick<ResourceDef, 'problems' | 'origin'>): ProblemRules {
  return def.problems ?? (def.origin === 'declared' ? genericRules : customProblems);
}

/** What may be a problem of an object, most telling first; an odd object, on which the rules throw, has none. */
function problemDrafts(rules: ProblemRules, object: KubeObject): readonly ProblemDraft[] {
  const drafts = rules.of(object);
  if (rules.judgesDeletion === true || !object.metadata.deletionTimestamp) return drafts;
  return [...drafts, ...deletionProblem(object)];
}

/** The spans of one object as it is seen now, for who has it at hand; `before` are those of the observation before. */
export function problemSpans(
  rules: ProblemRules,
  object: KubeObject,
  q: { readonly seen: Seen; readonly before: readonly ProblemSpan[] },
): readonly ProblemSpan[] {
  const drafts = problemDrafts(rules, object);
  return drafts.length === 0 ? none : drafts.map((draft) => spanOf(draft, object, q));
}

const none: readonly ProblemSpan[] = Object.freeze([]);

function spanOf(draft: ProblemDraft, object: KubeObject, q: { readonly seen: Seen; readonly before: readonly ProblemSpan[] }): ProblemSpan {
  const { reason, severity, afterMs, forMs } = draft;
  const known = draft.sinceMs;
  if (known === null && draft.claim !== undefined) return undatedSpan(draft);
  const earlier = known === null ? q.before.find((span) => span.reason === reason && span.atLeast) : undefined;
  const sinceMs = known ?? earlier?.sinceMs ?? q.seen.atMs;
  return {
    reason,
    severity,
    sinceMs,
    atLeast: known === null,
    fromMs: sinceMs + afterMs,
    untilMs: forMs === undefined ? Number.POSITIVE_INFINITY : sinceMs + forMs,
    unsureMs: known !== null ? Number.POSITIVE_INFINITY : (earlier?.unsureMs ?? unsureFrom(object, afterMs, q.seen)),
    message: messageText(draft.message ?? ''),
    claim: draft.claim,
  };
}

/** What other objects decide began when they changed, of which this one tells nothing. */
function undatedSpan({ reason, severity, message, claim }: ProblemDraft): ProblemSpan {
  return {
    reason,
    severity,
    sinceMs: null,
    atLeast: false,
    fromMs: 0,
    untilMs: Number.POSITIVE_INFINITY,
    unsureMs: Number.POSITIVE_INFINITY,
    message: messageText(message ?? ''),
    claim,
  };
}

/** An object cannot have been in a state before it was created. */
function unsureFrom(object: KubeObject, afterMs: number, seen: Seen): number {
  if (!seen.first || afterMs === 0) return Number.POSITIVE_INFINITY;
  return (timeOf(object.metadata.creationTimestamp) ?? 0) + afterMs;
}

/** Longer messages tell no more, and every text is kept. */
const longestMessage = 300;

function messageText(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`;
}

/** Reason, flags, since, from, until, unsure, message, claim; null stands for never. */
type SpanTuple = readonly [string, number, number | null, number, number | null, number | null, string, ProblemClaim | null];

const isCritical = 1;
const isAtLeast = 2;

/** Spans as one text, equal for equal spans; null for none. */
export function encodeSpans(spans: readonly ProblemSpan[]): string | null {
  if (spans.length === 0) return null;
  return JSON.stringify(
    spans.map(({ reason, severity, sinceMs, atLeast, fromMs, untilMs, unsureMs, message, claim }): SpanTuple => {
      const flags = (severity === 'critical' ? isCritical : 0) | (atLeast ? isAtLeast : 0);
      return [reason, flags, sinceMs, fromMs, instantOrNull(untilMs), instantOrNull(unsureMs), message, claim ?? null];
    }),
  );
}

function instantOrNull(ms: number): number | null {
  return ms === Number.POSITIVE_INFINITY ? null : ms;
}

/** The spans that `encodeSpans` wrote. */
export function decodeSpans(text: string | null | undefined): readonly ProblemSpan[] {
  if (typeof text !== 'string') return none;
  return (JSON.parse(text) as readonly SpanTuple[]).map(([reason, flags, sinceMs, fromMs, untilMs, unsureMs, message, claim]) => ({
    reason,
    severity: (flags & isCritical) === 0 ? 'warning' : 'critical',
    sinceMs,
    atLeast: (flags & isAtLeast) !== 0,
    fromMs,
    untilMs: untilMs ?? Number.POSITIVE_INFINITY,
    unsureMs: unsureMs ?? Number.POSITIVE_INFINITY,
    message,
    claim: claim ?? undefined,
  }));
}
