import type { LogQuery } from '../query/log-query.ts';
import { logQueryToUrl } from '../query/log-query-url.ts';
import { resolveBuiltin } from '../resources/builtin-resources.ts';
import { objectAddress } from './detail/object-address.ts';
import { type LogPageEntry, logEntryHtml } from './log-line-html.ts';
import { type Markup, markup } from './markup.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';
import { shellWord } from './shell-word.ts';

/** What a page of logs shows. */
export interface LogPage {
  readonly query: LogQuery;
  readonly look: PageLook;
  /** Containers that can be chosen, where they are known. */
  readonly containers?: readonly string[];
  /** The document itself goes on and on, for browsers without JavaScript. */
  readonly isStream?: boolean;
}

/** Everything before the first line: the question as title and form, so that the page can be sent while lines still come. */
export function logPageHead({ query, look, containers = [], isStream = false }: LogPage): string {
  const whose = `${query.resource} ${query.names.length === 0 ? query.selector : query.names.join(', ')}`;
  const head = pageHead({ title: `Logs of ${whose}`, ...look, place: placeOf(query) });
  const live = logQueryToUrl({ ...query, follow: true, previous: false });
  const body = markup`<main id="main" class="logs" ${!isStream && markup`data-logs="${live}" `}data-follow="${query.follow ? '1' : '0'}" data-marked="${query.filter}"><h1 class="q">Logs of ${whoseHtml(query)} in ${whereHtml(query)}</h1>${tabsHtml(query)}${containersHtml(query, containers)}${formHtml(query)}<div class="logstate" role="status"></div><ol class="log">`;
  // Without JavaScript the stream itself is the page.
  const stream = markup`<noscript><meta http-equiv="refresh" content="0; url=${`${live}&stream=1`}"></noscript>`;
  return (query.follow && !isStream ? head.replace('</head>', `${stream.text}</head>`) : head) + body.text;
}

/** Lines of the page, as many as there are now. Each has an id that stays the same when the page is opened again. */
export function* logPageLines(entries: Iterable<LogPageEntry>, ids: Set<string> = new Set(), marked = ''): Generator<string> {
  for (const entry of entries) yield logEntryHtml(entry, ids, { marked });
}

/** Everything after the last line. */
export function logPageFoot(q: {
  readonly query: LogQuery;
  readonly lines: number;
  readonly containers: number;
  readonly look?: PageLook;
}): string {
  const filtered = q.query.filter !== '' || q.query.grep !== '';
  const nothing = filtered
    ? 'No matching logs found. Please note that the filter text is case sensitive!'
    : 'These containers have written nothing.';
  const found = `${q.lines.toLocaleString('en')} line${q.lines === 1 ? '' : 's'} of ${q.containers} container${q.containers === 1 ? '' : 's'}`;
  const foot = markup`</ol>${q.lines === 0 && markup`<p class="empty">${nothing}</p>`}<p class="found">${found}, in order of time.</p><footer><p>The same on a terminal: <code>${commandOf(q.query)}</code></p></footer>`;
  return `${foot.text}${pageFootOf(q.look ?? {})}`;
}

/** Where a search from here looks first. */
function placeOf({ clusters, namespaces }: LogQuery): { readonly clusters?: string; readonly namespaces?: string } {
  const [cluster = '_all', namespace = '_all'] = [clusters[0], namespaces[0]];
  return {
    ...(clusters.length === 1 && cluster !== '_all' && { clusters: cluster }),
    ...(namespaces.length === 1 && namespace !== '_all' && { namespaces: namespace }),
  };
}

/** The one object whose logs these are; undefined for several. */
function addressOf({ clusters, namespaces, resource, names }: LogQuery): string | undefined {
  const [cluster = '_all', namespace = '_all', name = '*'] = [clusters[0], namespaces[0], names[0]];
  const isOne =
    clusters.length === 1 &&
    namespaces.length === 1 &&
    names.length === 1 &&
    cluster !== '_all' &&
    namespace !== '_all' &&
    !/[*?]/.test(name);
  return isOne ? objectAddress({ cluster, resource: resolveBuiltin(resource)?.id ?? resource, namespace, name }) : undefined;
}

function whoseHtml(query: LogQuery): Markup {
  const name = query.names.length === 0 ? query.selector : query.names.join(', ');
  const address = addressOf(query);
  const kind = resolveBuiltin(query.resource)?.kind ?? query.resource;
  return markup`${kind} ${address === undefined ? markup`<b>${name}</b>` : markup`<a class="tok" href="${address}">${name}</a>`}`;
}

function whereHtml({ clusters, namespaces }: LogQuery): Markup {
  const where = clusters.includes('_all') ? 'all clusters' : clusters.join(', ');
  const place = namespaces.includes('_all') ? 'all namespaces' : `namespace ${namespaces.join(', ')}`;
  return markup`<b>${where}</b>, <b>${place}</b>`;
}

function tabsHtml(query: LogQuery): Markup {
  const address = addressOf(query);
  if (address === undefined) return markup``;
  const plain = logQueryToUrl({ ...query, follow: false });
  const text = markup`<a href="${`${plain}${plain.includes('?') ? '&' : '?'}download=json`}">JSON</a>`;
  return markup`<nav class="tabs" aria-label="Views of this object"><a href="${address}" data-tab="default">Overview</a><a href="${address}?view=yaml" data-tab="yaml">YAML <kbd>y</kbd></a><a href="${logQueryToUrl(query)}" data-tab="logs" aria-current="page">Logs <kbd>l</kbd></a><span class="sp"></span>${text}</nav>`;
}

/** Source: kube-web-view's container tabs. COMPAT */
function containersHtml(query: LogQuery, containers: readonly string[]): Markup {
  if (containers.length < 2) return markup``;
  const link = (names: readonly string[], title: string): Markup => {
    const isOn = names.join(',') === query.containers.join(',');
    return markup`<a href="${logQueryToUrl({ ...query, containers: names })}"${isOn && markup` aria-current="true" class="on"`}>${title}</a>`;
  };
  return markup`<nav class="bar" aria-label="Containers">${link([], 'All containers')}${containers.map((name) => link([name], name))}</nav>`;
}

/** The same question for a terminal. */
function commandOf(query: LogQuery): string {
  const names = query.names.map((name) => (query.resource === 'pods' ? name : `${query.resource}/${name}`));
  const words = ['hindsight', 'logs', ...names];
  if (query.selector !== '') words.push('-l', query.selector);
  if (query.namespaces.includes('_all')) words.push('-A');
  else words.push('-n', query.namespaces.join(','));
  if (!query.clusters.includes('_all')) words.push('--clusters', query.clusters.join(','));
  if (query.grep !== '') words.push('--grep', query.grep);
  if (query.previous) words.push('--previous');
  else words.push('-f');
  return words.map(shellWord).join(' ');
}

function formHtml(query: LogQuery): Markup {
  const action = logQueryToUrl({
    ...query,
    selector: '',
    containers: [],
    tailLines: 200,
    sinceMs: undefined,
    previous: false,
    follow: false,
    filter: '',
    grep: '',
    invert: false,
    before: 0,
    after: 0,
  });
  const field = (label: string, name: string, value: string, more: Markup = markup``): Markup =>
    markup`<label>${label} <input name="${name}" value="${value}"${more}></label>`;
  const box = (label: string, name: string, on: boolean): Markup =>
    markup`<label class="checkbox"><input type="checkbox" name="${name}" value="1"${on && markup` checked`}> ${label}</label>`;
  const around = query.before === query.after ? query.before : Math.max(query.before, query.after);
  return markup`<form class="logbar" method="get" action="${action}">${field('Last lines', 'tail_lines', query.tailLines === undefined ? 'all' : String(query.tailLines), markup` size="6" inputmode="numeric"`)}${field('containing', 'filter', query.filter, markup` id="filter"`)}${field('matching', 'grep', query.grep, markup` placeholder="time(out|d out)"`)}${field('lines around', 'around', around === 0 ? '' : String(around), markup` size="4" inputmode="numeric"`)}${field('container', 'container', query.containers.join(','), markup` size="12"`)}${field('since', 'since', query.sinceMs === undefined ? '' : new Date(query.sinceMs).toISOString(), markup` size="12" placeholder="15m"`)}${query.selector !== '' && markup`<input type="hidden" name="selector" value="${query.selector}">`}${box('before the last restart', 'previous', query.previous)}${box('follow', 'follow', query.follow)}<button>Show</button></form>`;
}
