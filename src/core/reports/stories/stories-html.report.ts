import type { Story } from '../../stories/story.ts';
import { type StoryFilter, storyCounts } from '../../stories/story-filter.ts';
import type { StoryReach } from '../../stories/story-verdict.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFootOf, pageHead } from '../page-frame.ts';
import { type KeptParams, storiesAddress, storyAddress } from './story-address.ts';

/** What the page of all stories is made of. */
export interface StoriesPage extends PageLook {
  readonly filter: StoryFilter;
  /** Those that the filter lets through, in the order in which they are shown. */
  readonly stories: readonly Story[];
  /** All of them, for what can be chosen. */
  readonly all: readonly Story[];
  /** Where each could happen, by the story's id; undefined: nothing has been judged yet. */
  readonly reaches: ReadonlyMap<string, StoryReach> | undefined;
  /** How many clusters have been judged. */
  readonly judged: number;
  readonly extra?: KeptParams;
}

/** Tags offered as links; the others are found by words and on the stories themselves. */
const offeredTags = 24;

/** All stories with what they touch, and in how many of the viewer's clusters they could happen. Complete without JavaScript. */
export function storiesHtml(page: StoriesPage): string {
  const { stories } = page;
  const list = stories.length === 0 ? emptyHtml(page) : markup`<ol class="stories">${stories.map((story) => itemHtml(story, page))}</ol>`;
  return `${pageHead({ ...page, title: 'Stories', current: '/stories' })}<main id="main">${questionHtml(page)}${foundHtml(page)}${formHtml(page)}${facetsHtml(page)}${list}${pageFootOf(page)}`;
}

function questionHtml({ filter }: StoriesPage): Markup {
  const { organisation = '', year, component = '', text = '', check = '' } = filter;
  return markup`<h1 class="q"><b>Failure stories</b> of <a class="tok" href="#organisation">${organisation === '' ? 'all organisations' : organisation}</a>, <a class="tok" href="#year">${year === undefined ? 'any year' : String(year)}</a>, about <a class="tok" href="#component">${component === '' ? 'anything' : component}</a>${text !== '' && markup`, with the words <a class="tok f" href="#q">${text}</a>`}${check !== '' && markup`, that taught <a class="tok f" href="#check">${check}</a>`}</h1>`;
}

function foundHtml({ stories, all, reaches, judged }: StoriesPage): Markup {
  const count = stories.length === all.length ? `${all.length} stories` : `${stories.length} of ${all.length} stories`;
  const able = stories.filter(({ id }) => (reaches?.get(id)?.clusters ?? 0) > 0).length;
  const verdict =
    reaches === undefined || judged === 0
      ? 'Could they happen to us? Findings have not been judged yet.'
      : `${able} of them could happen to us, by what ${judged === 1 ? 'one cluster shows' : `${judged} clusters show`}.`;
  return markup`<p class="found" role="status"><strong>${count}.</strong> ${verdict}</p>`;
}

function formHtml({ filter, all, extra = [] }: StoriesPage): Markup {
  const choice = (name: string, label: string, value: string, values: readonly string[]): Markup =>
    markup`<label for="${name}">${label}<input id="${name}" name="${name}" value="${value}" list="${name}-known" placeholder="any" autocomplete="off"><datalist id="${name}-known">${values.map((known) => markup`<option value="${known}"></option>`)}</datalist></label>`;
  const hidden = extra.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`);
  const years = storyCounts(all, ({ year }) => [year])
    .map(([year]) => String(year))
    .sort();
  const names = (valuesOf: (story: Story) => readonly string[]): readonly string[] =>
    storyCounts(all, valuesOf)
      .map(([value]) => value)
      .sort();
  return markup`<form method="get" action="/stories" role="search" class="story-form"><label for="q">Words<input id="q" name="q" value="${filter.text ?? ''}" placeholder="coredns oomkill" autocomplete="off" spellcheck="false"></label><details class="more"${isNarrowed(filter) && markup` open`}><summary>By component, organisation, year or check</summary><div>${choice(
    'component',
    'Involved',
    filter.component ?? '',
    names(({ involved }) => involved),
  )}${choice(
    'organisation',
    'Organisation',
    filter.organisation ?? '',
    names(({ organisation }) => [organisation]),
  )}${choice('year', 'Year', filter.year === undefined ? '' : String(filter.year), years)}${choice(
    'check',
    'Check that it taught',
    filter.check ?? '',
    names(({ checks }) => checks.map(({ check }) => check.id)),
  )}</div></details>${hidden}<div><button class="button is-primary" type="submit">Show</button> <a class="away" href="${storiesAddress({}, extra)}">All stories</a></div></form>`;
}

function isNarrowed({ component = '', organisation = '', year, check = '' }: StoryFilter): boolean {
  return component !== '' || organisation !== '' || check !== '' || year !== undefined;
}

/** The most frequent tags of what is shown, each narrowing it. */
function facetsHtml(page: StoriesPage): Markup | undefined {
  const { stories, filter, extra } = page;
  const tags = storyCounts(stories, ({ involved }) => involved)
    .filter(([tag, count]) => tag !== filter.component && (count > 1 || stories.length < 12))
    .slice(0, offeredTags);
  if (tags.length === 0) return undefined;
  const links = tags.map(([tag, count]) => markup`<a href="${storiesAddress({ ...filter, component: tag }, extra)}">${tag} ${count}</a>`);
  return markup`<nav class="bar counts" aria-label="What was involved">${links}</nav>`;
}

function itemHtml(story: Story, page: StoriesPage): Markup {
  const { id, headline, title, organisation, year, medium, impact, involved } = story;
  const { filter, extra } = page;
  const tags = involved.map((tag) => markup`<a class="tag" href="${storiesAddress({ component: tag }, extra)}">${tag}</a> `);
  const told = markup`<a href="${storiesAddress({ ...filter, organisation }, extra)}">${organisation}</a> <a href="${storiesAddress({ ...filter, year }, extra)}">${year}</a>, ${medium}: ${title}`;
  return markup`<li><h2><a href="${storyAddress(id, extra)}">${headline}</a></h2><p class="us">${usHtml(story, page)}</p><p class="told">${told}</p><p>${impact}</p><p class="tags">${tags}</p></li>`;
}

/** The count that opens the story's list; words where there is none. */
function usHtml({ id, checks }: Story, { reaches, judged, extra }: StoriesPage): Markup {
  if (checks.length === 0) return markup`<span class="quiet">no check sees it</span>`;
  if (reaches === undefined || judged === 0)
    return markup`<span class="quiet">${checks.length === 1 ? '1 check' : `${checks.length} checks`}</span>`;
  const { clusters = 0, worst } = reaches.get(id) ?? {};
  if (clusters === 0) return markup`<span class="quiet">nothing found</span>`;
  const look = worst === 'critical' ? 'crit' : '';
  return markup`<a class="${look}" href="${storyAddress(id, extra)}#us"><i aria-hidden="true">${worst === 'critical' ? '✕' : '▲'}</i> <b>${clusters}</b> of ${judged} cluster${judged === 1 ? '' : 's'}<span class="unseen">, at worst ${worst}</span></a>`;
}

function emptyHtml({ extra }: StoriesPage): Markup {
  return markup`<p class="empty">No story is like that. <a class="away" href="${storiesAddress({}, extra)}">All stories</a></p>`;
}
