import { customColumnsText } from '../query/parse-custom-columns.ts';
import { sortText } from '../query/parse-sort.ts';
import type { Answer, Table } from '../query/table.ts';
import type { TableQuery } from '../query/table-query.ts';
import { tableQueryToUrl, type UrlDefaults } from '../query/table-query-url.ts';
import { commandText } from './command-text.ts';
import { foundSentence, gapSentence } from './coverage-line.ts';
import { crumbsHtml } from './crumbs-html.ts';
import { explainHtml } from './explain-text.ts';
import { html } from './html-text.ts';
import { otherToolsHtml } from './other-tools-html.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';
import { pluralKind, questionHtml, questionTitle } from './question-html.ts';
import { joined } from './row-text.ts';
import { tableHtmlPieces } from './table-html.ts';
import { groupedNumber } from './window-text.ts';

/** What a list page is made of. */
export interface AnswerPage extends PageLook {
  readonly answer: Answer;
  readonly query: TableQuery;
  readonly defaults?: UrlDefaults;
  /** Parameters that links keep: theme, reload and the like. */
  readonly extra?: readonly (readonly [string, string])[];
  /** The answer's version, which a live page goes on from. */
  readonly cursor?: string | undefined;
}

/** Rows that a page holds at most; more are cut into pages of `rowsPerPage`. Source: design §4. */
export const rowsInDocument = 2000;
/** Rows of one page of a long list. */
export const rowsPerPage = 1000;

/** The question that a page asks: no more rows than fit, and one to see that there are more. Pass the question itself to `answerHtml`. */
export function pageQuery(query: TableQuery): TableQuery {
  return { ...query, limit: Math.min(query.limit ?? Number.POSITIVE_INFINITY, rowsInDocument + 1) };
}

/** A list page: complete without JavaScript, for a desk and a phone, light and dark. */
export function answerHtml(page: AnswerPage): string {
  return joined(answerHtmlPieces(page));
}

/** The same, some hundred rows at a time. */
export function* answerHtmlPieces(page: AnswerPage): Generator<string> {
  const { query, defaults = {}, extra = [] } = page;
  const link = (change: Partial<TableQuery>): string => tableQueryToUrl({ ...query, ...change }, { defaults, extra });
  const answer = { ...page.answer, tables: page.answer.tables.map(cutToPage) };
  const place = {
    clusters: query.clusters.join(',') || '_all',
    ...(query.namespaces !== undefined && { namespaces: query.namespaces.join(',') || '_all' }),
  };
  yield pageHead({ title: questionTitle(query), place, ...page });
  yield `<main id="main"${liveAttributes(page, answer)}>${crumbsHtml({ ...place, rest: [[query.resources.join(', ')]] }).text}${questionHtml(query, answer.tables)}${foundHtml(answer, query)}${noticesHtml(answer)}${barHtml(page)}${formHtml(page)}`;
  for (const table of answer.tables) {
    if (answer.tables.length > 1) yield `<h2>${html(pluralKind(table.kind))} <small>${groupedNumber(table.total)}</small></h2>`;
    yield* tableHtmlPieces({ table, query, answer, link });
    yield pagesHtml(table, query, link);
  }
  if (answer.explain !== undefined) yield explainHtml(answer.explain);
  yield footerHtml(page, link) + pageFootOf(page);
}

/** What the browser goes on from: the question of this page as an address, and which answer to it the document is. */
function liveAttributes({ query, cursor }: AnswerPage, { tables, nowMs }: Answer): string {
  const question = html(tableQueryToUrl(query));
  const isCut = tables.some(({ rows, total }) => rows.length === rowsPerPage && total > rowsInDocument);
  const address = tableQueryToUrl(isCut ? { ...query, limit: rowsPerPage } : pageQuery(query));
  const known = cursor === undefined || isCut ? '' : ` data-cursor="${html(cursor)}"`;
  return ` data-question="${question}" data-live="${html(address)}" data-now="${nowMs}"${known}`;
}

function cutToPage(table: Table): Table {
  return table.rows.length > rowsInDocument ? { ...table, rows: table.rows.slice(0, rowsPerPage) } : table;
}

function foundHtml(answer: Answer, query: TableQuery): string {
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs });
  const warning = gaps === '' ? '' : ` <span class="w">${html(gaps)}</span> Their rows are as last seen.`;
  return `<p class="found" role="status"><strong>${html(foundSentence(answer, query.offset))}</strong>${warning}</p>`;
}

function noticesHtml({ notices }: Answer): string {
  return notices.length === 0 ? '' : `<ul class="notices">${notices.map((notice) => `<li>${html(notice)}</li>`).join('')}</ul>`;
}

function barHtml({ query, defaults = {}, extra = [] }: AnswerPage): string {
  const download = (form: string): string => {
    const url = tableQueryToUrl(query, { defaults, extra: [['download', form]] });
    return `<a href="${html(url)}">${form.toUpperCase()}</a>`;
  };
  const to = (change: Partial<TableQuery>): string => html(tableQueryToUrl({ ...query, ...change }, { defaults, extra }));
  const hasUsage = query.resources.some((name) => ['pods', 'nodes', 'po', 'no', 'pod', 'node'].includes(name.toLowerCase()));
  const usage =
    hasUsage && query.joins.length === 0 && query.groupBy.length === 0
      ? `<a href="${to({ joins: ['metrics'] })}">Show CPU/Memory Usage</a>`
      : '';
  const search =
    query.filter === '' && query.groupBy.length === 0 ? `<a href="${to({ filter: 'problems', offset: 0 })}">Only problems</a>` : '';
  return `<div class="bar">${usage}${search}<span class="sp"></span>${['tsv', 'csv', 'json', 'yaml'].map(download).join('')}</div>`;
}

/** The fields behind the underlined words, opened by a click on one of them. Clusters and namespaces stand in the path; the server redirects `to` what the form says. */
function formHtml({ query, extra = [] }: AnswerPage): string {
  const field = (name: string, label: string, value: string, hint: string): string =>
    `<label for="${name}">${label}<input id="${name}" name="${name}" value="${html(value)}" placeholder="${html(hint)}" autocomplete="off" spellcheck="false"></label>`;
  const hidden = extra.map(([name, value]) => `<input type="hidden" name="${html(name)}" value="${html(value)}">`).join('');
  return (
    `<details class="tools"><summary>The question in its parts</summary><form method="get" action="/lists">${field('clusters', 'Clusters', query.clusters.join(','), '_all')}` +
    (query.namespaces === undefined ? '' : field('namespaces', 'Namespaces', query.namespaces.join(','), '_all')) +
    field('resources', 'Resources', query.resources.join(','), 'pods') +
    field('selector', 'Label selector', query.selector, 'app=web') +
    field('filter', 'Filter', query.filter, 'Status!=Running') +
    field('labelcols', 'Label columns', query.labelColumns.join(','), 'app,team') +
    field('customcols', 'Custom columns', customColumnsText(query.customColumns), 'Memory=status.allocatable.memory') +
    field('join', 'Join', query.joins.join(','), 'metrics,nodes,namespaces') +
    field('group', 'Count by', query.groupBy.join(','), 'image') +
    field('sort', 'Sort', sortText(query.sort), 'Restarts:desc') +
    `${hidden}<div><button type="submit">Show</button></div></form></details>`
  );
}

function pagesHtml(table: Table, query: TableQuery, link: (change: Partial<TableQuery>) => string): string {
  const shownTo = query.offset + table.rows.length;
  const step = query.limit === undefined || query.limit >= rowsInDocument ? rowsPerPage : query.limit;
  if (step === 0) return '';
  const links = [
    ...(query.offset > 0
      ? [`<a rel="prev" href="${html(link({ offset: Math.max(0, query.offset - step), limit: step }))}">Previous ${step}</a>`]
      : []),
    ...(shownTo < table.total
      ? [`<a rel="next" href="${html(link({ offset: shownTo, limit: step }))}">Next ${Math.min(step, table.total - shownTo)}</a>`]
      : []),
  ];
  return links.length === 0 ? '' : `<nav class="pages" aria-label="Further rows">${links.join('')}</nav>`;
}

function footerHtml({ query }: AnswerPage, link: (change: Partial<TableQuery>) => string): string {
  const everywhere: string[] = [];
  if (query.namespaces !== undefined && !query.namespaces.includes('_all'))
    everywhere.push(
      `<a href="${html(link({ namespaces: ['_all'], offset: 0 }))}">Show ${html(query.resources.join(', '))} across all namespaces</a>`,
    );
  if (query.clusters.length > 0 && !query.clusters.includes('_all'))
    everywhere.push(`<a href="${html(link({ clusters: ['_all'], offset: 0 }))}">Show them in all clusters</a>`);
  const ways = everywhere.length === 0 ? '' : `<p>${everywhere.join(' · ')}</p>`;
  return `<footer>${ways}<p>The same on a terminal: <code>${html(commandText(query))}</code></p>${otherToolsHtml(query).text}</footer>`;
}
