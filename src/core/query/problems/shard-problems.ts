import type { RowId, ShardView, TextLane } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { ProblemSeverity } from '../../resources/problem-rules.ts';
import { type ProblemSpan, problemRules } from '../../resources/problem-spans.ts';
import { problemsColumnName } from '../../resources/problems-column.ts';
import { ClaimJudge } from './claim-judge.ts';
import { isActive, isUnsure, type SpanVerdicts, spanVerdict, spanVerdicts } from './span-verdicts.ts';

/** A problem that an object has now. */
export interface Problem {
  readonly reason: string;
  readonly severity: ProblemSeverity;
  /** Milliseconds since 1970; null when nobody has seen it begin. */
  readonly sinceMs: number | null;
  /** True when the object does not say since when: then it is our first observation. */
  readonly atLeast: boolean;
  /** What the cluster says about it; may be empty. Comes from the cluster as it is. */
  readonly message: string;
}

/** What can be said of an object: its foremost problem, that it has none, or that nobody can tell. */
export type ProblemVerdict = Problem | 'unknown' | null;

/** The problems of one shard's rows. */
export class ShardProblems {
  readonly #shard: ShardView;
  #claims: ClaimJudge | undefined;
  /** Codes of what may be wrong; 0 for what nothing can be wrong with. */
  readonly lane: TextLane | undefined;
  readonly #verdicts: SpanVerdicts | undefined;

  constructor(shard: ShardView) {
    this.#shard = shard;
    this.lane = shard.column(problemsColumnName)?.text;
    this.#verdicts = this.lane === undefined ? undefined : spanVerdicts(this.lane);
  }

  /** Every problem of a row now; the critical first, then in the order of the resource's rules. */
  all(row: RowId, nowMs: number): readonly Problem[] {
    const active = this.#spans(row).filter((span) => isActive(span, nowMs) && this.#holds(span, row) === true);
    return [...active.filter(isCritical), ...active.filter((span) => !isCritical(span))].map(problemFrom);
  }

  /** The foremost problem of a row now. */
  of(row: RowId, nowMs: number): ProblemVerdict {
    switch (this.#verdict(row, nowMs)) {
      case spanVerdict.none:
        return null;
      case spanVerdict.unsure:
        return 'unknown';
      default: {
        const [first] = this.all(row, nowMs);
        return first ?? (this.isUnknown(row, nowMs) ? 'unknown' : null);
      }
    }
  }

  /** Whether a row has a problem now, of any reason or of one of these, in lower case; costs a lookup for nearly all rows. */
  has(row: RowId, nowMs: number, reasons?: ReadonlySet<string>): boolean | 'unknown' {
    const verdict = this.#verdict(row, nowMs);
    if (verdict === spanVerdict.none) return false;
    if (reasons === undefined && verdict !== spanVerdict.claimed) return verdict === spanVerdict.problem ? true : 'unknown';
    let known: boolean | 'unknown' = false;
    for (const span of this.#spans(row)) {
      if (reasons !== undefined && !reasons.has(span.reason.toLowerCase())) continue;
      const says = isActive(span, nowMs) ? this.#holds(span, row) : isUnsure(span, nowMs) ? 'unknown' : false;
      if (says === true) return true;
      if (says === 'unknown') known = says;
    }
    return known;
  }

  /** True when nobody can tell whether a row has a problem, and it has none for certain. */
  isUnknown(row: RowId, nowMs: number): boolean {
    return this.has(row, nowMs) === 'unknown';
  }

  /** The next instant at which time alone may change what is said of a row; Infinity when never. */
  untilMs(row: RowId, nowMs: number): number {
    return this.#verdicts?.untilMs(this.#code(row), nowMs) ?? Number.POSITIVE_INFINITY;
  }

  /** Resources that problems of this one depend on, and that this cluster's view cannot speak for at all. */
  missing(): readonly ResourceId[] {
    return problemRules(this.#shard.resource).reads.filter((resource) => this.#judge.lacks(resource));
  }

  get #judge(): ClaimJudge {
    this.#claims ??= new ClaimJudge(this.#shard);
    return this.#claims;
  }

  #code(row: RowId): number {
    return this.lane?.code(row) ?? 0;
  }

  #verdict(row: RowId, nowMs: number): number {
    return this.#verdicts?.of(this.#code(row), nowMs) ?? spanVerdict.none;
  }

  #spans(row: RowId): readonly ProblemSpan[] {
    return this.#verdicts?.spans(this.#code(row)) ?? [];
  }

  #holds(span: ProblemSpan, row: RowId): boolean | 'unknown' {
    return span.claim === undefined || this.#judge.holds(span.claim, row);
  }
}

function isCritical({ severity }: ProblemSpan): boolean {
  return severity === 'critical';
}

function problemFrom({ reason, severity, sinceMs, atLeast, message }: ProblemSpan): Problem {
  return { reason, severity, sinceMs, atLeast, message };
}

const byShard = new WeakMap<ShardView, ShardProblems>();

/** The problems of a shard, read in its view. */
export function shardProblems(shard: ShardView): ShardProblems {
  let problems = byShard.get(shard);
  if (problems === undefined) {
    problems = new ShardProblems(shard);
    byShard.set(shard, problems);
  }
  return problems;
}

/** The foremost problem of a row at an instant: `unknown` when what it depends on is not synced or not seen for long enough. */
export function problemOf(shard: ShardView, row: RowId, nowMs: number): ProblemVerdict {
  return shardProblems(shard).of(row, nowMs);
}

/** Every problem of a row at an instant, the foremost first. */
export function problemsOf(shard: ShardView, row: RowId, nowMs: number): readonly Problem[] {
  return shardProblems(shard).all(row, nowMs);
}
