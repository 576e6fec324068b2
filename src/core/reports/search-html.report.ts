import { humanDuration } from '../kube/duration.ts';
import type { SearchAnswer, SearchMatch, SearchResult } from '../query/search/search-answer.ts';
import { asksAnything, defaultSearchLimit, mostSearchResults, offeredSearchTypes, type SearchQuery } from '../query/search/search-query.ts';
import { searchQueryToUrl } from '../query/search/search-query-url.ts';
import { gapSentence } from './coverage-line.ts';
import { type Markup, markup } from './markup.ts';
import { type PageLook, pageFoot, pageHead } from './page-frame.ts';
import { pluralKind } from './question-html.ts';
import { searchedSentence } from './search-line.ts';
import { matchPlace, snippetParts } from './search-snippet.ts';
import { groupedNumber } from './window-text.ts';

/** What the page of a search is made of. */
export interface SearchPage extends PageLook {
  readonly query: SearchQuery;
  /** Undefined: only the form. */
  readonly answer: SearchAnswer | undefined;
  /** Kinds by the names of resources that the form offers, for their labels. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Parameters that links keep: theme, reload. */
  readonly extra?: readonly (readonly [string, string])[];
}

/** Labels shown of one result; the rest is counted. */
const shownLabels = 40;

/** The search page, complete without JavaScript. Source: kube-web-view's search page (its element hooks are kept). */
export function* searchHtmlPieces(page: SearchPage): Generator<string> {
  const { query, answer } = page;
  const title = query.text === '' ? 'Search' : `Search "${query.text}"`;
  yield `${pageHead({ ...page, title, current: '/search' })}<main id="main">${questionHtml(page)}`;
  if (answer !== undefined) yield foundHtml(answer, page).text;
  yield formHtml(page).text;
  if (answer === undefined) {
    yield asksAnything(query) ? '' : hintHtml.text;
  } else {
    yield countsHtml(answer, page).text;
    for (const result of answer.results) yield resultHtml(result, answer, page).text;
    yield footHtml(answer, page).text;
  }
  yield pageFoot;
}

const hintHtml = markup`<div class="content"><p>Names, namespaces, labels, annotation keys, images, addresses, nodes, uids and messages of everything that is synced. All words must match. Try <code>10.2.7.31</code>, <code>nginx:1.25 ns:shop</code>, <code>kind:deploy label:team=checkout</code>, <code>"exact phrase"</code>.</p></div>`;

function link(page: SearchPage, change: Partial<SearchQuery>): string {
  return searchQueryToUrl({ ...page.query, ...change }, page.extra);
}

function questionHtml({ query }: SearchPage): string {
  const parts = [
    markup`<a href="/search"><b>Search</b></a>`,
    ...(query.text === '' ? [] : [markup` for <a class="tok f" href="#q">${query.text}</a>`]),
    markup` in <a class="tok" href="#cluster">${placeText(query.clusters, 'all clusters')}</a>`,
    markup`, <a class="tok" href="#namespace">${placeText(query.namespaces, 'all namespaces')}</a>`,
    ...(query.selector === '' ? [] : [markup`, labelled <a class="tok f" href="#selector">${query.selector}</a>`]),
    ...(query.types.length === 0 ? [] : [markup`, only <a class="tok" href="#types">${query.types.join(', ')}</a>`]),
  ];
  return markup`<h1 class="q">${parts}</h1>`.text;
}

function placeText(names: readonly string[], all: string): string {
  return names.length === 0 || names.includes('_all') ? all : names.join(', ');
}

function foundHtml(answer: SearchAnswer, { query }: SearchPage): Markup {
  const gaps = gapSentence(answer.coverage, { nowMs: answer.nowMs });
  const none = answer.total === 0 ? markup` No results found for "${query.text || query.selector}".` : undefined;
  const warning = gaps === '' ? undefined : markup` <span class="w">${gaps}</span>`;
  const notices = answer.notices.map((notice) => markup`<li>${notice}</li>`);
  return markup`<p class="found" role="status"><strong>${searchedSentence(answer)}</strong>${none}${warning}</p>${notices.length > 0 && markup`<ul class="notices">${notices}</ul>`}`;
}

function formHtml({ query, kinds, extra = [] }: SearchPage): Markup {
  const field = (name: string, label: string, value: string, hint: string): Markup =>
    markup`<label for="${name}">${label}<input class="input" id="${name}" name="${name}" value="${value}" placeholder="${hint}" autocomplete="off" spellcheck="false"></label>`;
  const types = [...new Set([...offeredSearchTypes, ...query.types])];
  const boxes = types.map(
    (type) =>
      markup`<label class="checkbox"><input type="checkbox" name="type" value="${type}"${query.types.includes(type) && markup` checked`}> ${kinds.get(type) ?? type}</label> `,
  );
  const hidden = extra.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`);
  const limit = query.limit === defaultSearchLimit ? undefined : markup`<input type="hidden" name="limit" value="${query.limit}">`;
  return markup`<form method="get" action="/search" role="search">${field('q', 'Words', query.text, 'price-feed 10.2.7.31 label:team=checkout')}${field('cluster', 'Clusters', query.clusters.join(','), 'all')}${field('namespace', 'Namespaces', query.namespaces.join(','), 'all')}${field('selector', 'Label selector', query.selector, 'app=web')}<fieldset id="types"><legend>Only these (none: everything that is synced)</legend>${boxes}</fieldset>${hidden}${limit}<div><button class="button is-primary" type="submit">Search</button></div></form>`;
}

/** Counts that narrow the search with one click. */
function countsHtml(answer: SearchAnswer, page: SearchPage): Markup {
  const kinds = answer.byKind.map(
    ({ kind, resource, count }) =>
      markup`<a href="${link(page, { types: [], text: `${withoutKinds(page.query.text)} kind:${resource}`.trim() })}">${pluralKind(kind)} ${groupedNumber(count)}</a>`,
  );
  const clusters = answer.byCluster
    .slice(0, shownClusters)
    .map(({ cluster, count }) => markup`<a href="${link(page, { clusters: [cluster] })}">${cluster} ${groupedNumber(count)}</a>`);
  const more = answer.byCluster.length - clusters.length;
  return markup`${kinds.length > 1 && markup`<nav class="bar counts" aria-label="By kind">${kinds}</nav>`}${clusters.length > 1 && markup`<nav class="bar counts" aria-label="By cluster">${clusters}${more > 0 && ` and ${groupedNumber(more)} more clusters`}</nav>`}`;
}

const shownClusters = 12;

/** Kinds in the text are alternatives to the one that is clicked. */
function withoutKinds(text: string): string {
  return text
    .replace(/(^|\s)(kind|type):("[^"]*"|\S*)/gi, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function resultHtml(result: SearchResult, answer: SearchAnswer, page: SearchPage): Markup {
  const gap = result.stale ? markup` <small>${result.cluster} is not live: as last seen</small>` : undefined;
  const created = result.createdMs === null ? '' : new Date(result.createdMs).toISOString().replace('T', ' ').slice(0, 19);
  const age =
    result.createdMs === null
      ? undefined
      : markup` <span class="age">Created: ${created} (${humanDuration(answer.nowMs - result.createdMs)} ago)</span>`;
  const matches = result.matches.filter(({ field }) => field !== 'name' || result.matches.length === 1).slice(0, 3);
  const labels = result.labels.slice(0, shownLabels).map(([key, value]) => labelHtml(key, value, page));
  const more = result.labels.length - labels.length;
  return markup`<div class="search-result${result.stale && ' old'}"><h3><a href="${result.path}">${nameHtml(result)} (${result.kind})</a>${gap}</h3><p><a class="path" href="${result.path}">${result.path}</a>${age}</p>${matches.length > 0 && markup`<p>${matches.map(matchHtml)}</p>`}<p class="tags">${labels}${more > 0 && ` and ${more} more`}</p></div>`;
}

function nameHtml({ name, matches }: SearchResult): Markup {
  const match = matches.find(({ field }) => field === 'name');
  if (match === undefined || match.text !== name) return markup`${name}`;
  let at = 0;
  const parts: Markup[] = [];
  for (const [from, length] of match.marks) {
    parts.push(markup`${name.slice(at, from)}<em>${name.slice(from, from + length)}</em>`);
    at = from + length;
  }
  return markup`${parts}${name.slice(at)}`;
}

function matchHtml(match: SearchMatch): Markup {
  const parts = snippetParts(match).map(({ text, marked }) => (marked ? markup`<em>${text}</em>` : markup`${text}`));
  return markup`<small>${matchPlace(match)}</small> <span class="match">${parts}</span> `;
}

/** A label leads to everything that has it; one that no selector can say leads nowhere. */
function labelHtml(key: string, value: string, page: SearchPage): Markup {
  const text = `${key}=${value}`;
  return selectable.test(text)
    ? markup`<a class="tag is-link" href="${link(page, { text })}">${text}</a> `
    : markup`<span class="tag">${text}</span> `;
}

const selectable = /^[A-Za-z0-9][-A-Za-z0-9_./]*=[-A-Za-z0-9_.]*$/;

function footHtml(answer: SearchAnswer, page: SearchPage): Markup {
  const { query } = page;
  const everywhere = (names: readonly string[]): boolean => names.length === 0 || names.includes('_all');
  const ways: Markup[] = [];
  if (answer.results.length < answer.total && query.limit < mostSearchResults)
    ways.push(
      markup`<a class="button" href="${link(page, { limit: Math.min(mostSearchResults, Math.max(10, query.limit * 10)) })}">Show more of ${groupedNumber(answer.total)}</a> `,
    );
  if (!everywhere(query.namespaces))
    ways.push(markup`<a class="button" href="${link(page, { namespaces: [] })}">Repeat search across all namespaces</a> `);
  if (!everywhere(query.clusters))
    ways.push(markup`<a class="button" href="${link(page, { clusters: [] })}">Repeat search across all clusters</a> `);
  if (query.types.length > 0)
    ways.push(markup`<a class="button" href="${link(page, { types: [] })}">Search everything that is synced</a> `);
  return markup`<div class="content"><p>${searchedSentence(answer)}</p>${ways.length > 0 && markup`<p>${ways}</p>`}</div>${gapsHtml(answer)}`;
}

/** One box for each cluster that could not be searched whole. */
function gapsHtml({ coverage, nowMs }: SearchAnswer): Markup | undefined {
  const byCluster = new Map<string, string[]>();
  for (const { cluster, resource, state, reason, sinceMs } of coverage.gaps) {
    if (state === 'not served') continue;
    const what = resource === '*' ? 'Nothing was searched' : resource;
    const lines = byCluster.get(cluster) ?? [];
    lines.push(`${what}: ${state} for ${humanDuration(nowMs - sinceMs)}${reason === '' ? '' : `: ${reason}`}`);
    byCluster.set(cluster, lines);
  }
  if (byCluster.size === 0) return undefined;
  const boxes = [...byCluster].map(
    ([cluster, lines]) =>
      markup`<details><summary>${cluster}: ${lines.length === 1 ? '1 resource type' : `${lines.length} resource types`} not live</summary><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul></details>`,
  );
  return markup`<section class="gaps has-text-danger" aria-label="Not searched">${boxes}</section>`;
}
