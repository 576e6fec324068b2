import type { CheckStory } from '../../../core/reports/check/check-request.ts';
import { storiesOfCheck } from '../../../core/stories/stories-of-check.ts';

/** The outage that taught a check: of several the one that it explains most of. */
export function checkStory(check: string): CheckStory | undefined {
  const [story] = storiesOfCheck(check);
  if (story === undefined) return undefined;
  const { id, headline, organisation, year, url } = story;
  return { id, title: headline, organisation, year, url };
}
