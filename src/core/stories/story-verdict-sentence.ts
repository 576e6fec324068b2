import type { Story } from './story.ts';
import type { StoryVerdict } from './story-verdict.ts';

/** `12 objects in 7 of 20 clusters have what this outage needed. Nearest to it: shop-prod-1, with 3 of 5 conditions.`; undefined verdict: not judged yet. */
export function verdictSentence(story: Story, verdict: StoryVerdict | undefined): string {
  if (story.checks.length === 0) return 'No check can see this one coming. Below is what to ask instead.';
  if (verdict === undefined) return 'Findings have not been judged yet, so this cannot be told.';
  const { objects, clusters, judged } = verdict;
  if (judged === 0) return 'No cluster has been judged yet, so this cannot be told.';
  const all = judged === 1 ? 'the one cluster' : `${judged} clusters`;
  if (clusters.length === 0) return `Nothing found in ${all}: what these checks can see is in order.`;
  const where = judged === 1 ? 'in the one cluster' : `in ${clusters.length} of ${judged} clusters`;
  return [`${objects} object${objects === 1 ? ' has' : 's have'} what this outage needed, ${where}.`, nearestSentence(story, verdict)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** The cluster with the most conditions of the story; empty where that says nothing. */
export function nearestSentence({ checks }: Story, { clusters }: StoryVerdict): string {
  const [nearest] = clusters;
  if (nearest === undefined || checks.length < 2) return '';
  return `Nearest to it: ${nearest.cluster}, with ${nearest.conditions} of ${checks.length} conditions.`;
}
