import type { FieldPath, PatchStep } from './fault.ts';
import type { Fingerprints } from './fingerprint.ts';
import type { Confidence, Severity } from './severity.ts';

/** Whom a finding is about. */
export interface FindingSubject {
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One complaint about one subject, ready to be shown; its fingerprints are its identity over time. */
export interface Finding {
  readonly check: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The inventory's name: a cluster, or `src:<folder>`. */
  readonly cluster: string;
  readonly subject: FindingSubject;
  readonly locator: string;
  readonly message: string;
  readonly path: FieldPath;
  readonly missing: string | undefined;
  readonly container: string | undefined;
  readonly advice: string | undefined;
  readonly patch: readonly PatchStep[];
  readonly fingerprints: Fingerprints;
  /** Live: since when, where the API tells. */
  readonly sinceMs: number | undefined;
  /** Live: becomes a finding only at that instant. */
  readonly opensAtMs: number | undefined;
  /** Present when somebody has accepted it. */
  readonly suppressed?: SuppressionNote;
}

/** Why a finding does not count. */
export interface SuppressionNote {
  readonly reason: string;
  readonly untilMs: number | undefined;
  readonly by: string | undefined;
  /** Where it is written: `annotation of the object`, `annotation of namespace shop`, `hindsight.suppressions.yaml:12`. */
  readonly where: string;
}

/** A rule that could not be evaluated, with how many subjects that concerns. */
export interface Unevaluated {
  readonly check: string;
  readonly rule: string;
  readonly reason: string;
  readonly subjects: number;
}
