import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { storiesLine, storiesMarkdown, storiesText } from '../../../core/reports/stories/stories-text.report.ts';
import { storyText } from '../../../core/reports/stories/story-text.report.ts';
import { storyList } from '../../../core/stories/registry.gen.ts';
import { storyById } from '../../../core/stories/stories-of-check.ts';
import type { Story } from '../../../core/stories/story.ts';
import { filteredStories } from '../../../core/stories/story-filter.ts';
import type { StoryVerdict } from '../../../core/stories/story-verdict.ts';
import { wireStory, wireStoryVerdict } from '../../../core/wire/story-schema.ts';
import type { CommandInput } from '../command.ts';
import { judgeStory } from './judge-story.ts';
import { readOutputForm } from './read-output-form.ts';
import { remoteFleet } from './remote-fleet.ts';

/** Where "could it happen to us?" is not asked. */
const howToAsk =
  'Say where to look: --context "shop-*" reads and judges these clusters, --server URL asks a running server. For manifests: hindsight check PATH.';

/** Lists stories, or tells one with what it means for clusters; exit 1 when nothing was found, 3 when a cluster asked about could not be read. */
export async function runStories(input: CommandInput): Promise<number> {
  const [verb, id, ...more] = input.words;
  if (verb !== 'show') return listStories(input);
  if (id === undefined || more.length > 0)
    throw new HindsightError('usage', 'say which story', {
      hint: 'For example `hindsight stories show reddit-pi-day`; `hindsight stories` lists them.',
    });
  return showStory(input, knownStory(id));
}

async function listStories(input: CommandInput): Promise<number> {
  const { terminal, flags, words } = input;
  const form = readOutputForm(input, ['json', 'md']);
  const year = flags.integer('year', { min: 2014, max: 2100 });
  const stories = filteredStories(storyList, {
    text: words.join(' '),
    component: flags.text('component') ?? '',
    organisation: flags.text('organisation') ?? '',
    check: flags.text('check') ?? '',
    ...(year !== undefined && { year }),
  });
  if (form === 'json') await terminal.write(`${harmlessJson({ stories: stories.map(wireStory) }, 2)}\n`);
  else await terminal.write(form === 'md' ? storiesMarkdown(stories) : storiesText(stories, terminal));
  terminal.note(storiesLine(stories.length, storyList.length));
  return stories.length === 0 ? 1 : 0;
}

async function showStory(input: CommandInput, story: Story): Promise<number> {
  const { terminal } = input;
  const form = readOutputForm(input, ['json', 'md']);
  const asked = await askVerdict(input, story);
  terminal.progress(undefined);
  if (terminal.signal.aborted) return terminal.interruptedWith ?? 130;
  const verdict = asked?.verdict;
  if (form === 'json')
    await terminal.write(
      `${harmlessJson({ story: wireStory(story), verdict: verdict === undefined ? null : wireStoryVerdict(verdict) }, 2)}\n`,
    );
  else if (form === 'md') await terminal.write(storiesMarkdown([story]));
  else await terminal.write(storyText({ story, verdict, ...(asked === undefined && { howToAsk }) }, terminal));
  for (const line of asked?.unread ?? []) terminal.note(line);
  return (asked?.unread.length ?? 0) > 0 ? 3 : 0;
}

/** Undefined where nobody said where to look. */
async function askVerdict(
  input: CommandInput,
  story: Story,
): Promise<{ readonly verdict: StoryVerdict | undefined; readonly unread: readonly string[] } | undefined> {
  const { flags, terminal } = input;
  const remote = remoteFleet(input);
  if (remote !== undefined) return { verdict: await remote.storyVerdict(story.id, terminal.signal), unread: [] };
  const named = ['kubeconfig', 'kubeconfig-dir', 'context', 'cluster-registry-url'].some((name) => flags.texts(name).length > 0);
  return named ? judgeStory(input, story) : undefined;
}

function knownStory(id: string): Story {
  const story = storyById(id);
  if (story !== undefined) return story;
  const near = nearest(
    id,
    storyList.map((one) => one.id),
  );
  throw new HindsightError('usage', `there is no story "${id}"`, {
    place: { source: 'ID', text: id, offset: 0, length: id.length },
    hint: near.length === 0 ? '`hindsight stories` lists them.' : `Did you mean ${near.join(' or ')}?`,
  });
}
