import type { ClusterId, FleetView, ShardView, Slices } from '../../fleet/fleet-view.ts';
import { tableQuery } from '../table-query.ts';
import { tableQueryToUrl } from '../table-query-url.ts';
import type { Rollout } from './overview.ts';

const hourMs = 3_600_000;

interface Found {
  readonly cluster: ClusterId;
  readonly atMs: number;
  readonly name: string;
  readonly images: string;
  readonly imagesBefore: string | undefined;
}

/** Deployments that got a new ReplicaSet within an hour, the same change in several clusters as one. Reads the objects of these alone. */
export function* recentRollouts(view: FleetView, nowMs: number): Slices<readonly Rollout[]> {
  const groups = new Map<string, Found[]>();
  for (const { id } of view.clusters()) {
    const shard = view.shard(id, 'replicasets.apps');
    if (shard === undefined) continue;
    for (const found of shardRollouts(shard, nowMs)) {
      const key = `${found.name}\n${found.images}`;
      groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    yield;
  }
  return [...groups.values()].map(rolloutOf).sort((a, b) => b.atMs - a.atMs || (a.name < b.name ? -1 : 1));
}

function rolloutOf(found: readonly Found[]): Rollout {
  const [{ name, images }] = found as [Found];
  const before = new Set(found.map(({ imagesBefore }) => imagesBefore));
  const clusters = [...new Set(found.map(({ cluster }) => cluster))];
  const query = tableQuery({
    clusters: clusters.length > 20 ? ['_all'] : clusters,
    namespaces: ['_all'],
    resources: ['deployments'],
    names: [name],
  });
  return {
    atMs: Math.max(...found.map(({ atMs }) => atMs)),
    name,
    images,
    imagesBefore: before.size === 1 ? [...before][0] : undefined,
    clusters,
    link: tableQueryToUrl(query),
  };
}

function* shardRollouts(shard: ShardView, nowMs: number): Generator<Found> {
  const created = shard.column('Created')?.numbers;
  const images = shard.column('Images');
  if (created === undefined || images === undefined) return;
  const young: number[] = [];
  shard.rows.forEach((row) => {
    if (nowMs - created.number(row) < hourMs) young.push(row);
  });
  for (const row of young) {
    const owner = shard.object(row).metadata.ownerReferences?.find(({ controller, kind }) => controller === true && kind === 'Deployment');
    const before = owner === undefined ? undefined : newestBefore(shard, owner.uid, created.number(row));
    if (owner === undefined || before === undefined) continue;
    const now = String(images.cell(row) ?? '');
    const then = String(images.cell(before) ?? '');
    yield {
      cluster: shard.cluster,
      atMs: created.number(row),
      name: owner.name,
      images: now,
      imagesBefore: then === now ? undefined : then,
    };
  }
}

/** The newest ReplicaSet of a Deployment that was there before; undefined for its first. */
function newestBefore(shard: ShardView, owner: string, atMs: number): number | undefined {
  const created = shard.column('Created')?.numbers;
  let newest: number | undefined;
  let newestMs = Number.NEGATIVE_INFINITY;
  shard.byOwner(owner).forEach((row) => {
    const ms = created?.number(row) ?? Number.NaN;
    if (ms > newestMs && ms < atMs) {
      newest = row;
      newestMs = ms;
    }
  });
  return newest;
}
