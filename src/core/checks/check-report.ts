import type { Finding, Unevaluated } from './finding.ts';
import type { SourcePlace } from './source-place.ts';

/** A finding with where it is written; live ones are written nowhere. */
export interface PlacedFinding extends Finding {
  readonly place?: SourcePlace;
  /** The change to the file that mends it, where it was asked for and can be computed. */
  readonly edit?: TextEdit;
}

/** Whole lines of a file replaced by others. */
export interface TextEdit {
  /** 1-based; the first line that goes. */
  readonly startLine: number;
  /** 1-based; the line after the last one that goes. */
  readonly endLine: number;
  /** What stands there instead, with its line ends. */
  readonly text: string;
}

/** A part of the input that was not judged, or not wholly, and why. */
export interface UnreadInput {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** A short sentence without its full stop. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** How much was looked at: a verdict without its denominator says nothing. */
export interface ReadCounts {
  readonly files: number;
  readonly documents: number;
  readonly objects: number;
  /** Documents that are no Kubernetes objects. */
  readonly others: number;
}

/** All that one run of `check` has to say. */
export interface CheckReport {
  /** Those that count, the worst first, then by place. */
  readonly findings: readonly PlacedFinding[];
  /** Accepted by somebody, with the reason. */
  readonly suppressed: readonly PlacedFinding[];
  /** Known before: in the baseline, or already there at the git reference. */
  readonly known: number;
  /** Once there and now gone, of the baseline or the git reference. */
  readonly fixed: number;
  readonly unevaluated: readonly Unevaluated[];
  readonly unread: readonly UnreadInput[];
  readonly counts: ReadCounts;
  /** Rules that were asked. */
  readonly rules: number;
}
