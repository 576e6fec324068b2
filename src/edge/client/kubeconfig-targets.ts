import type { Clock } from '../../core/base/clock.ts';
import type { Kubeconfig } from '../config/kubeconfig-file.ts';
import { invalid } from '../config/kubeconfig-file.ts';
import { loadKubeconfig } from '../config/load-kubeconfig.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { contextMatcher } from './context-matcher.ts';
import { ExecSharing } from './exec-credentials.ts';
import { ExecRunner } from './exec-runner.ts';
import { targetFromContext } from './target-from-context.ts';

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

/**
 * One target for each context, in the order of the files. A broken context becomes a target with a `defect`, unless it was asked for by its very name; an unusable file is a
 * HindsightError with the place. An empty answer means that no context matches, or that there is no default kubeconfig.
 */
export async function targetsFromKubeconfig(q: KubeconfigQuestion): Promise<readonly ClusterTarget[]> {
  const config = await loadKubeconfig(q.files, q.env);
  const matches = contextMatcher(q.contexts);
  const plugins = { runner: new ExecRunner({ env: q.env }), sharing: new ExecSharing(), clock: q.clock ?? systemClock };
  const taken = new Set<string>();
  const targets: ClusterTarget[] = [];
  for (const context of config.contexts.values()) {
    if (!matches(context.name)) continue;
    const id = uniqueId(context.name, taken);
    const target = await targetFromContext(context, { config, id, plugins });
    if (target.defect !== undefined && q.contexts?.includes(context.name) === true) {
      throw invalid(context.place, `context "${context.name}": ${target.defect}`);
    }
    targets.push(target);
  }
  refuseNothingUsable(targets, config);
  return targets;
}

/** When not a single context can be used, the first reason is the answer. */
function refuseNothingUsable(targets: readonly ClusterTarget[], config: Kubeconfig): void {
  const [first] = targets;
  if (first?.defect === undefined || targets.some((target) => target.defect === undefined)) return;
  const name = first.aliases[0] ?? first.id;
  const place = config.contexts.get(name)?.place;
  if (place !== undefined) throw invalid(place, `context "${name}": ${first.defect}`);
}

/** `[a-zA-Z0-9:_.-]` as in URLs; names that become equal are numbered. Source: kube-web-view cluster_discovery.py. */
function uniqueId(name: string, taken: Set<string>): string {
  const clean = name.replace(/[^a-zA-Z0-9:_.-]/g, '_') || '_';
  let id = clean;
  for (let n = 2; taken.has(id); n++) id = `${clean}-${n}`;
  taken.add(id);
  return id;
}
