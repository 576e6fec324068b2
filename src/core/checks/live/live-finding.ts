import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { FieldPath } from '../fault.ts';
import type { SuppressionNote } from '../finding.ts';
import type { Confidence, Severity } from '../severity.ts';

/** Where a finding stands in its life. `stale`: its cluster cannot be read, so nobody knows whether it still holds. */
export type FindingState = 'pending' | 'open' | 'suppressed' | 'stale' | 'resolved';

/** Why a finding is over. */
export type ResolvedWhy = 'fixed' | 'object-deleted' | 'rule-changed';

/** Whom findings are about; shared by all findings of one subject. */
export interface LiveSubject {
  readonly cluster: ClusterId;
  readonly group: string;
  readonly kind: string;
  /** Undefined for a cluster as a whole, and for kinds that are not known here. */
  readonly resource: ResourceId | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Labels `team` and `application` of the object, the latter also as `app.kubernetes.io/name` or `app`. */
  readonly team: string | undefined;
  readonly application: string | undefined;
  /** Traffic from outside the cluster reaches it. */
  readonly exposed: boolean;
}

/** One finding as it is kept: texts that many share are shared. */
export interface LiveFinding {
  readonly check: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly subject: LiveSubject;
  readonly locator: string;
  readonly message: string;
  readonly path: FieldPath;
  readonly container: string | undefined;
  readonly advice: string | undefined;
  readonly instance: string;
  readonly family: string;
  readonly cause: string;
  readonly sinceMs: number | undefined;
  /** Until then it is pending. */
  readonly opensAtMs: number | undefined;
  readonly suppressed: SuppressionNote | undefined;
  /** When this episode opened; where the API tells since when, that. */
  readonly openedAtMs: number;
  /** How often it has been open, 1 at first. */
  readonly episodes: number;
  /** It was there when the cluster was first looked at: it may be much older. */
  readonly atLeast: boolean;
}

/** A finding that is over. */
export interface ResolvedFinding extends LiveFinding {
  readonly resolvedAtMs: number;
  readonly why: ResolvedWhy;
}

/** The state of a finding at an instant; `stale` is for whoever knows the cluster's state to say. */
export function stateOf(finding: LiveFinding, nowMs: number): FindingState {
  if ('resolvedAtMs' in finding) return 'resolved';
  if (finding.opensAtMs !== undefined && finding.opensAtMs > nowMs) return 'pending';
  return finding.suppressed === undefined ? 'open' : 'suppressed';
}
