import type { ClusterFacts, ClusterId, FleetView, Slices } from '../../fleet/fleet-view.ts';
import type { ResourceDef } from '../../resources/resource.ts';
import { filterValue } from '../filter-value.ts';
import { tableQuery } from '../table-query.ts';
import { tableQueryToUrl } from '../table-query-url.ts';
import type { BrokenCause } from './overview.ts';
import { joinedCause, type ShardCause, shardCauses } from './shard-causes.ts';

interface Gathered {
  readonly def: ResourceDef;
  readonly cause: ShardCause;
  readonly clusters: readonly ClusterId[];
}

/** Shards read between two yields. */
const shardsPerSlice = 200;

/** What is broken in the fleet now by cause, the worst first, and how much of it is critical in each cluster. */
export function* brokenCauses(
  view: FleetView,
  nowMs: number,
): Slices<{ readonly causes: readonly BrokenCause[]; readonly critical: ReadonlyMap<ClusterId, number> }> {
  const gathered = new Map<string, Gathered>();
  const critical = new Map<ClusterId, number>();
  let read = 0;
  for (const { id } of view.clusters())
    for (const resource of view.resources(id)) {
      const shard = view.shard(id, resource);
      if (shard === undefined) continue;
      for (const cause of shardCauses(shard, nowMs)) {
        if (cause.severity === 'critical') critical.set(id, (critical.get(id) ?? 0) + cause.count);
        gather(gathered, shard.resource, cause);
      }
      if (++read % shardsPerSlice === 0) yield;
    }
  const facts = new Map(view.clusters().map((one) => [one.id, one]));
  return { causes: [...gathered.values()].map((one) => causeOf(one, facts)).sort(worstFirst(nowMs)), critical };
}

function gather(gathered: Map<string, Gathered>, def: ResourceDef, cause: ShardCause): void {
  const key = `${def.id}\n${cause.reason}\n${cause.images ?? ''}`;
  const known = gathered.get(key);
  if (known === undefined) gathered.set(key, { def, cause, clusters: [cause.cluster] });
  else {
    const isWorse = cause.restarts > known.cause.restarts;
    const joined = { ...joinedCause(known.cause, cause), cluster: isWorse ? cause.cluster : known.cause.cluster };
    gathered.set(key, { def, cause: joined, clusters: [...known.clusters, cause.cluster] });
  }
}

function causeOf({ def, cause, clusters }: Gathered, facts: ReadonlyMap<ClusterId, ClusterFacts>): BrokenCause {
  const { cluster, example, ...rest } = cause;
  const channels = new Set(clusters.map((id) => facts.get(id)?.labels.channel ?? ''));
  const terms = [`Problem=${filterValue(cause.reason)}`];
  if (cause.images !== undefined) terms.push(`Images=${filterValue(cause.images)}`);
  const query = tableQuery({
    resources: [def.origin === 'declared' ? def.plural : def.id],
    namespaces: def.namespaced ? ['_all'] : undefined,
    filter: terms.join(','),
    sort: def.id === 'pods' ? [{ column: 'Restarts', descending: true }] : [],
  });
  return {
    ...rest,
    resource: def.id,
    kind: def.kind,
    plural: def.plural,
    clusters,
    channels: [...channels].sort(),
    example: { cluster, key: example },
    link: tableQueryToUrl(query),
  };
}

/** What goes on for longer is known, and no news at night. */
const newsMs = 86_400_000;

/** What does not work comes before what will not for long; what began within a day before what is known; then what is more. */
function worstFirst(nowMs: number): (a: BrokenCause, b: BrokenCause) => number {
  const isNews = ({ latestMs }: BrokenCause): boolean => latestMs !== null && nowMs - latestMs < newsMs;
  return (a, b) => {
    if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1;
    if (isNews(a) !== isNews(b)) return isNews(a) ? -1 : 1;
    return b.count - a.count || b.clusters.length - a.clusters.length || (a.link < b.link ? -1 : 1);
  };
}
