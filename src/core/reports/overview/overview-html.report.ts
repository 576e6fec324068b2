import { humanDuration } from '../../kube/duration.ts';
import type { BrokenCause, ClusterCount, ClusterWord, Overview, Rollout } from '../../query/overview/overview.ts';
import { counted } from '../check/finding-words.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFootOf, pageHead } from '../page-frame.ts';
import { statusMarks } from '../status-look.ts';
import { groupedNumber } from '../window-text.ts';
import { causeDetail, causeSubject, clustersWords, rolloutDetail, wordDetail } from './overview-words.ts';

/** Further sections of the page, from other rooms: findings, stories. */
export interface OverviewSection {
  readonly title: string;
  readonly note: string;
  /** Where all of them are. */
  readonly link: string;
  readonly entries: readonly OverviewEntry[];
}

/** One line: how many, what, where, since when. */
export interface OverviewEntry {
  readonly count: string;
  readonly title: string;
  readonly detail: string;
  readonly aside: string;
  readonly link: string;
}

/** What the first page is made of. */
export interface OverviewPage extends PageLook {
  readonly overview: Overview;
  readonly sections?: readonly OverviewSection[];
  readonly seconds: number;
}

/** Causes, rollouts and the like that the page names; the lists have all. */
const mostShown = 12;

/** The first page: the fleet at a glance. Every number is a link to the list that it counts. */
export function overviewHtml(page: OverviewPage): string {
  const { overview, sections = [], seconds } = page;
  const critical = overview.broken.filter(({ severity }) => severity === 'critical').length;
  const body = markup`<main id="main" data-problems="${critical}"><h1 class="q">${sumLine(overview)}</h1><p class="found" role="status">Answered from memory in ${seconds.toFixed(3)} seconds; every number is the list it counts.</p><div class="cols"><div>${brokenSection(overview)}${rolloutSection(overview)}</div><div>${wordSection(overview)}${sections.map(otherSection)}${clusterSection(overview)}${countSection(overview)}</div></div>`;
  return `${pageHead({ ...page, title: `${critical === 0 ? '' : `(${critical}) `}The fleet at a glance`, current: '/' })}${body.text}${pageFootOf(page)}`;
}

function sumLine({ clusters, counts, broken }: Overview): Markup {
  const total = clusters.reduce((sum, one) => sum + one.total, 0);
  if (total === 0) return markup`<b>No clusters</b> are configured.`;
  const some = counts
    .filter(({ resource }) => resource === 'nodes' || resource === 'pods')
    .map(({ count, name, link }) => markup`, <a href="${link}">${groupedNumber(count)} ${name}</a>`);
  const critical = broken.filter(({ severity }) => severity === 'critical').length;
  const verdict =
    broken.length === 0
      ? markup` Nothing is broken.`
      : critical === 0
        ? markup` Nothing is broken, <a href="#broken"><b>${counted(broken.length, 'thing')}</b> to look at</a>.`
        : markup` <a href="#broken"><b>${counted(critical, 'thing')}</b> ${critical === 1 ? 'is' : 'are'} broken</a>.`;
  return markup`<a href="/clusters"><b>${counted(total, 'cluster')}</b></a>${some}.${verdict}`;
}

function brokenSection({ broken, nowMs, clusters }: Overview): Markup {
  const rest = broken.length - mostShown;
  const all = '/clusters/_all/namespaces/_all/pods?filter=problems&group=Problem';
  const more = rest > 0 ? markup`<p class="more"><a href="${all}">${counted(rest, 'more cause')}: pods by problem</a></p>` : undefined;
  if (broken.length === 0) {
    const synced = clusters.some(({ states }) => (states.live ?? 0) > 0);
    return section(
      'Broken now',
      '',
      'broken',
      markup`<p class="empty">${synced ? 'Nothing that is known is broken.' : 'Nothing is known yet: the clusters are still being read.'}</p>`,
    );
  }
  return section(
    'Broken now',
    'by cause, worst first',
    'broken',
    list(broken.slice(0, mostShown).map((cause) => causeEntry(cause, nowMs))),
    more,
  );
}

function causeEntry(cause: BrokenCause, nowMs: number): Markup {
  const level = cause.severity === 'critical' ? 'bad' : 'warn';
  const since = cause.sinceMs === null ? '' : sinceText(cause, nowMs);
  return entry({
    link: cause.link,
    count: groupedNumber(cause.count),
    head: markup`${state(level, cause.reason)} ${causeSubject(cause)}`,
    detail: causeDetail(cause),
    aside: since,
  });
}

/** The earliest, and the latest where that is much later: `3d11h, last 12m`. */
function sinceText({ sinceMs, latestMs, atLeast }: BrokenCause, nowMs: number): string {
  const first = nowMs - (sinceMs ?? nowMs);
  const last = nowMs - (latestMs ?? nowMs);
  const text = `${atLeast ? 'at least ' : ''}${humanDuration(first)}`;
  return first > 2 * last && first - last > 600_000 ? `${text}, last ${humanDuration(last)}` : text;
}

function rolloutSection({ rollouts, nowMs }: Overview): Markup | undefined {
  if (rollouts.length === 0) return undefined;
  const rest = rollouts.length - mostShown;
  const all = '/clusters/_all/namespaces/_all/replicasets?filter=Age%3C1h&sort=Created:desc';
  const more = markup`<p class="more"><a href="${all}">${rest > 0 ? `${rest} more: ` : ''}ReplicaSets of the last hour</a></p>`;
  const entries = rollouts.slice(0, mostShown).map((one: Rollout) =>
    entry({
      link: one.link,
      count: humanDuration(nowMs - one.atMs),
      head: markup`<b>${one.name}</b>`,
      detail: rolloutDetail(one),
      aside: one.clusters.length > 1 ? `${one.clusters.length} clusters` : '',
    }),
  );
  return section('What changed', 'rollouts of the last hour', 'changed', list(entries), more);
}

const wordLevels: Readonly<Record<ClusterWord['state'], 'bad' | 'warn' | 'wait' | 'lost'>> = {
  unreachable: 'bad',
  forbidden: 'lost',
  stale: 'warn',
  syncing: 'wait',
};

function wordSection({ wordy, nowMs }: Overview): Markup | undefined {
  if (wordy.length === 0) return undefined;
  const entries = wordy.slice(0, mostShown).map((word) =>
    entry({
      link: word.link,
      count: groupedNumber(word.clusters.length),
      head: markup`${state(wordLevels[word.state], word.state)} ${clustersWords(word.clusters)}`,
      detail: wordDetail(word),
      aside: humanDuration(nowMs - word.sinceMs),
    }),
  );
  return section('Clusters that need a word', '', 'words', list(entries));
}

function otherSection({ title, note, link, entries }: OverviewSection): Markup {
  const shown = entries.map((one) => entry({ ...one, head: markup`<b>${one.title}</b>` }));
  return section(title, note, undefined, list(shown), markup`<p class="more"><a href="${link}">All of them</a></p>`);
}

const states = ['live', 'syncing', 'stale', 'unreachable', 'forbidden'] as const;

function clusterSection({ clusters, nowMs }: Overview): Markup {
  const shown = states.filter((one) => clusters.some(({ states: counts }) => (counts[one] ?? 0) > 0));
  const row = ({ channel, total, states: counts, oldestMs }: ClusterCount): Markup => {
    const selector = channel === '' ? '' : `selector=${encodeURIComponent(`channel=${channel}`)}`;
    const to = (extra: string): string => `/clusters?${[selector, extra].filter((part) => part !== '').join('&')}`;
    const cells = shown.map(
      (one) => markup`<td class="n">${counts[one] === undefined ? '' : markup`<a href="${to(`state=${one}`)}">${counts[one]}</a>`}</td>`,
    );
    return markup`<tr><th scope="row">${channel === '' ? 'no channel' : channel}</th><td class="n"><a href="${to('')}">${total}</a></td>${cells}<td class="n age">${oldestMs === null ? 'live' : humanDuration(nowMs - oldestMs)}</td></tr>`;
  };
  const heads = shown.map((one) => markup`<th scope="col" class="n">${one}</th>`);
  return section(
    'Clusters',
    'by channel',
    'clusters',
    markup`<div class="wrap plain" tabindex="0"><table><caption class="unseen">Clusters by channel and state</caption><thead><tr><th scope="col">Channel</th><th scope="col" class="n">Clusters</th>${heads}<th scope="col" class="n" title="When the oldest part was true last">Data</th></tr></thead><tbody>${clusters.map(row)}</tbody></table></div>`,
  );
}

function countSection({ counts, versions }: Overview): Markup {
  const items = counts.map(
    ({ count, name, link, missing }) =>
      markup`<li><a href="${link}"><b>${groupedNumber(count)}</b> ${name}</a>${missing === 0 ? '' : markup` <small>without ${counted(missing, 'cluster')}</small>`}</li>`,
  );
  const kinds = versions.map(
    ({ name, count, link }) => markup`<li><a href="${link}"><b>${count}</b> ${name === '' ? 'unknown version' : name}</a></li>`,
  );
  return markup`${section('What there is', '', 'counts', markup`<ul class="facts">${items}</ul>`)}${section('Versions', 'of the API servers', 'versions', markup`<ul class="facts">${kinds}</ul>`)}`;
}

function section(title: string, note: string, id: string | undefined, ...body: readonly (Markup | undefined)[]): Markup {
  const head = note === '' ? markup`${title}` : markup`${title} <small>${note}</small>`;
  return markup`<section>${id === undefined ? markup`<h2>${head}</h2>` : markup`<h2 id="${id}">${head}</h2>`}${body}</section>`;
}

function list(entries: readonly Markup[]): Markup {
  return markup`<ul class="list">${entries}</ul>`;
}

function entry({ link, count, head, detail, aside }: { link: string; count: string; head: Markup; detail: string; aside: string }): Markup {
  return markup`<li><a href="${link}"><b class="big">${count}</b><span>${head}<em>${detail}</em></span><span class="age">${aside}</span></a></li>`;
}

function state(level: 'bad' | 'warn' | 'wait' | 'lost', word: string): Markup {
  return markup`<span class="st ${level}"><i aria-hidden="true">${statusMarks[level]}</i>${word}</span>`;
}
