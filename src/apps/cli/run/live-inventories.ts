import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Check } from '../../../core/checks/check.ts';
import type { UnreadInput } from '../../../core/checks/check-report.ts';
import type { Inventory } from '../../../core/checks/inventory.ts';
import { ViewInventory } from '../../../core/checks/view-inventory.ts';
import { type ClusterId, everything, type FleetView } from '../../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../../core/kube/api-resource.ts';
import { builtinById } from '../../../core/resources/builtin-resources.ts';
import { composeFleet } from '../../server/compose-fleet.ts';
import type { CommandInput } from '../command.ts';
import { userAgent } from '../user-agent.ts';
import { openFleet } from './open-fleet.ts';

/** Clusters as inventories, read once. */
export interface LiveInventories {
  readonly inventories: readonly Inventory[];
  /** Clusters that could not be read. */
  readonly unread: readonly UnreadInput[];
  close(): Promise<void>;
}

/** Resources that no rule reads and that grow without end. */
const leftOut: ReadonlySet<string> = new Set([
  'events',
  'events.events.k8s.io',
  'leases.coordination.k8s.io',
  'secrets',
  'controllerrevisions.apps',
  'componentstatuses',
]);

/** Reads everything that the checks may look at, from the clusters of the kubeconfig. Secrets are never read. */
export async function liveInventories(input: CommandInput, checks: readonly Check[]): Promise<LiveInventories> {
  const { terminal, env, flags } = input;
  const { targets } = await openFleet(input);
  const seconds = flags.integer('timeout', { min: 1, max: 600 }) ?? 30;
  const fleet = composeFleet({ targets, userAgent: userAgent(), env, mode: 'once', openDeadlineMs: seconds * 1000 });
  try {
    const resources = resourcesOf(checks);
    const clusters = targets.map(({ id }) => id);
    const need = clusters.flatMap((cluster) => resources.map((resource) => ({ cluster, resource })));
    const onProgress = (done: number, total: number): void => terminal.progress(`${done} of ${total} clusters`);
    const view = await fleet.source.open({ need, scope: everything, signal: terminal.signal, onProgress });
    terminal.progress(undefined);
    const nowMs = Date.now();
    const unread = clusters.flatMap((cluster) => troubleOf(view, cluster, resources));
    const silent = new Set(unread.map(({ file }) => file));
    const inventories = clusters.filter((cluster) => !silent.has(cluster)).map((cluster) => new ViewInventory({ view, cluster, nowMs }));
    return { inventories, unread, close: () => fleet.stop() };
  } catch (error) {
    await fleet.stop();
    throw error;
  }
}

/** One cluster as the context of manifests; HindsightError `usage` unless the flags name exactly one, and it answers. */
export async function liveContext(
  input: CommandInput,
  checks: readonly Check[],
): Promise<{ readonly inventory: Inventory; close(): Promise<void> }> {
  const live = await liveInventories(input, checks);
  const [inventory, another] = live.inventories;
  if (inventory !== undefined && another === undefined && live.unread.length === 0) return { inventory, close: live.close };
  await live.close();
  const [trouble] = live.unread;
  if (trouble !== undefined) throw new HindsightError('coverage-insufficient', `${trouble.file} cannot be the context: ${trouble.reason}`);
  throw new HindsightError('usage', 'manifests are judged before one cluster at a time', { hint: 'Name one: --context shop-prod-1.' });
}

/** A cluster of which nothing could be listed says nothing; one that refuses some lists has rules that are unknown. */
function troubleOf(view: FleetView, cluster: ClusterId, resources: readonly ResourceId[]): readonly UnreadInput[] {
  const states = resources.flatMap((resource) => view.shard(cluster, resource)?.state ?? []);
  if (states.some(({ trueAtMs }) => trueAtMs !== undefined)) return [];
  const reason = states.find((state) => state.reason !== '')?.reason ?? view.cluster(cluster)?.reason ?? '';
  return [{ file: cluster, reason: reason === '' ? 'the cluster did not answer' : `the cluster did not answer: ${reason}` }];
}

/** What rules judge and read, and every built-in that a rule for any object may judge. */
function resourcesOf(checks: readonly Check[]): readonly ResourceId[] {
  const named = checks.flatMap(({ rules }) =>
    rules.flatMap((rule) => [...rule.reads, ...(rule.anchor === 'object' && rule.resources !== 'any' ? rule.resources : [])]),
  );
  return [...new Set([...named, ...builtinById.keys()])].filter((resource) => builtinById.has(resource) && !leftOut.has(resource));
}
