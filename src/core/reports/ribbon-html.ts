import type { ClusterFacts, ClusterId, ClusterState } from '../fleet/fleet-view.ts';
import { byChannel } from '../query/by-channel.ts';
import { compareNatural } from '../resources/compare-natural.ts';
import { clusterPath } from './cluster-path.ts';
import { html } from './html-text.ts';

/** Marks fit on a page up to so many clusters; above, bars stand for them. Source: look.md. */
const mostMarks = 300;

/** Clusters that the opened list names; the page of clusters has all. */
const mostNamed = 40;

const shapes: Readonly<Record<ClusterState, string>> = {
  live: 'live',
  syncing: 'sync',
  stale: 'stale',
  unreachable: 'gone',
  forbidden: 'forb',
};

const states: readonly ClusterState[] = ['live', 'syncing', 'stale', 'unreachable', 'forbidden'];

/** Clusters where something critical is broken now, with how much. */
export type BrokenClusters = ReadonlyMap<ClusterId, number>;

/**
 * The fleet ribbon: one mark per cluster, by channel; full bar live, half bar syncing, hollow stale, broken unreachable, hatched forbidden;
 * brighter where something is broken. Above 300 clusters a bar of ten steps per channel and state.
 * The sum beside it says it in words and opens into a list: that is what a screen reader hears; the marks are out of its way.
 */
export function ribbonHtml(clusters: readonly ClusterFacts[], broken: BrokenClusters = new Map()): string {
  const groups = byChannel(clusters);
  const isLarge = clusters.length > mostMarks;
  const marks = groups.map(([channel, members]) =>
    groupHtml(channel, isLarge ? barsHtml(members) : members.map((one) => markHtml(one, broken)).join('')),
  );
  const sum = sumHtml(clusters, broken);
  const opened = openedHtml(clusters, broken);
  return `<div class="ribbon">${marks.join('')}${opened === '' ? `<p class="sum">${sum}</p>` : `<details class="sum"><summary>${sum}</summary>${opened}</details>`}</div>`;
}

function groupHtml(channel: string, marks: string): string {
  return `<div class="ch" aria-hidden="true">${channel === '' ? '' : `<b>${html(channel)}</b>`}${marks}</div>`;
}

function markHtml({ id, state, reason }: ClusterFacts, broken: BrokenClusters): string {
  const count = broken.get(id) ?? 0;
  const title = `${id}: ${state}${reason === '' ? '' : `, ${reason}`}${count === 0 ? '' : `, ${count} broken`}`;
  return `<a class="${shapes[state]}${count === 0 ? '' : ' hot'}" href="${clusterPath(id)}" tabindex="-1" title="${html(title)}"></a>`;
}

/** Each state as a bar of one to twenty steps, by its share of the channel. */
function barsHtml(members: readonly ClusterFacts[]): string {
  return [...countStates(members)]
    .map(([state, count]) => {
      const steps = Math.max(1, Math.round((20 * count) / members.length));
      return `<a class="${shapes[state]} w${steps}" href="/clusters?state=${state}" tabindex="-1" title="${count} ${state}"></a>`;
    })
    .join('');
}

function countStates(clusters: readonly ClusterFacts[]): ReadonlyMap<ClusterState, number> {
  const counts = new Map<ClusterState, number>();
  for (const state of states) {
    const count = clusters.reduce((sum, one) => sum + (one.state === state ? 1 : 0), 0);
    if (count > 0) counts.set(state, count);
  }
  return counts;
}

function sumHtml(clusters: readonly ClusterFacts[], broken: BrokenClusters): string {
  const parts = [...countStates(clusters)].map(([state, count]) => `<b>${count}</b> ${state}`);
  if (broken.size > 0) parts.push(`<b>${broken.size}</b> with something broken`);
  return parts.length === 0 ? 'No clusters are configured.' : parts.join(' · ');
}

/** What is not as it should be, cluster by cluster; empty when nothing is. */
function openedHtml(clusters: readonly ClusterFacts[], broken: BrokenClusters): string {
  const named = clusters.filter(({ id, state }) => state !== 'live' || broken.has(id)).sort((a, b) => compareNatural(a.id, b.id));
  if (named.length === 0) return '';
  const items = named.slice(0, mostNamed).map(({ id, state, reason }) => {
    const count = broken.get(id) ?? 0;
    const words = [
      ...(state === 'live' ? [] : [`${state}${reason === '' ? '' : `, ${reason}`}`]),
      ...(count === 0 ? [] : [`${count} broken`]),
    ];
    return `<li><a href="${clusterPath(id)}">${html(id)}</a> ${html(words.join(', '))}</li>`;
  });
  const rest = named.length - items.length;
  return `<ul>${items.join('')}<li><a href="/clusters">${rest > 0 ? `${rest} more, and all` : 'All'} ${clusters.length} clusters</a></li></ul>`;
}
