import { parseFilter } from './parse-filter.ts';

/**
 * The filter without its `=` terms on a column: a group's value takes their place, since several `=` on one column are alternatives.
 * The text of all other terms stays as it was written.
 */
export function dropEqualities(filter: string, column: string): string {
  if (filter === '') return filter;
  const terms = parseFilter(filter, () => true);
  const kept = terms.flatMap((term, i) => {
    if (term.type === 'compare' && term.operator === '=' && term.column.toLowerCase() === column.toLowerCase()) return [];
    const end = terms[i + 1]?.offset ?? filter.length;
    return [filter.slice(term.offset, end).replace(/[\s,]+$/, '')];
  });
  return kept.join(',');
}
