import { counted } from '../check/finding-words.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFoot, pageHead } from '../page-frame.ts';
import type { BriefingItem } from './briefing.ts';
import { checkAddress, findingsAddress } from './finding-address.ts';
import { severityHtml } from './finding-item-html.ts';

/** What the briefing is made of. */
export interface BriefingPage extends PageLook {
  readonly items: readonly BriefingItem[];
  readonly progress: { readonly judged: number; readonly clusters: number };
  readonly nowMs: number;
}

const shownOwners = 4;

/** One page to print: outages that could happen to us this week, with evidence and owners. */
export function briefingHtml(page: BriefingPage): string {
  const { items, progress, nowMs } = page;
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const empty = items.length === 0 && markup`<p>Nothing at warning or above is open in the clusters that were judged.</p>`;
  return `${pageHead({ ...page, title: 'Briefing' })}<main id="main">${markup`<h1 class="q"><b>Outages that could happen to us this week</b></h1><p class="found"><strong>${day}, ${progress.judged} of ${counted(progress.clusters, 'cluster')} judged.</strong> The most pressing first: what it hurts, how far it reaches, how exposed, how old.</p><nav class="bar" aria-label="Forms"><a href="/briefing?download=md">Markdown</a><a href="/findings">All findings</a></nav>${empty}<ol class="prose">${items.map(itemHtml)}</ol>`.text}${pageFoot}`;
}

function itemHtml({ group, story, evidence, owners }: BriefingItem): Markup {
  const { check, rule, severity, clusters, workloads } = group;
  if (check === undefined || rule === undefined) return markup``;
  const named = owners
    .slice(0, shownOwners)
    .map(({ team, objects }) => (team === '' ? `${objects} without a team` : `${team} (${objects})`));
  const more = owners.length > shownOwners ? ` and ${owners.length - shownOwners} more` : '';
  return markup`<li><h2>${severityHtml(severity)} <a href="${checkAddress(check.id)}">${check.title}</a></h2><p>${capital(rule.title)}: <a href="${findingsAddress({ rule: `${check.id}/${rule.id}` })}">${counted(workloads, 'object')} in ${counted(clusters, 'cluster')}</a>.${story !== undefined && markup` It has happened: <a href="/stories/${story.id}">${story.organisation} ${story.year}</a>, ${story.headline}.`}</p><ul>${evidence.map(({ subject, cluster, message }) => markup`<li><span class="evidence">${subject}</span> in ${cluster}: ${message}</li>`)}</ul><p class="quiet">Owners: ${named.join(', ')}${more}. What to do: ${firstSentence(check.fix)}</p></li>`;
}

/** The first sentence of an advice, for one line. */
export function firstSentence(text: string): string {
  return /^[^\n]*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? text.split('\n')[0] ?? '';
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
