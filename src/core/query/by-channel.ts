import type { ClusterFacts } from '../fleet/fleet-view.ts';
import { compareNatural } from '../resources/compare-natural.ts';

/** In the order in which a rollout reaches them; others follow by name. */
const channels = ['dev', 'alpha', 'beta', 'stable'];

/** The channel of a cluster; empty where it has none. */
export function channelOf({ labels }: Pick<ClusterFacts, 'labels'>): string {
  return Object.hasOwn(labels, 'channel') ? (labels.channel ?? '') : '';
}

/** Clusters by channel, in the order in which a rollout reaches them, those without one last. */
export function byChannel(clusters: readonly ClusterFacts[]): readonly (readonly [string, readonly ClusterFacts[]])[] {
  const groups = new Map<string, ClusterFacts[]>();
  for (const facts of clusters) {
    const channel = channelOf(facts);
    const known = groups.get(channel);
    if (known === undefined) groups.set(channel, [facts]);
    else known.push(facts);
  }
  const rank = (channel: string): number =>
    channel === '' ? channels.length + 1 : channels.includes(channel) ? channels.indexOf(channel) : channels.length;
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || compareNatural(a, b));
}
