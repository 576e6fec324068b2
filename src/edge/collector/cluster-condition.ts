import type { ClusterState, ShardState } from '../../core/fleet/fleet-view.ts';
import type { ApiFailure } from '../client/api-server.ts';
import { failureReason } from './failure-reason.ts';

/**
 * What state a cluster is in, from the failures of its connection and the states of its shards; the worst that concerns the whole cluster wins:
 * unreachable, forbidden, syncing, stale, live. A single resource that is forbidden or not served is that shard's matter.
 */
export function clusterCondition(q: {
  defect: string | undefined;
  failing: ApiFailure | undefined;
  /** True when failures were so many that only probes are sent. */
  cut: boolean;
  shards: readonly ShardState[];
}): { readonly state: ClusterState; readonly reason: string } {
  if (q.defect !== undefined) return { state: 'unreachable', reason: q.defect };
  const some = (state: ShardState['state']): ShardState | undefined => q.shards.find((shard) => shard.state === state);
  const known = q.shards.some((shard) => shard.trueAtMs !== undefined);
  // Whoever cannot log in any more has lost nothing of what they knew, and the API server may be well.
  if (q.failing?.kind === 'credentials' && known) return { state: 'stale', reason: failureReason(q.failing) };
  if (q.failing !== undefined && (q.cut || !known))
    return { state: q.failing.kind === 'unauthorized' ? 'forbidden' : 'unreachable', reason: failureReason(q.failing) };
  const answering = q.shards.filter((shard) => shard.state !== 'not served');
  const forbidden = some('forbidden');
  if (forbidden !== undefined && answering.every((shard) => shard.state === 'forbidden'))
    return { state: 'forbidden', reason: forbidden.reason };
  const syncing = some('syncing');
  if (syncing !== undefined) return { state: 'syncing', reason: syncing.reason };
  const stale = some('stale') ?? some('unreachable');
  if (stale !== undefined) return { state: 'stale', reason: stale.reason };
  return q.shards.length === 0 ? { state: 'syncing', reason: '' } : { state: 'live', reason: '' };
}
