import type { Table } from '../query/table.ts';
import type { TableQuery } from '../query/table-query.ts';
import { html } from './html-text.ts';

/** The question as a sentence; every underlined word leads to the field that changes it. */
export function questionHtml(query: TableQuery, tables: readonly Table[]): string {
  const what = tables.length > 0 ? tables.map(({ kind }) => pluralKind(kind)).join(', ') : query.resources.join(', ');
  const parts = [`<b>${html(what)}</b> in ${word('clusters', clustersText(query.clusters))}`];
  if (query.namespaces !== undefined) parts.push(word('namespaces', namespacesText(query.namespaces)));
  if (query.names.length > 0) parts.push(`named <b>${html(query.names.join(', '))}</b>`);
  if (query.selector !== '') parts.push(`labelled ${code('selector', query.selector)}`);
  if (query.filter !== '') parts.push(`where ${code('filter', query.filter)}`);
  const [sort] = query.sort;
  if (sort !== undefined) parts.push(`by ${word('sort', sort.column.toLowerCase())}, ${sort.descending ? 'greatest' : 'least'} first`);
  return `<h1 class="q">${parts.join(', ')}</h1>`;
}

/** The question in a few words, for the title of the window. */
export function questionTitle(query: TableQuery): string {
  return `${query.resources.join(', ')} in ${clustersText(query.clusters)}`;
}

/** `Pods`, `Ingresses`, `NetworkPolicies`. Source: kube-web-view's rule. */
export function pluralKind(kind: string): string {
  if (kind.endsWith('s')) return `${kind}es`;
  return kind.endsWith('y') && !/[aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function clustersText(clusters: readonly string[]): string {
  return clusters.length === 0 || clusters.includes('_all') ? 'all clusters' : clusters.join(', ');
}

function namespacesText(namespaces: readonly string[]): string {
  if (namespaces.includes('_all')) return 'all namespaces';
  return `${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')}`;
}

function word(field: string, text: string): string {
  return `<a class="tok" href="#${field}">${html(text)}</a>`;
}

function code(field: string, text: string): string {
  return `<a class="tok f" href="#${field}">${html(text)}</a>`;
}
