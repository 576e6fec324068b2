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
}

/** Source: kube-system and kube-node-lease hold the cluster's own components. */
export const defaultCheckSetting: CheckSetting = {
  platformNamespaces: new Set(['kube-system', 'kube-node-lease']),
  firstChannel: false,
  severities: new Map(),
  thresholds: new Map(),
};

/** A threshold as configured, else its default. */
export function threshold(setting: CheckSetting, name: string, standard: number): number {
  return setting.thresholds.get(name) ?? standard;
}
