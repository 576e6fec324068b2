import type { ClusterFacts } from '../../fleet/fleet-view.ts';
import { type LabelSelector, matchesLabelSelector } from '../../kube/label-selector.ts';
import { foldText } from './fold-text.ts';
import { matchBits } from './match-bits.ts';
import { combinedScore, nameScores, otherScores } from './match-score.ts';

/** What a cluster scores for folded words in its name, aliases and labels; undefined when one is not found or its labels are not selected. */
export function clusterScore(
  facts: ClusterFacts,
  q: { readonly words: readonly string[]; readonly selector: LabelSelector },
): number | undefined {
  const { id, aliases, labels } = facts;
  if (!matchesLabelSelector(q.selector, (key) => (Object.hasOwn(labels, key) ? labels[key] : undefined))) return undefined;
  let best = 0;
  let sum = 0;
  for (const word of q.words) {
    let score = 0;
    for (const name of [id, ...aliases]) score = Math.max(score, nameScores[matchBits(foldText(name), word)] as number);
    for (const [key, value] of Object.entries(labels)) score = Math.max(score, otherScore(key, word), otherScore(value, word));
    if (score === 0) return undefined;
    best = Math.max(best, score);
    sum += score;
  }
  return combinedScore(best, sum);
}

function otherScore(text: string, word: string): number {
  return otherScores[matchBits(foldText(text), word)] as number;
}
