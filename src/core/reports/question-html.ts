import type { Table } from '../query/table.ts';
import type { JoinName, TableQuery } from '../query/table-query.ts';
import { html } from './html-text.ts';

/** The question as a sentence; every underlined word leads to the field that changes it. */
export function questionHtml(query: TableQuery, tables: readonly Table[]): string {
  const what = tables.length > 0 ? tables.map(({ kind }) => pluralKind(kind)).join(', ') : query.resources.join(', ');
  const parts = [`<b>${html(what)}</b> in ${word('clusters', clustersText(query.clusters))}`];
  if (query.namespaces !== undefined) parts.push(word('namespaces', namespacesText(query.namespaces)));
  if (query.names.length > 0) parts.push(`named <b>${html(query.names.join(', '))}</b>`);
  if (query.selector !== '') parts.push(`labelled ${code('selector', query.selector)}`);
  if (query.fieldSelector !== '') parts.push(`with <b>${html(query.fieldSelector)}</b>`);
  if (query.filter !== '') parts.push(`where ${code('filter', query.filter)}`);
  if (query.joins.length > 0) parts.push(`with their ${word('join', query.joins.map((join) => joinWords[join]).join(' and '))}`);
  if (query.customColumns.length > 0) parts.push(`showing ${code('customcols', query.customColumns.map(({ name }) => name).join(', '))}`);
  if (query.groupBy.length > 0) parts.push(`counted by ${word('group', query.groupBy.join(', ').toLowerCase())}`);
  const [sort] = query.sort;
  if (sort !== undefined) parts.push(`by ${word('sort', sort.column.toLowerCase())}, ${sort.descending ? 'greatest' : 'least'} first`);
  return `<h1 class="q">${parts.join(', ')}</h1>`;
}

const joinWords: Readonly<Record<JoinName, string>> = { metrics: 'usage', nodes: 'nodes', namespaces: 'namespaces' };

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
