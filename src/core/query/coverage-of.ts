import type { FleetView, ShardState } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { QueryPlan } from './query-plan.ts';
import type { Coverage, CoverageGap } from './table.ts';

/** What of a plan decides about coverage. */
export type CoveragePlan = Pick<QueryPlan, 'clusters' | 'namespaces' | 'tables' | 'unserved'>;

/** What an answer from this view speaks for. Gaps in order of cluster, then of the question's resources. */
export function coverageOf(plan: CoveragePlan, view: FleetView): Coverage {
  const byCluster = new Map<string, CoverageGap[]>(plan.clusters.map((cluster) => [cluster, []]));
  const read = plan.tables.flatMap((table) => [table, ...(table.alsoReads ?? []).map((resource) => ({ ...table, resource }))]);
  const distinct = new Map(read.map((part) => [part.resource, part]));
  for (const { resource, clusters } of distinct.size === read.length ? read : distinct.values())
    for (const cluster of clusters) {
      const gap = gapOf(plan, view, cluster, resource);
      if (gap !== undefined) byCluster.get(cluster)?.push(gap);
    }
  for (const { cluster, resource, why } of plan.unserved)
    byCluster.get(cluster)?.push(why === 'not served' ? notServed(view, cluster, resource) : notKnown(view, cluster, resource));
  return { asked: plan.clusters, gaps: [...byCluster.values()].flat(), seconds: 0 };
}

/** True when every cluster asked is spoken for; a cluster that lacks the resource is. */
export function isComplete(coverage: Coverage): boolean {
  return coverage.gaps.every(({ state }) => state === 'not served');
}

function gapOf(plan: CoveragePlan, view: FleetView, cluster: string, resource: ResourceId): CoverageGap | undefined {
  const shard = view.shard(cluster, resource);
  if (shard === undefined) return notKnown(view, cluster, resource);
  const { state } = shard;
  if (state.state !== 'live') return gapFrom(cluster, resource, state as GapState);
  const unread = unreadNamespaces(plan, state);
  return unread === undefined
    ? undefined
    : { ...gapFrom(cluster, resource, { ...state, state: 'forbidden', reason: unread }), partial: true };
}

type GapState = ShardState & { readonly state: CoverageGap['state'] };

function gapFrom(
  cluster: string,
  resource: ResourceId,
  state: Omit<GapState, 'groupVersion' | 'trueAtMs' | 'resourceVersion'>,
): CoverageGap {
  const { sinceMs, reason, received, expected } = state;
  return { cluster, resource, state: state.state, sinceMs, reason, received, expected };
}

/** Never synced: the cluster's own state says why. */
function notKnown(view: FleetView, cluster: string, resource: ResourceId): CoverageGap {
  const facts = view.cluster(cluster);
  if (facts === undefined || facts.state === 'live' || facts.state === 'syncing')
    return {
      cluster,
      resource,
      state: 'syncing',
      sinceMs: facts?.sinceMs ?? view.atMs,
      reason: 'first sync not begun',
      received: 0,
      expected: undefined,
    };
  return { cluster, resource, state: facts.state, sinceMs: facts.sinceMs, reason: facts.reason, received: 0, expected: undefined };
}

function notServed(view: FleetView, cluster: string, resource: ResourceId): CoverageGap {
  const sinceMs = view.cluster(cluster)?.sinceMs ?? view.atMs;
  return { cluster, resource, state: 'not served', sinceMs, reason: `the cluster has no ${resource}`, received: 0, expected: undefined };
}

/** Why a live shard does not speak for all namespaces asked: our credentials may list only some. */
function unreadNamespaces(plan: CoveragePlan, state: ShardState): string | undefined {
  if (state.namespaces === undefined) return undefined;
  const readable = new Set(state.namespaces);
  const exact = plan.namespaces.exact;
  if (exact?.every((namespace) => readable.has(namespace)) === true) return undefined;
  const unread = exact?.filter((namespace) => !readable.has(namespace));
  return unread === undefined
    ? `only namespaces ${state.namespaces.join(', ')} may be listed`
    : `namespace ${unread.join(', ')} may not be listed`;
}
