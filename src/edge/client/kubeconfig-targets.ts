import type { Clock } from '../../core/base/clock.ts';
import { type ConfigEntry, invalid, type Kubeconfig } from '../config/kubeconfig-file.ts';
import { loadKubeconfig } from '../config/load-kubeconfig.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { contextMatcher } from './context-matcher.ts';
import { ExecSharing } from './exec-credentials.ts';
import { ExecRunner } from './exec-runner.ts';
import { uniqueName } from './sanitised-name.ts';
import { type PluginShare, targetFromContext } from './target-from-context.ts';

/** Which contexts of which files. */
export interface KubeconfigQuestion {
  /** Paths named by the user; each must be there. Default: $KUBECONFIG, else ~/.kube/config. */
  readonly files?: readonly string[];
  /** Names or globs; default all. */
  readonly contexts?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

const systemClock: Clock = { nowMs: () => Date.now() };

/** What the plugins of one process share. */
export function pluginShare(q: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly interactive?: boolean;
}): PluginShare {
  const { env, clock = systemClock, interactive = false } = q;
  return { runner: new ExecRunner({ env }), sharing: new ExecSharing(), clock, interactive, logins: new Map() };
}

/**
 * One target for each context, in the order of the files: contexts are not clusters yet. A broken context becomes a target with a `defect`, unless it was asked for by
 * its very name; an unusable file is a HindsightError with the place. An empty answer means that no context matches, or that there is no default kubeconfig.
 */
export async function targetsFromKubeconfig(q: KubeconfigQuestion): Promise<readonly ClusterTarget[]> {
  const config = await loadKubeconfig(q.files, q.env);
  const matches = contextMatcher(q.contexts);
  const contexts = [...config.contexts.values()].filter(({ name }) => matches(name));
  const targets = await targetsOfContexts(contexts, config, pluginShare(q));
  refuseNamedDefects(targets, q.contexts ?? []);
  refuseNothingUsable(targets);
  return targets;
}

/** One target for each of these contexts, under unique names. */
export async function targetsOfContexts(
  contexts: Iterable<ConfigEntry>,
  config: Kubeconfig,
  plugins: PluginShare,
): Promise<readonly ClusterTarget[]> {
  const taken = new Set<string>();
  const targets: ClusterTarget[] = [];
  for (const context of contexts) {
    targets.push(await targetFromContext(context, { config, id: uniqueName(context.name, taken), plugins }));
  }
  return targets;
}

/** A context that was asked for by its very name must be usable. */
export function refuseNamedDefects(targets: readonly ClusterTarget[], names: readonly string[]): void {
  const broken = targets.find(({ defect, context }) => defect !== undefined && context !== undefined && names.includes(context));
  if (broken !== undefined) throw defectError(broken);
}

/** When not a single context can be used, the first reason is the answer. */
export function refuseNothingUsable(targets: readonly ClusterTarget[]): void {
  const [first] = targets;
  if (first?.defect === undefined || targets.some((target) => target.defect === undefined)) return;
  throw defectError(first);
}

function defectError({ context, defect, place }: ClusterTarget): Error {
  const reason = `context "${context}": ${defect}`;
  return place === undefined ? new Error(reason) : invalid(place, reason);
}
