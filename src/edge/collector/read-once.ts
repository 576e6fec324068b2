import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import type { ClusterRunner, FleetShared } from './cluster-runner.ts';
import type { Narrowing, ShardNeed } from './fleet-source.ts';
import type { ListScheduleLimits } from './list-schedule.ts';
import { readShardOnce } from './read-shard-once.ts';

/** A single answer has no pages to keep smooth: everything is asked at once, as the etiquette of one API server allows. */
export const onceListLimits: ListScheduleLimits = { small: 512, big: 64, perCluster: 4, leaseMs: 2000, smallFirstMs: 0 };

/**
 * Reads every list that is needed once into the store: one request per cluster and resource, no streams, no probes, no discovery for built-ins.
 * Resolves when all have answered or failed, or at the deadline; those that are late are `unreachable` with that reason. Never rejects for what a cluster does.
 */
export async function readOnce(q: {
  need: readonly ShardNeed[];
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  shared: FleetShared;
  deadlineMs: number;
  runner(cluster: ClusterId): ClusterRunner | undefined;
  define(cluster: ClusterId, resource: ResourceId): ResourceDef | undefined;
}): Promise<void> {
  const wanted = byCluster(q.need);
  const late = new AbortController();
  const abort = (): void => late.abort();
  q.signal.addEventListener('abort', abort, { once: true });
  // Whoever gave up while we were still starting is not waited for either.
  if (q.signal.aborted) abort();
  const cancel = q.shared.timers.after(q.deadlineMs, abort);
  let done = 0;
  q.onProgress?.(done, wanted.size);
  try {
    await Promise.all(
      [...wanted].map(async ([cluster, resources]) => {
        const runner = q.runner(cluster);
        if (runner !== undefined)
          await Promise.all(
            [...resources].map(async ([resource, narrow]) => {
              const definition = q.define(cluster, resource);
              if (definition !== undefined)
                await readShardOnce({ runner, definition, narrow, shared: q.shared, signal: late.signal, deadlineMs: q.deadlineMs });
            }),
          );
        q.onProgress?.(++done, wanted.size);
      }),
    );
  } finally {
    cancel();
    q.signal.removeEventListener('abort', abort);
  }
}

/** What is wanted of each cluster; one entry that asks for all of a resource makes its narrower ones needless. */
function byCluster(need: readonly ShardNeed[]): ReadonlyMap<ClusterId, ReadonlyMap<ResourceId, readonly Narrowing[]>> {
  const clusters = new Map<ClusterId, Map<ResourceId, Narrowing[]>>();
  for (const { cluster, resource, narrow } of need) {
    const resources = clusters.get(cluster) ?? new Map<ResourceId, Narrowing[]>();
    clusters.set(cluster, resources.set(resource, [...(resources.get(resource) ?? []), narrow ?? {}]));
  }
  for (const resources of clusters.values())
    for (const [resource, parts] of resources) if (parts.some((part) => Object.keys(part).length === 0)) resources.set(resource, [{}]);
  return clusters;
}
