import { storyList } from './registry.gen.ts';
import type { Story } from './story.ts';

const byId: ReadonlyMap<string, Story> = new Map(storyList.map((story) => [story.id, story]));
const byCheck: ReadonlyMap<string, readonly Story[]> = grouped();

/** The stories that taught a check, those that it explains most of first; none for an unknown id. */
export function storiesOfCheck(checkId: string): readonly Story[] {
  return byCheck.get(checkId) ?? [];
}

/** The story with an id. */
export function storyById(id: string): Story | undefined {
  return byId.get(id);
}

/** A check that stands early in a story matters more to it; with fewer checks beside it too. */
function grouped(): ReadonlyMap<string, readonly Story[]> {
  const groups = new Map<string, { readonly story: Story; readonly place: number }[]>();
  for (const story of storyList)
    for (const [place, { check }] of story.checks.entries()) {
      const group = groups.get(check.id) ?? [];
      group.push({ story, place: place + story.checks.length / 100 });
      groups.set(check.id, group);
    }
  return new Map([...groups].map(([id, group]) => [id, group.sort((a, b) => a.place - b.place).map(({ story }) => story)]));
}
