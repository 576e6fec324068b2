import type { ClusterFacts, ClusterState, FleetView, Slices } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import { compareNatural } from '../../resources/compare-natural.ts';
import { byChannel } from '../by-channel.ts';
import { tableQuery } from '../table-query.ts';
import { tableQueryToUrl } from '../table-query-url.ts';
import { brokenCauses } from './broken-causes.ts';
import type { ClusterCount, ClusterWord, Counted, Overview, ResourceCount } from './overview.ts';
import { recentRollouts } from './recent-rollouts.ts';

/** Resources that are counted, in this order. */
const counted: readonly ResourceId[] = [
  'nodes',
  'namespaces',
  'pods',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'cronjobs.batch',
  'jobs.batch',
  'services',
  'ingresses.networking.k8s.io',
];

/** The fleet at a glance, from what a view knows; nothing is asked for. Shards are scanned again only where they have changed. */
export function* fleetOverview(view: FleetView, nowMs: number): Slices<Overview> {
  const clusters = view.clusters();
  const { causes, critical } = yield* brokenCauses(view, nowMs);
  const rollouts = yield* recentRollouts(view, nowMs);
  return {
    nowMs,
    clusters: byChannel(clusters).map(([channel, members]) => clusterCount(channel, members)),
    versions: versionsOf(clusters),
    counts: counted.flatMap((resource) => resourceCount(view, resource)),
    broken: causes,
    wordy: wordsOf(clusters),
    rollouts,
    critical,
  };
}

function clusterCount(channel: string, members: readonly ClusterFacts[]): ClusterCount {
  const states: Partial<Record<ClusterState, number>> = {};
  let oldestMs: number | null = null;
  for (const { state, sinceMs, lastContactMs } of members) {
    states[state] = (states[state] ?? 0) + 1;
    if (state !== 'live') oldestMs = Math.min(oldestMs ?? Number.POSITIVE_INFINITY, lastContactMs ?? sinceMs);
  }
  return { channel, total: members.length, states, oldestMs };
}

function versionsOf(clusters: readonly ClusterFacts[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const { version = '' } of clusters) counts.set(version, (counts.get(version) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => compareNatural(b, a))
    .map(([name, count]) => ({ name, count, link: `/clusters?version=${encodeURIComponent(name)}` }));
}

function resourceCount(view: FleetView, resource: ResourceId): readonly ResourceCount[] {
  let count = 0;
  let missing = 0;
  let plural = '';
  let namespaced = false;
  for (const { id } of view.clusters()) {
    const shard = view.shard(id, resource);
    if (shard === undefined) {
      missing++;
      continue;
    }
    ({ plural, namespaced } = shard.resource);
    count += shard.rows.size;
    if (shard.state.trueAtMs === undefined && shard.rows.size === 0) missing++;
  }
  if (plural === '') return [];
  const query = tableQuery({ resources: [plural], namespaces: namespaced ? ['_all'] : undefined });
  return [{ resource, name: plural, count, missing, link: tableQueryToUrl(query) }];
}

/** The worse state first, then the larger group. */
function wordsOf(clusters: readonly ClusterFacts[]): readonly ClusterWord[] {
  const order = ['unreachable', 'forbidden', 'stale', 'syncing'];
  const groups = new Map<string, ClusterWord>();
  for (const { id, state, reason, sinceMs } of clusters) {
    if (state === 'live') continue;
    const key = `${state}\n${reason.replaceAll(id, '')}`;
    const known = groups.get(key);
    groups.set(key, {
      state,
      reason: known?.reason ?? reason,
      clusters: [...(known?.clusters ?? []), id],
      sinceMs: Math.min(known?.sinceMs ?? sinceMs, sinceMs),
      link: `/clusters?state=${state}`,
    });
  }
  return [...groups.values()].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.clusters.length - a.clusters.length);
}
