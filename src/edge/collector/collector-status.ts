import type { ClusterId, ClusterState, ShardState } from '../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { ApiUsage } from '../client/api-server.ts';
import type { ClusterRunner } from './cluster-runner.ts';
import type { ShardKeeper } from './shard-keeper.ts';

/** How it stands with the whole fleet. */
export interface CollectorStatus {
  /** True when the pinned resources of every cluster are synced or given up on. */
  readonly ready: boolean;
  /** Clusters whose pinned resources are synced or given up on, of all: `112 of 148 clusters`. */
  readonly syncedClusters: number;
  readonly clusterCount: number;
  readonly clustersByState: Readonly<Record<ClusterState, number>>;
  readonly shardsByState: Readonly<Record<ShardState['state'], number>>;
  readonly shards: readonly ShardStatus[];
  /** What each API server was asked, as its client counts it. */
  readonly usage: ReadonlyMap<ClusterId, ApiUsage>;
  /** Lists that wait for a place. */
  readonly waitingLists: number;
  /** Objects received and not yet in the store. */
  readonly waitingObjects: number;
}

/** How it stands with one shard. */
export interface ShardStatus {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly state: ShardState['state'];
  readonly objects: number;
  /** Milliseconds since the last event, bookmark, list or probe; undefined before the first. */
  readonly quietMs: number | undefined;
  /** Complete lists. */
  readonly lists: number;
  /** Lists and watches that failed or broke. */
  readonly failures: number;
  /** Times that the server turned out to be restored. */
  readonly rewinds: number;
}

/** Counts everything up; costs about a microsecond per shard. */
export function collectorStatus(q: {
  runners: readonly ClusterRunner[];
  nowMs: number;
  waitingLists: number;
  waitingObjects: number;
}): CollectorStatus {
  const clustersByState = { syncing: 0, live: 0, stale: 0, unreachable: 0, forbidden: 0 };
  const shardsByState = { ...clustersByState, 'not served': 0 };
  const usage = new Map<ClusterId, ApiUsage>();
  const shards: ShardStatus[] = [];
  let syncedClusters = 0;
  for (const runner of q.runners) {
    clustersByState[runner.facts.state]++;
    if (runner.settled) syncedClusters++;
    if (runner.usage !== undefined) usage.set(runner.target.id, runner.usage);
    for (const [resource, keeper] of runner.shards) {
      shardsByState[keeper.state.state]++;
      shards.push(shardStatus({ cluster: runner.target.id, resource, keeper, nowMs: q.nowMs }));
    }
  }
  const { waitingLists, waitingObjects } = q;
  const clusterCount = q.runners.length;
  return {
    ready: syncedClusters === clusterCount,
    syncedClusters,
    clusterCount,
    clustersByState,
    shardsByState,
    shards,
    usage,
    waitingLists,
    waitingObjects,
  };
}

function shardStatus(q: { cluster: ClusterId; resource: ResourceId; keeper: ShardKeeper; nowMs: number }): ShardStatus {
  const { reflector, state } = q.keeper;
  const { lists, failures, rewinds, lastNewsMs } = reflector?.totals ?? { lists: 0, failures: 0, rewinds: 0, lastNewsMs: undefined };
  return {
    cluster: q.cluster,
    resource: q.resource,
    state: state.state,
    objects: reflector?.held ?? 0,
    quietMs: lastNewsMs === undefined ? undefined : q.nowMs - lastNewsMs,
    lists,
    failures,
    rewinds,
  };
}
