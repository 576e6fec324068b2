import type { TextLane } from '../../fleet/fleet-view.ts';
import { decodeSpans, type ProblemSpan } from '../../resources/problem-spans.ts';

/** What the spans of a row say at an instant, before anything else is looked at. */
export const spanVerdict = Object.freeze({
  /** No problem. */
  none: 1,
  /** A problem. */
  problem: 2,
  /** Nobody can tell yet. */
  unsure: 3,
  /** It depends on other objects. */
  claimed: 4,
});

/** True when the span is a problem at the instant, as far as its object can tell. */
export function isActive(span: ProblemSpan, nowMs: number): boolean {
  return nowMs >= span.fromMs && nowMs < span.untilMs;
}

/** True when nobody can tell whether the span is a problem already. */
export function isUnsure(span: ProblemSpan, nowMs: number): boolean {
  return nowMs >= span.unsureMs && nowMs < span.fromMs;
}

/**
 * Verdicts by dictionary code, each kept with the time for which it holds: after the first question a scan reads numbers only, and texts
 * are read again when time has passed one of their bounds. Spans themselves are kept for what is, or may be, a problem.
 */
export class SpanVerdicts {
  readonly #lane: TextLane;
  #verdicts = new Uint8Array(0);
  #sinceMs = new Float64Array(0);
  #untilMs = new Float64Array(0);
  readonly #spans = new Map<number, readonly ProblemSpan[]>();

  constructor(lane: TextLane) {
    this.#lane = lane;
  }

  /** One of `spanVerdict`. */
  of(code: number, nowMs: number): number {
    if (code === 0) return spanVerdict.none;
    if (nowMs >= (this.#sinceMs[code] as number) && nowMs < (this.#untilMs[code] as number)) return this.#verdicts[code] as number;
    return this.#judge(code, nowMs);
  }

  /** The next instant at which anything about the code may change by itself; Infinity when never. */
  untilMs(code: number, nowMs: number): number {
    if (code === 0) return Number.POSITIVE_INFINITY;
    this.of(code, nowMs);
    return this.#untilMs[code] as number;
  }

  spans(code: number): readonly ProblemSpan[] {
    return this.#spans.get(code) ?? decodeSpans(this.#lane.value(code));
  }

  #judge(code: number, nowMs: number): number {
    const spans = this.spans(code);
    const { verdict, sinceMs, untilMs } = verdictOf(spans, nowMs);
    this.#reserve(code);
    this.#verdicts[code] = verdict;
    this.#sinceMs[code] = sinceMs;
    this.#untilMs[code] = untilMs;
    if (verdict === spanVerdict.none) this.#spans.delete(code);
    else this.#spans.set(code, spans);
    return verdict;
  }

  #reserve(code: number): void {
    if (code < this.#verdicts.length) return;
    const size = Math.max(code + 1, this.#lane.size, this.#verdicts.length * 2);
    const verdicts = new Uint8Array(size);
    verdicts.set(this.#verdicts);
    this.#verdicts = verdicts;
    this.#sinceMs = grown(this.#sinceMs, size);
    this.#untilMs = grown(this.#untilMs, size);
  }
}

function grown(numbers: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size).fill(Number.NaN);
  larger.set(numbers);
  return larger;
}

function verdictOf(spans: readonly ProblemSpan[], nowMs: number): { verdict: number; sinceMs: number; untilMs: number } {
  let verdict: number = spanVerdict.none;
  let sinceMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  for (const span of spans) {
    for (const bound of [span.unsureMs, span.fromMs, span.untilMs]) {
      if (bound <= nowMs) sinceMs = Math.max(sinceMs, bound);
      else untilMs = Math.min(untilMs, bound);
    }
    verdict = stronger(verdict, spanSays(span, nowMs));
  }
  return { verdict, sinceMs, untilMs };
}

function spanSays(span: ProblemSpan, nowMs: number): number {
  if (isActive(span, nowMs)) return span.claim === undefined ? spanVerdict.problem : spanVerdict.claimed;
  return isUnsure(span, nowMs) ? spanVerdict.unsure : spanVerdict.none;
}

/** A problem is one whatever else is; what depends on others comes before what nobody can tell. */
function stronger(a: number, b: number): number {
  if (a === spanVerdict.problem || b === spanVerdict.problem) return spanVerdict.problem;
  return Math.max(a, b);
}

const byCodes = new WeakMap<object, SpanVerdicts>();

/** The verdicts of a lane, shared by all views whose lanes share codes. */
export function spanVerdicts(lane: TextLane): SpanVerdicts {
  const identity = lane.dictionary ?? lane;
  let verdicts = byCodes.get(identity);
  if (verdicts === undefined) {
    verdicts = new SpanVerdicts(lane);
    byCodes.set(identity, verdicts);
  }
  return verdicts;
}
