import type { ClusterFacts, ClusterState } from '../fleet/fleet-view.ts';
import { html } from './html-text.ts';

/** Marks fit on a page up to so many clusters; above, the sums alone are shown. Source: look.md. */
const mostMarks = 300;

/** In the order in which a rollout reaches them; others follow by name. */
const channels = ['dev', 'alpha', 'beta', 'stable'];

const shapes: Readonly<Record<ClusterState, string>> = {
  live: 'live',
  syncing: 'sync',
  stale: 'stale',
  unreachable: 'gone',
  forbidden: 'forb',
};

/**
 * The fleet ribbon: one mark per cluster, by channel; full bar live, half bar syncing, hollow stale, broken unreachable, hatched forbidden.
 * The sum beside it says it in words, which is what a screen reader hears; the marks are out of its way.
 */
export function ribbonHtml(clusters: readonly ClusterFacts[]): string {
  const marks = clusters.length > mostMarks ? '' : groupsHtml(clusters);
  return `<div class="ribbon">${marks}<p class="sum">${sumHtml(clusters)}</p></div>`;
}

function groupsHtml(clusters: readonly ClusterFacts[]): string {
  const groups = new Map<string, ClusterFacts[]>();
  for (const facts of clusters) {
    const channel = Object.hasOwn(facts.labels, 'channel') ? (facts.labels.channel ?? '') : '';
    groups.set(channel, [...(groups.get(channel) ?? []), facts]);
  }
  const rank = (channel: string): number => (channels.includes(channel) ? channels.indexOf(channel) : channels.length);
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(
      ([channel, members]) =>
        `<div class="ch" aria-hidden="true">${channel === '' ? '' : `<b>${html(channel)}</b>`}${members.map(markHtml).join('')}</div>`,
    )
    .join('');
}

function markHtml({ id, state, reason }: ClusterFacts): string {
  const title = `${id}: ${state}${reason === '' ? '' : `, ${reason}`}`;
  return `<a class="${shapes[state]}" href="/clusters?filter=${html(encodeURIComponent(id))}" tabindex="-1" title="${html(title)}"></a>`;
}

function sumHtml(clusters: readonly ClusterFacts[]): string {
  const counts = new Map<ClusterState, number>();
  for (const { state } of clusters) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states: readonly ClusterState[] = ['live', 'syncing', 'stale', 'unreachable', 'forbidden'];
  const parts = states.filter((state) => counts.has(state)).map((state) => `<b>${counts.get(state)}</b> ${state}`);
  return parts.length === 0 ? 'No clusters are configured.' : parts.join(' · ');
}
