import type { Answer } from '../../query/table.ts';
import { type TableQuery, tableQuery } from '../../query/table-query.ts';
import { encodeUrlPart, tableQueryToUrl } from '../../query/table-query-url.ts';
import { resolveBuiltin } from '../../resources/builtin-resources.ts';
import { foundSentence, gapSentence } from '../coverage-line.ts';
import { objectAddress } from '../detail/object-address.ts';
import { ageHtml, statusHtml } from '../detail/value-html.ts';
import { type Markup, markup } from '../markup.ts';
import { type PageLook, pageFootOf, pageHead } from '../page-frame.ts';
import { shellWord } from '../shell-word.ts';
import { sparkline } from '../sparkline.ts';
import { statusLevel } from '../status-look.ts';
import { type EventGroup, eventGroups } from './event-groups.ts';

/** What the page of events shows. */
export interface EventsPage {
  /** Events as a list, in wide columns. */
  readonly answer: Answer;
  readonly query: TableQuery;
  /** Parameters that links keep. */
  readonly extra: readonly (readonly [string, string])[];
}

const mostGroups = 150;
const mostObjects = 6;

/** The events of the fleet by reason and object, with the last hour beside each: complete without JavaScript. */
export function eventsHtml({ answer, query, extra }: EventsPage, look: PageLook = {}): string {
  const groups = eventGroups(answer);
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs });
  const list = tableQueryToUrl({ ...query, limit: undefined });
  const newest = tableQueryToUrl({ ...query, limit: 1 });
  const sentence = `${groups.length.toLocaleString('en')} kind${groups.length === 1 ? '' : 's'} of events. ${foundSentence(answer, 0)}`;
  const body = markup`${titleHtml(query)}<p class="found" role="status"><strong>${sentence}</strong>${gaps !== '' && markup` <span class="w">${gaps}</span>`}</p>${answer.notices.length > 0 && markup`<ul class="notices">${answer.notices.map((notice) => markup`<li>${notice}</li>`)}</ul>`}${barHtml(query, list, extra)}${formHtml(query, extra)}<ol class="evs">${groups.slice(0, mostGroups).map((group) => groupHtml(group, { query, answer }))}</ol>${groups.length > mostGroups && markup`<p class="note">and ${groups.length - mostGroups} more kinds of events: narrow the filter</p>`}${groups.length === 0 && markup`<p class="empty">None. Clusters forget events after an hour, unless told otherwise.</p>`}<footer><p>The same on a terminal: <code>${commandText(query)}</code></p></footer>`;
  return `${pageHead({ title: 'Events', current: '/events', ...look })}<main id="main" class="events" data-refresh="${newest.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" data-now="${answer.nowMs}">${body.text}${pageFootOf(look)}`;
}

function titleHtml({ clusters, namespaces = [], filter, selector }: TableQuery): Markup {
  const where = clusters.includes('_all') ? 'all clusters' : clusters.join(', ');
  const places = namespaces.includes('_all') ? 'all namespaces' : namespaces.join(', ');
  return markup`<h1 class="q"><b>Events</b> in <a class="tok" href="#cluster">${where}</a>, <a class="tok" href="#namespace">${places}</a>${selector !== '' && markup`, labelled <a class="tok f" href="#selector">${selector}</a>`}${filter !== '' && markup`, where <a class="tok f" href="#filter">${filter}</a>`}</h1>`;
}

/** The address of this page for a question. */
export function eventsAddress(
  { clusters, namespaces = ['_all'], filter, selector }: Pick<TableQuery, 'clusters' | 'namespaces' | 'filter' | 'selector'>,
  extra: EventsPage['extra'] = [],
): string {
  const params: (readonly [string, string])[] = [
    ['cluster', clusters.includes('_all') ? '' : clusters.join(',')],
    ['namespace', namespaces.includes('_all') ? '' : namespaces.join(',')],
    ['selector', selector],
    ['filter', filter],
    ...extra,
  ];
  const text = params.flatMap(([name, value]) => (value === '' ? [] : [`${encodeUrlPart(name)}=${encodeUrlPart(value)}`])).join('&');
  return `/events${text === '' ? '' : `?${text}`}`;
}

function barHtml(query: TableQuery, list: string, extra: EventsPage['extra']): Markup {
  const warnings = 'Type=Warning';
  const isOn = query.filter.split(',').includes(warnings);
  const other = isOn
    ? query.filter.split(',').filter((term) => term !== warnings)
    : [...(query.filter === '' ? [] : [query.filter]), warnings];
  const toggle = eventsAddress({ ...query, filter: other.join(',') }, extra);
  return markup`<div class="bar"><a href="${toggle}">${isOn ? 'Normal events too' : 'Warnings only'}</a><a href="${list}">Each event in a list</a><span class="sp"></span></div>`;
}

function formHtml(query: TableQuery, extra: EventsPage['extra']): Markup {
  const field = (name: string, label: string, value: string, hint: string): Markup =>
    markup`<label for="${name}">${label}<input id="${name}" name="${name}" value="${value}" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`;
  const all = (names: readonly string[] | undefined): string => (names === undefined || names.includes('_all') ? '' : names.join(','));
  return markup`<details class="tools"><summary>The question in its parts</summary><form method="get" action="/events">${field('cluster', 'Clusters', all(query.clusters), 'all')}${field('namespace', 'Namespaces', all(query.namespaces), 'all')}${field('selector', 'Label selector', query.selector, 'app=web')}${field('filter', 'Filter', query.filter, 'Type=Warning,Reason=BackOff')}${extra.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}<div><button type="submit">Show</button></div></form></details>`;
}

function groupHtml(group: EventGroup, { query, answer }: Pick<EventsPage, 'query' | 'answer'>): Markup {
  const { type, reason, kind, count, lastMs, message, clusters, lastHour, objects } = group;
  const terms = [query.filter, `Reason=${quoted(reason)}`, `Type=${quoted(type)}`].filter((term) => term !== '');
  const list = tableQueryToUrl({ ...query, limit: undefined, filter: terms.join(',') });
  const level = type === 'Normal' ? undefined : (statusLevel('events', 'Reason', reason) ?? 'warn');
  const sum = Math.round(lastHour.reduce((total, each) => total + each, 0));
  const label = `${sum.toLocaleString('en')} in the last hour`;
  const where = `${objects.length.toLocaleString('en')} ${kind}${objects.length === 1 ? '' : 's'} in ${clusters} cluster${clusters === 1 ? '' : 's'}`;
  const shown = objects.slice(0, mostObjects).map((object) => objectHtml(kind, object));
  return markup`<li class="ev"><span class="rs">${level === undefined ? reason : statusHtml(reason, level)}</span><span class="${level !== undefined && sum > 0 ? 'hot' : 'calm'}" title="${label}, in five-minute steps">${sparkline(lastHour, label)}</span><a class="cnt" href="${list}">${count.toLocaleString('en')}</a><span class="msg">${message}</span><span class="obs">${where}, last ${ageHtml(lastMs, answer.nowMs)} ago</span><ul class="objs">${shown}${objects.length > mostObjects && markup`<li><a class="obj" href="${list}">and ${(objects.length - mostObjects).toLocaleString('en')} more</a></li>`}</ul></li>`;
}

function objectHtml(kind: string, { cluster, namespace, name, count }: EventGroup['objects'][number]): Markup {
  const resource = resolveBuiltin(kind)?.id;
  const words = markup`<span class="kind">${cluster}</span> ${name} <span class="kind">${count.toLocaleString('en')}×</span>`;
  if (resource === undefined) return markup`<li>${words}</li>`;
  return markup`<li><a class="obj" href="${objectAddress({ cluster, resource, namespace, name })}">${words}</a></li>`;
}

/** A value that stands as one term of a filter. */
function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function commandText({ clusters, namespaces = [], filter }: TableQuery): string {
  const words = ['hindsight', 'events'];
  if (!clusters.includes('_all')) words.push('--clusters', clusters.join(','));
  if (namespaces.includes('_all')) words.push('-A');
  else words.push('-n', namespaces.join(','));
  if (filter !== '') words.push('--filter', filter);
  return words.map(shellWord).join(' ');
}

/** The question of the page: the newest events of the places named. */
export function eventsQuery(params: Iterable<readonly [string, string]>, limit: number): TableQuery {
  const given = [...params];
  const list = (name: string): readonly string[] => {
    const words = given
      .filter(([each]) => each === name)
      .flatMap(([, text]) => text.split(','))
      .map((word) => word.trim())
      .filter((word) => word !== '');
    return words.length === 0 ? ['_all'] : words;
  };
  const first = (name: string): string => given.find(([each]) => each === name)?.[1].trim() ?? '';
  return tableQuery({
    clusters: list('cluster'),
    namespaces: list('namespace'),
    resources: ['events'],
    selector: first('selector'),
    filter: first('filter'),
    // Times sort as ages: the youngest first.
    sort: [{ column: 'Last Seen', descending: false }],
    limit,
  });
}
