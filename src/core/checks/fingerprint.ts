/** Identities of a finding, 20 hex digits each. */
export interface Fingerprints {
  /** This complaint about this subject in this cluster. */
  readonly instance: string;
  /** The same in any cluster. */
  readonly family: string;
  /** What victims of one cause share. */
  readonly cause: string;
}

/** What identity is made of: no severity, text, number, time, image tag, API version or label value. */
export interface FingerprintParts {
  readonly check: string;
  readonly rule: string;
  readonly cluster: string;
  /** `group/Kind`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly locator: string;
  readonly causeKey: string | undefined;
}

/** SHA-256 in hex, given from outside: core has no crypto. */
export type Hash = (text: string) => string;

const length = 20;

/** The identities of a finding. Stable over releases: the leading `v1` changes when this rule does. */
export function fingerprintsOf(parts: FingerprintParts, hash: Hash): Fingerprints {
  const { check, rule, cluster, kind, namespace, name, locator, causeKey } = parts;
  const short = (tuple: readonly string[]): string => hash(JSON.stringify(tuple)).slice(0, length);
  const family = short(['v1', check, rule, 'object', kind, namespace, name, locator]);
  return {
    instance: short(['v1', check, rule, 'object', cluster, kind, namespace, name, locator]),
    family,
    cause: causeKey === undefined ? family : short(['v1', check, rule, causeKey]),
  };
}
