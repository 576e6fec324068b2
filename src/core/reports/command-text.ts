import { customColumnsText } from '../query/parse-custom-columns.ts';
import { sortText } from '../query/parse-sort.ts';
import type { TableQuery } from '../query/table-query.ts';

/** The `hindsight get` command that asks the same question, ready to paste into a POSIX shell. */
export function commandText(query: TableQuery): string {
  const words = ['hindsight', 'get', query.resources.join(','), ...query.names];
  const all = query.clusters.length === 0 || query.clusters.includes('_all');
  if (!all) words.push('--clusters', query.clusters.join(','));
  if (query.namespaces?.includes('_all') === true) words.push('-A');
  else if (query.namespaces !== undefined) words.push('-n', query.namespaces.join(','));
  if (query.selector !== '') words.push('-l', query.selector);
  if (query.fieldSelector !== '') words.push('--field-selector', query.fieldSelector);
  if (query.filter !== '') words.push('--filter', query.filter);
  if (query.labelColumns.includes('*')) words.push('--show-labels');
  else if (query.labelColumns.length > 0) words.push('-L', query.labelColumns.join(','));
  if (query.customColumns.length > 0) words.push('--custom-columns', customColumnsText(query.customColumns));
  if (query.joins.length > 0) words.push('--join', query.joins.join(','));
  if (query.groupBy.length > 0) words.push('--count-by', query.groupBy.join(','));
  if (query.sort.length > 0) words.push('--sort-by', sortText(query.sort));
  if (query.limit !== undefined) words.push('--limit', String(query.limit));
  if (query.wide) words.push('-o', 'wide');
  return words.map(shellWord).join(' ');
}

/** A word that a POSIX shell takes as it is. */
function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
