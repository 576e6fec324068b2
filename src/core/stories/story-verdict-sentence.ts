import type { Story } from './story.ts';
import type { StoryVerdict } from './story-verdict.ts';

/** `12 objects in 7 of 20 clusters could do this to you today.`; undefined verdict: nothing has been judged yet. */
export function verdictSentence(story: Story, verdict: StoryVerdict | undefined): string {
  if (story.checks.length === 0) return 'No check can see this one coming. Below is what to ask instead.';
  if (verdict === undefined) return 'Findings have not been judged yet, so this cannot be told.';
  const { objects, clusters, judged } = verdict;
  if (judged === 0) return 'No cluster has been judged yet, so this cannot be told.';
  const all = judged === 1 ? 'the one cluster' : `${judged} clusters`;
  if (clusters.length === 0) return `Nothing found in ${all}: what these checks can see is in order.`;
  const where = judged === 1 ? 'in the one cluster' : `in ${clusters.length} of ${judged} clusters`;
  return `${objects} object${objects === 1 ? '' : 's'} ${where} could do this to you today.`;
}
