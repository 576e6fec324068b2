import { HindsightError } from '../base/hindsight-error.ts';
import { nearest } from '../base/nearest.ts';
import type { ClusterFacts, ClusterId } from '../fleet/fleet-view.ts';
import type { FleetDirectory } from './fleet-directory.ts';
import { globTest, isGlob } from './name-patterns.ts';

/**
 * The clusters that a list of words means, sorted by id, each once: names, aliases, globs over both, `_all`, labels (`channel=beta`,
 * `channel=beta|alpha`, `channel!=beta`), and exclusions of any of these (`!shop-*`), which win. Throws HindsightError `cluster-unknown` for a word that means none.
 */
export function resolveClusters(words: readonly string[], directory: Pick<FleetDirectory, 'clusters' | 'cluster'>): readonly ClusterId[] {
  const all = directory.clusters();
  const given = words.map((word) => word.trim()).filter((word) => word !== '');
  const wanted = given.filter((word) => !word.startsWith('!'));
  const kept = new Set<ClusterId>();
  for (const word of wanted.length === 0 ? ['_all'] : wanted) {
    const found = clustersOf(word, all, directory);
    if (found.length === 0 && word !== '_all') throw clusterUnknown(word, all);
    for (const id of found) kept.add(id);
  }
  for (const word of given) if (word.startsWith('!')) for (const id of clustersOf(word.slice(1), all, directory)) kept.delete(id);
  return all.map(({ id }) => id).filter((id) => kept.has(id));
}

function clustersOf(word: string, all: readonly ClusterFacts[], directory: Pick<FleetDirectory, 'cluster'>): readonly ClusterId[] {
  const named = directory.cluster(word);
  if (named !== undefined) return [named.id];
  if (word === '_all' || word === '*') return all.map(({ id }) => id);
  const byLabel = /^([^=!]+)(=|!=)(.*)$/.exec(word);
  if (byLabel !== null) {
    const [, key, operator, value] = byLabel as unknown as [string, string, string, string];
    const values = value.split('|');
    const holds = ({ labels }: ClusterFacts): boolean => Object.hasOwn(labels, key) && values.includes(labels[key] as string);
    return all.filter((facts) => holds(facts) === (operator === '=')).map(({ id }) => id);
  }
  if (!isGlob(word)) return [];
  const test = globTest(word);
  return all.filter(({ id, aliases }) => test(id) || aliases.some(test)).map(({ id }) => id);
}

/** Source: kube-web-view's wording, which scripts look for. */
function clusterUnknown(word: string, all: readonly ClusterFacts[]): HindsightError {
  const near = nearest(
    word,
    all.flatMap(({ id, aliases }) => [id, ...aliases]),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined;
  return new HindsightError('cluster-unknown', `Cluster "${word}" not found`, {
    ...(hint === undefined ? {} : { hint }),
    place: { source: 'clusters', text: word, offset: 0, length: word.length },
  });
}
