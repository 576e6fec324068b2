import { hash32 } from '../base/random.ts';
import { logFields } from '../kube/log-fields.ts';
import type { KeptLogLine } from '../kube/log-grep.ts';
import type { LogSource } from '../kube/log-line.ts';
import type { LogQuery } from '../query/log-query.ts';
import { logQueryToUrl } from '../query/log-query-url.ts';
import { html } from './html-text.ts';
import { droppedText } from './log-text.report.ts';
import { type PageLook, pageFoot, pageHead } from './page-frame.ts';

/** What a page of logs shows. */
export interface LogPage {
  readonly query: LogQuery;
  readonly look: PageLook;
}

/** A line of a page of logs: what a container wrote, or what a reader should know. */
export type LogPageEntry =
  | { readonly type: 'line'; readonly source: LogSource; readonly line: KeptLogLine }
  | { readonly type: 'note'; readonly source: LogSource | undefined; readonly text: string; readonly isTrouble: boolean }
  | { readonly type: 'dropped'; readonly source: LogSource; readonly count: number };

/** Everything before the first line: the question as title and form, so that the page can be sent while lines still come. */
export function logPageHead({ query, look }: LogPage): string {
  const whose = `${query.resource} ${query.names.length === 0 ? query.selector : query.names.join(', ')}`;
  const clusters = query.clusters.includes('_all') ? 'all clusters' : query.clusters.join(', ');
  const namespaces = query.namespaces.includes('_all') ? 'all namespaces' : `namespace ${query.namespaces.join(', ')}`;
  const where = `${clusters}, ${namespaces}`;
  return (
    pageHead({ title: `Logs of ${whose}`, ...look }) +
    `<main id="main"><h1 class="q">Logs of <b>${html(whose)}</b> in <b>${html(where)}</b></h1>${formHtml(query)}<ol class="log">`
  );
}

/** Lines of the page, as many as there are now. Each has an id that stays the same when the page is opened again. */
export function* logPageLines(entries: Iterable<LogPageEntry>, ids: Set<string> = new Set()): Generator<string> {
  for (const entry of entries) {
    if (entry.type === 'line') yield lineHtml(entry.source, entry.line, ids);
    else if (entry.type === 'dropped') yield `<li class="note">${html(droppedText(entry.source, entry.count))}</li>\n`;
    else yield `<li class="note">${html(noteText(entry.source, entry.text))}</li>\n`;
  }
}

/** Everything after the last line. */
export function logPageFoot(q: { readonly query: LogQuery; readonly lines: number; readonly containers: number }): string {
  const filtered = q.query.filter !== '' || q.query.grep !== '';
  const nothing = filtered
    ? 'No matching logs found. Please note that the filter text is case sensitive!'
    : 'These containers have written nothing.';
  const found = `${q.lines.toLocaleString('en')} line${q.lines === 1 ? '' : 's'} of ${q.containers} container${q.containers === 1 ? '' : 's'}`;
  return `</ol>${q.lines === 0 ? `<p>${nothing}</p>` : ''}<p class="found">${found}, in order of time. <code>${html(commandOf(q.query))}</code></p>${pageFoot}`;
}

/** The same question for a terminal. */
function commandOf(query: LogQuery): string {
  const names = query.names.map((name) => (query.resource === 'pods' ? name : `${query.resource}/${name}`));
  return [
    'hindsight logs',
    ...names,
    query.selector === '' ? '' : `-l ${query.selector}`,
    query.namespaces.includes('_all') ? '-A' : `-n ${query.namespaces.join(',')}`,
    query.clusters.includes('_all') ? '' : `--clusters ${query.clusters.join(',')}`,
    '-f',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function lineHtml({ cluster, pod, container, namespace }: LogSource, line: KeptLogLine, ids: Set<string>): string {
  const id = lineId(`${cluster}/${namespace}/${pod}/${container}/${line.time}/${line.text}`, ids);
  const classes = [line.isContext === true ? 'near' : '', line.afterGap === true ? 'gap' : ''].filter((name) => name !== '').join(' ');
  const cut = line.cutBytes === undefined ? '' : ` … [${line.cutBytes.toLocaleString('en')} bytes more]`;
  return (
    `<li id="${id}"${classes === '' ? '' : ` class="${classes}"`}><a href="#${id}"><time title="${html(line.time)}">${html(shortTime(line.time))}</time></a> ` +
    `<span title="${html(`${cluster}/${namespace}`)}">${html(pod)}</span> <span class="c">${html(container)}</span> ${contentHtml(line.text)}${cut}</li>\n`
  );
}

/** `11-24 23:37:26.123`: the year and nanoseconds stand in the title. */
function shortTime(time: string): string {
  return time
    .replace(/^\d{4}-/, '')
    .replace('T', ' ')
    .replace(/(\.\d{3})\d*/, '$1')
    .replace(/Z$/, '');
}

function lineId(identity: string, ids: Set<string>): string {
  const base = `L${hash32(identity).toString(36)}`;
  let id = base;
  for (let n = 2; ids.has(id); n++) id = `${base}-${n}`;
  ids.add(id);
  return id;
}

/** JSON lines show level and message first, and their other fields behind. */
function contentHtml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with an escape
  const plain = text.includes('\x1b[') ? text.replace(/\x1b\[[0-9;:]*m/g, '') : text;
  const fields = logFields(plain);
  if (fields === undefined) return plain.split('\t').map(html).join('\t');
  const level = fields.level === '' ? '' : `<b class="lv">${html(fields.level)}</b> `;
  const rest = fields.rest.map(([key, value]) => `${html(key)}=${html(value)}`).join(' ');
  return `${level}${html(fields.message)}${rest === '' ? '' : ` <span class="c">${rest}</span>`}`;
}

function noteText(source: LogSource | undefined, text: string): string {
  return source === undefined ? text : `${source.cluster}/${source.pod}/${source.container}: ${text}`;
}

function formHtml(query: LogQuery): string {
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
  const field = (label: string, name: string, value: string, more = ''): string =>
    `<label>${label} <input name="${name}" value="${html(value)}"${more}></label> `;
  const box = (label: string, name: string, on: boolean): string =>
    `<label class="checkbox"><input type="checkbox" name="${name}" value="1"${on ? ' checked' : ''}> ${label}</label> `;
  return (
    `<form method="get" action="${html(action)}">` +
    field('Last', 'tail_lines', query.tailLines === undefined ? 'all' : String(query.tailLines), ' size="6" inputmode="numeric"') +
    field('lines containing', 'filter', query.filter) +
    field('matching', 'grep', query.grep) +
    field('of container', 'container', query.containers.join(','), ' size="12"') +
    field('since', 'since', query.sinceMs === undefined ? '' : new Date(query.sinceMs).toISOString(), ' size="12" placeholder="15m"') +
    (query.selector === '' ? '' : `<input type="hidden" name="selector" value="${html(query.selector)}">`) +
    box('before the last restart', 'previous', query.previous) +
    box('go on', 'follow', query.follow) +
    '<button>Refresh</button></form>'
  );
}
