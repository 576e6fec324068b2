import { encodeUrlPart } from '../query/table-query-url.ts';
import { type Markup, markup } from './markup.ts';

/** Where a page is, as links; the last one is the page itself. Every link is a page that there is, for lists of clusters too. */
export function crumbsHtml(place: {
  readonly clusters?: string;
  readonly namespaces?: string;
  readonly rest?: readonly (readonly [string, string?])[];
}): Markup {
  const { clusters, namespaces, rest = [] } = place;
  const crumbs: (readonly [string, string?])[] = [];
  if (clusters !== undefined) crumbs.push(clusterCrumb(clusters));
  if (clusters !== undefined && namespaces !== undefined) crumbs.push(namespaceCrumb(clusters, namespaces));
  crumbs.push(...rest);
  const items = crumbs.map(([name, url], i) =>
    url === undefined || i === crumbs.length - 1
      ? markup`<li aria-current="page">${name}</li>`
      : markup`<li><a href="${url}">${name}</a></li>`,
  );
  return markup`<nav class="crumbs" aria-label="Where this is"><ol><li><a href="/">fleet</a></li>${items}</ol></nav>`;
}

/** One cluster has a page; several are chosen on the page of all. */
function clusterCrumb(clusters: string): readonly [string, string] {
  if (clusters === '' || clusters === '_all') return ['all clusters', '/clusters'];
  return [clusters, isOne(clusters) ? `/clusters/${encodeUrlPart(clusters)}` : '/clusters'];
}

function namespaceCrumb(clusters: string, namespaces: string): readonly [string, string] {
  const list = `/clusters/${encodeUrlPart(clusters === '' ? '_all' : clusters)}/namespaces`;
  if (namespaces === '' || namespaces === '_all') return ['all namespaces', list];
  return [namespaces, isOne(clusters) && isOne(namespaces) ? `${list}/${encodeUrlPart(namespaces)}` : list];
}

/** False for lists, globs, labels and exclusions. */
function isOne(words: string): boolean {
  return words !== '_all' && /^[\w.:-]+$/.test(words);
}
