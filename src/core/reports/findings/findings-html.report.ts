import type { Check } from '../../checks/check.ts';
import { type FindingGroup, type Grouping, groupings } from '../../checks/live/finding-groups.ts';
import type { FindingParams } from '../../checks/live/finding-query.ts';
import type { Severity } from '../../checks/severity.ts';
import { storiesOfCheck } from '../../stories/stories-of-check.ts';
import { counted } from '../check/finding-words.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFoot, pageHead } from '../page-frame.ts';
import { checkAddress, findingsAddress } from './finding-address.ts';
import { findingItemHtml, severityHtml } from './finding-item-html.ts';

/** What the page of findings is made of. */
export interface FindingsPage extends PageLook {
  readonly groups: readonly FindingGroup[];
  readonly by: Grouping;
  readonly counts: FindingCounts;
  /** Clusters that were judged, of those there are. */
  readonly progress: { readonly judged: number; readonly clusters: number };
  readonly checks: readonly Check[];
  readonly params: FindingParams;
  readonly nowMs: number;
}

/** How many findings there are, of what is asked for. */
export interface FindingCounts {
  readonly critical: number;
  readonly warning: number;
  readonly info: number;
  readonly stale: number;
  /** Of all that match but for their state. */
  readonly suppressed: number;
  readonly fresh: number;
  readonly clusters: number;
}

const shownGroups = 100;
const shownOfGroup = 5;
/** A group that is asked for alone is shown whole, up to a limit. */
const shownOfOnly = 500;
const kept = ['check', 'rule', 'severity', 'cluster', 'namespace', 'state', 'team', 'family', 'cause', 'new', 'group', 'theme'];

/** The findings of the fleet, grouped; complete without JavaScript. */
export function* findingsHtmlPieces(page: FindingsPage): Generator<string> {
  const { groups, nowMs } = page;
  yield `${pageHead({ ...page, title: 'Findings', current: '/findings' })}<main id="main">`;
  yield questionHtml(page).text;
  yield barsHtml(page).text;
  if (groups.length === 0) yield emptyHtml(page).text;
  const most = groups.length === 1 ? shownOfOnly : shownOfGroup;
  for (const group of groups.slice(0, shownGroups)) yield groupHtml(group, page, { most, nowMs }).text;
  if (groups.length > shownGroups)
    yield markup`<p class="found">And ${counted(groups.length - shownGroups, 'more group')}: narrow the question by severity, cluster or check.</p>`
      .text;
  yield pageFoot;
}

function change(page: FindingsPage, changes: Readonly<Record<string, string | undefined>>, path?: string): string {
  const now = Object.fromEntries(kept.map((name) => [name, page.params.getAll(name).join(',') || undefined]));
  return findingsAddress({ ...now, ...changes }, path);
}

function questionHtml(page: FindingsPage): Markup {
  const { counts, progress, params } = page;
  const tokens = ['check', 'rule', 'severity', 'cluster', 'namespace', 'team', 'state', 'family', 'cause'].flatMap((name) => {
    const text = params.getAll(name).join(',');
    return text === '' ? [] : [markup`, ${name} <a class="tok f" href="${change(page, { [name]: undefined })}" title="Remove">${text}</a>`];
  });
  const total = counts.critical + counts.warning + counts.info;
  const waiting =
    progress.judged < progress.clusters
      ? markup` <span class="w">${progress.judged} of ${counted(progress.clusters, 'cluster')} judged so far.</span>`
      : undefined;
  const stale =
    counts.stale > 0
      ? markup` <span class="w">${counted(counts.stale, 'finding')} as last seen: the cluster cannot be read.</span>`
      : undefined;
  return markup`<h1 class="q"><a href="/findings"><b>Findings</b></a>${tokens}</h1><p class="found" role="status"><strong>${counted(page.groups.length, page.by)}, ${counted(total, 'finding')} in ${counted(counts.clusters, 'cluster')}.</strong>${stale}${waiting}</p>`;
}

function barsHtml(page: FindingsPage): Markup {
  const { counts, params, by } = page;
  const severity = params.get('severity');
  const one = (name: Severity): Markup =>
    markup`<a href="${change(page, { severity: severity === name ? undefined : name })}"${severity === name && markup` aria-current="true"`}>${name}${name === 'warning' ? ' or worse' : ''}</a>`;
  const groupBar = groupings.map(
    (name) => markup`<a href="${change(page, { group: name })}"${name === by && markup` aria-current="true"`}>${name}</a>`,
  );
  const fresh = params.get('new') !== null;
  const state = params.get('state');
  return markup`<nav class="bar" aria-label="Show"><a href="${change(page, { new: fresh ? undefined : '1' })}"${fresh && markup` aria-current="true"`}>New since yesterday ${counts.fresh}</a><a href="${change(page, { state: state === 'suppressed' ? undefined : 'suppressed' })}"${state === 'suppressed' && markup` aria-current="true"`}>Accepted ${counts.suppressed}</a><a href="${change(page, { state: state === 'resolved' ? undefined : 'resolved' })}"${state === 'resolved' && markup` aria-current="true"`}>Over</a>${(['critical', 'warning'] as const).map(one)}<a href="/checks">All checks</a><a href="/briefing">Briefing</a><a href="${change(page, {}, '/api/findings')}">JSON</a></nav><nav class="bar" aria-label="Group by">Group by ${groupBar}</nav>`;
}

function emptyHtml({ progress }: FindingsPage): Markup {
  return progress.judged === 0
    ? markup`<p>No cluster was judged yet: that begins after the first sync. Load the page again in some seconds.</p>`
    : markup`<p>Nothing is found that matches. That speaks for what the checks can see: <a class="tok" href="/checks">which could not be evaluated</a> is listed with the checks.</p>`;
}

function groupHtml(group: FindingGroup, page: FindingsPage, { most, nowMs }: { readonly most: number; readonly nowMs: number }): Markup {
  const { findings, severity, clusters, workloads } = group;
  const shown = findings.slice(0, most);
  const more = findings.length - shown.length;
  const items = shown.map((one) => findingItemHtml(one, nowMs, { titles: group.check === undefined }));
  const all = more > 0 && markup`<li><a href="${narrowed(group, page)}">All ${counted(findings.length, 'finding')}</a></li>`;
  return markup`<section class="cause"><h2>${severityHtml(severity)} ${titleHtml(group)}</h2><p class="quiet">${counted(findings.length, 'finding')}, ${counted(workloads, 'object')}, ${counted(clusters, 'cluster')}${taughtHtml(group)}</p><ul>${items}${all}</ul></section>`;
}

function titleHtml({ check, rule, key, by }: FindingGroup): Markup {
  if (check !== undefined && rule !== undefined) return markup`<a href="${checkAddress(check.id)}">${check.title}</a>: ${rule.title}`;
  return markup`<a href="${findingsAddress({ [by]: key })}">${key === '' ? `no ${by}` : key}</a>`;
}

function taughtHtml({ check }: FindingGroup): Markup | undefined {
  const [story] = check === undefined ? [] : storiesOfCheck(check.id);
  return story === undefined ? undefined : markup` · taught by <a href="/stories/${story.id}">${story.organisation} ${story.year}</a>`;
}

function narrowed({ by, key, findings }: FindingGroup, page: FindingsPage): string {
  const first = findings[0]?.finding;
  if (by === 'cause' && first !== undefined)
    return change(page, first.cause === first.family ? { check: undefined, rule: `${first.check}/${first.rule}` } : { cause: key });
  return change(page, { [by]: key, group: 'cause' });
}
