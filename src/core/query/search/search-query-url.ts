import { HindsightError } from '../../base/hindsight-error.ts';
import { defaultSearchLimit, mostSearchResults, type SearchQuery } from './search-query.ts';

/** The parameters of an address; a URLSearchParams is one. */
export interface SearchParams {
  get(name: string): string | null;
  getAll(name: string): readonly string[];
}

/**
 * Reads the parameters of `/search`. `cluster`, `namespace` and `type` may be repeated and be lists. HindsightError `query-invalid` for a limit that is no number.
 * Source: kube-web-view's search page, docs/guide/search.md.
 */
export function searchQueryFromUrl(params: SearchParams): SearchQuery {
  return {
    text: params.get('q') ?? '',
    clusters: listOf(params, 'cluster'),
    namespaces: listOf(params, 'namespace'),
    types: listOf(params, 'type'),
    selector: params.get('selector') ?? '',
    limit: limitOf(params.get('limit') ?? ''),
  };
}

/** The address that asks the search, with what differs changed. */
export function searchQueryToUrl(query: SearchQuery, extra: Iterable<readonly [string, string]> = []): string {
  const params: [string, string][] = [];
  const all = (values: readonly string[]): boolean => values.length === 0 || values.includes('_all');
  if (query.text !== '') params.push(['q', query.text]);
  if (!all(query.clusters)) params.push(['cluster', query.clusters.join(',')]);
  if (!all(query.namespaces)) params.push(['namespace', query.namespaces.join(',')]);
  for (const type of query.types) params.push(['type', type]);
  if (query.selector !== '') params.push(['selector', query.selector]);
  if (query.limit !== defaultSearchLimit) params.push(['limit', String(query.limit)]);
  params.push(...[...extra].map(([name, value]): [string, string] => [name, value]));
  const text = params.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+')}`).join('&');
  return text === '' ? '/search' : `/search?${text}`;
}

function listOf(params: SearchParams, name: string): readonly string[] {
  const words = params.getAll(name).flatMap((value) => value.split(','));
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))];
}

function limitOf(text: string): number {
  if (text === '') return defaultSearchLimit;
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text), mostSearchResults);
  throw new HindsightError('query-invalid', `limit takes a whole number, not "${text}"`, {
    place: { source: 'limit', text, offset: 0, length: text.length },
  });
}
