import { fitsOne, type MatchedObject, matchesObject, type ObjectMatch } from './object-match.ts';
import type { Severity } from './severity.ts';

/** What people configure of checks: everything has a default, so that nothing needs to be said. */
export interface CheckSetting {
  /** Namespaces of the platform, exact names: workloads there are critical. */
  readonly platformNamespaces: ReadonlySet<string>;
  /** The first channel (dev, playground): findings there are one step milder, unless users are hurt. */
  readonly firstChannel: boolean;
  /** Severity by `check` or `check/rule`; `off` leaves it out. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  /** Numbers by `check/rule/name`. */
  readonly thresholds: ReadonlyMap<string, number>;
  /** Severities of some namespaces. The first that names a rule there counts; before `severities`. */
  readonly namespaces?: readonly NamespaceSetting[];
  /** Objects that checks leave alone. */
  readonly exclusions?: readonly CheckExclusion[];
  /** Who may accept findings by annotations. */
  readonly annotations?: AnnotationPolicy;
  /** Every check with its rules, our own and the house's: what an annotation may name. Without it names are not looked at. */
  readonly known?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What holds in some namespaces. */
export interface NamespaceSetting {
  /** Globs. */
  readonly namespaces: readonly string[];
  /** By `check` or `check/rule`. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
}

/** Objects that some checks do not judge. */
export interface CheckExclusion {
  /** Globs of `check` or `check/rule`; all without. */
  readonly checks?: readonly string[] | undefined;
  readonly match: ObjectMatch;
}

/** Where exceptions may be written. */
export interface AnnotationPolicy {
  /** Checks (globs) and namespaces (globs) whose findings only the central file accepts. */
  readonly refused: readonly { readonly checks: readonly string[] | undefined; readonly namespaces: readonly string[] | undefined }[];
  /** Whether annotations of other scanners are read. */
  readonly peers: boolean;
  /** Since when they are, for those without an expiry; undefined: since now. */
  readonly peersSinceMs: number | undefined;
}

/** Source: kube-system and kube-node-lease hold the cluster's own components. */
export const defaultCheckSetting: CheckSetting = {
  platformNamespaces: new Set(['kube-system', 'kube-node-lease']),
  firstChannel: false,
  severities: new Map(),
  thresholds: new Map(),
};

/** Where nobody said anything. */
export const defaultAnnotationPolicy: AnnotationPolicy = { refused: [], peers: true, peersSinceMs: undefined };

/** The severity that is configured for a rule in a namespace; undefined where none is. */
export function configuredSeverity(
  setting: CheckSetting,
  { check, rule }: { readonly check: string; readonly rule: string },
  namespace: string | undefined,
): Severity | 'off' | undefined {
  const name = `${check}/${rule}`;
  for (const one of setting.namespaces ?? []) {
    if (namespace === undefined || !fitsOne(one.namespaces, namespace)) continue;
    const found = one.severities.get(name) ?? one.severities.get(check);
    if (found !== undefined) return found;
  }
  return setting.severities.get(name) ?? setting.severities.get(check);
}

/** Whether a rule leaves an object alone. */
export function isExcluded(
  { exclusions = [] }: CheckSetting,
  { check, rule }: { readonly check: string; readonly rule: string },
  object: MatchedObject,
): boolean {
  return exclusions.some(({ checks, match }) => namesRule(checks, check, rule) && matchesObject(match, object));
}

/** Whether findings of a rule in a namespace may not be accepted by annotations. */
export function isRefused(
  { annotations = defaultAnnotationPolicy }: CheckSetting,
  { check, rule }: { readonly check: string; readonly rule: string },
  namespace: string | undefined,
): boolean {
  return annotations.refused.some((one) => namesRule(one.checks, check, rule) && fitsOne(one.namespaces, namespace));
}

function namesRule(patterns: readonly string[] | undefined, check: string, rule: string): boolean {
  return patterns === undefined || fitsOne(patterns, check) || fitsOne(patterns, `${check}/${rule}`);
}

/** A threshold as configured, else its default. */
export function threshold(setting: CheckSetting, name: string, standard: number): number {
  return setting.thresholds.get(name) ?? standard;
}
