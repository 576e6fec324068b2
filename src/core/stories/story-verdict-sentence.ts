import type { Story } from './story.ts';
import type { StoryVerdict } from './story-verdict.ts';

/** `12 objects in 7 of 20 clusters have what this outage needed. Nearest to it: shop-prod-1, with 3 of 5 conditions.`; undefined verdict: not judged yet. */
export function verdictSentence(story: Story, verdict: StoryVerdict | undefined): string {
  if (story.checks.length === 0) return 'None of our checks sees this one coming. Below is what to ask instead.';
  if (verdict === undefined) return 'Findings have not been judged yet, so this cannot be told.';
  const { objects, clusters, judged } = verdict;
  if (judged === 0) return 'No cluster has been judged yet, so this cannot be told.';
  const all = judged === 1 ? 'the one cluster' : `${judged} clusters`;
  if (clusters.length === 0) return `Nothing found in ${all}: what these checks can see is in order.${waitingSentence(verdict)}`;
  const where = judged === 1 ? 'in the one cluster' : `in ${clusters.length} of ${judged} clusters`;
  return [`${objects} object${objects === 1 ? ' has' : 's have'} what this outage needed, ${where}.`, nearestSentence(story, verdict)]
    .filter((sentence) => sentence !== '')
    .join(' ')
    .concat(waitingSentence(verdict));
}

/** ` 3 clusters are still to be judged.`; empty when all were. */
export function waitingSentence({ waiting }: StoryVerdict): string {
  if (waiting === 0) return '';
  return waiting === 1 ? ' One cluster is still to be judged.' : ` ${waiting} clusters are still to be judged.`;
}

/** The cluster with the most conditions of the story; empty where that says nothing. */
export function nearestSentence({ checks }: Story, { clusters }: StoryVerdict): string {
  const [nearest] = clusters;
  if (nearest === undefined || checks.length < 2) return '';
  return `Nearest to it: ${nearest.cluster}, with ${nearest.conditions} of ${checks.length} conditions.`;
}
