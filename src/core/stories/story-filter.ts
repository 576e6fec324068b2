import { compareCodeUnits } from '../base/compare-code-units.ts';
import { foldText } from '../query/search/fold-text.ts';
import type { Story } from './story.ts';

/** Which stories are wanted; all conditions hold together, an empty one holds for all. */
export interface StoryFilter {
  /** Words that must all occur somewhere: title, organisation, tags, impact, summary, lesson, checks. */
  readonly text?: string;
  /** A tag, as in `involved`. */
  readonly component?: string;
  readonly organisation?: string;
  readonly year?: number;
  /** The id of a check that would have warned. */
  readonly check?: string;
}

/** The stories that a filter lets through, the newest first, within a year by organisation. */
export function filteredStories(stories: readonly Story[], filter: StoryFilter = {}): readonly Story[] {
  const words = foldText(filter.text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const { component = '', organisation = '', year, check = '' } = filter;
  return stories
    .filter(
      (story) =>
        (component === '' || story.involved.includes(component.toLowerCase())) &&
        (organisation === '' || foldText(story.organisation) === foldText(organisation)) &&
        (year === undefined || story.year === year) &&
        (check === '' || story.checks.some((one) => one.check.id === check)) &&
        words.every((word) => searchedText(story).includes(word)),
    )
    .sort((a, b) => b.year - a.year || compareCodeUnits(a.organisation, b.organisation) || compareCodeUnits(a.title, b.title));
}

/** The values that a filter could take, with how many stories each; the most frequent first, then by name. */
export function storyCounts<T extends string | number>(
  stories: readonly Story[],
  valuesOf: (story: Story) => readonly T[],
): readonly (readonly [value: T, count: number])[] {
  const counts = new Map<T, number>();
  for (const story of stories) for (const value of new Set(valuesOf(story))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

const texts = new WeakMap<Story, string>();

function searchedText(story: Story): string {
  const known = texts.get(story);
  if (known !== undefined) return known;
  const { id, headline, title, organisation, year, medium, involved, impact, summary, lesson, checks, notDetectable } = story;
  const text = foldText(
    [
      id,
      headline,
      title,
      organisation,
      year,
      medium,
      ...involved,
      impact,
      summary,
      lesson,
      notDetectable?.what,
      ...checks.map(({ check }) => check.id),
    ].join(' '),
  );
  texts.set(story, text);
  return text;
}
