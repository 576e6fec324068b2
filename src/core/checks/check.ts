import type { Rule } from './rule.ts';
import type { Severity } from './severity.ts';

/** One pitfall that a public outage taught, with the rules that detect it. One file per check: `<id>.check.ts`. */
export interface Check {
  /** Stable, kebab-case, at most 40 characters; never renamed. */
  readonly id: string;
  readonly title: string;
  /** The family it stands in on pages, e.g. `probes`. */
  readonly group: CheckGroup;
  /** What happens and why, in two to five sentences, for somebody who has not met it. */
  readonly explanation: string;
  /** What to change, with the YAML where it is short. */
  readonly fix: string;
  readonly sources: readonly CheckSource[];
  /** Rules of other scanners that it stands in for; their ignore annotations are read as ours. */
  readonly replaces: readonly PeerRule[];
  readonly rules: readonly Rule[];
  readonly examples: CheckExamples;
}

/** The families of checks, in the order of pages. */
export const checkGroups = [
  'probes',
  'resources',
  'dns',
  'availability',
  'shutdown',
  'jobs',
  'limits',
  'references',
  'webhooks',
  'access',
  'components',
  'symptoms',
  'upgrades',
  'fleet',
  'exceptions',
  'house',
] as const;

/** One family of checks. */
export type CheckGroup = (typeof checkGroups)[number];

/** A page that says more. The stories that taught a check name it themselves, in `core/stories`. */
export interface CheckSource {
  readonly title: string;
  readonly url: string;
}

/** A rule of another scanner. */
export interface PeerRule {
  readonly tool:
    | 'popeye'
    | 'polaris'
    | 'kube-score'
    | 'kube-linter'
    | 'kubescape'
    | 'datree'
    | 'kyverno'
    | 'trivy'
    | 'marvin'
    | 'clusterlint';
  /** As that tool names it in its configuration and annotations. */
  readonly rule: string;
}

/** Manifests that are a check's tests and its documentation. Every rule has at least one of each that applies to it. */
export interface CheckExamples {
  /** Must be found. */
  readonly flags: readonly FlaggedExample[];
  /** Done right: nothing is found. */
  readonly passes: readonly Example[];
  /** Looks wrong and is not: nothing is found. */
  readonly guards: readonly Example[];
}

/** Real YAML, one or more documents that are judged together. */
export interface Example {
  /** What it shows, in a few words. */
  readonly name: string;
  readonly yaml: string;
  /** Default `manifest`. In `live` the documents are all that the cluster has. */
  readonly mode?: 'manifest' | 'live';
  /** In mode `manifest`: the documents are all that there is (`--complete`). */
  readonly complete?: true;
  /** RFC 3339; the instant of judging, for rules that count time. Default 2026-11-20T12:00:00Z. */
  readonly now?: string;
  /** Minor version of the cluster that it is meant for, e.g. `1.37`. */
  readonly target?: string;
}

/** An example with what must be found in it, and nothing else of this check. */
export interface FlaggedExample extends Example {
  readonly expect: readonly ExpectedFinding[];
}

/** One finding that an example must give. */
export interface ExpectedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** The stable place within the subject, e.g. `containers[name=app].readinessProbe`. */
  readonly locator: string;
}
