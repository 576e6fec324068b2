import { humanDuration } from '../../kube/duration.ts';
import type { Overview } from '../../query/overview/overview.ts';
import { textGrid } from '../text-grid.ts';
import { visibleText } from '../visible-text.ts';
import { groupedNumber } from '../window-text.ts';
import { causeDetail, causeSubject, clustersWords, rolloutDetail, wordDetail } from './overview-words.ts';

/** The fleet at a glance for a terminal. */
export function overviewText(overview: Overview): string {
  const { nowMs, clusters, counts, broken, wordy, rollouts } = overview;
  const total = clusters.reduce((sum, one) => sum + one.total, 0);
  const states = ['live', 'syncing', 'stale', 'unreachable', 'forbidden'] as const;
  const said = states.flatMap((state) => {
    const count = clusters.reduce((sum, one) => sum + (one.states[state] ?? 0), 0);
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const age = (sinceMs: number | null): string => (sinceMs === null ? '' : humanDuration(nowMs - sinceMs));
  return [
    `${groupedNumber(total)} clusters: ${said.join(', ')}\n`,
    `${counts.map(({ count, name }) => `${groupedNumber(count)} ${name}`).join(', ')}\n`,
    part('Broken now', broken, (one) => [
      groupedNumber(one.count),
      one.severity,
      one.reason,
      causeSubject(one),
      age(one.sinceMs),
      causeDetail(one),
    ]),
    part('Clusters that need a word', wordy, (one) => [
      groupedNumber(one.clusters.length),
      one.state,
      clustersWords(one.clusters),
      age(one.sinceMs),
      wordDetail(one),
    ]),
    part('What changed in the last hour', rollouts, (one) => [age(one.atMs), one.name, rolloutDetail(one)]),
  ].join('');
}

function part<T>(title: string, entries: readonly T[], row: (entry: T) => readonly string[]): string {
  return entries.length === 0 ? '' : `\n${title}\n${textGrid(entries.map((entry) => row(entry).map((cell) => visibleText(cell))))}`;
}
