import { HindsightError } from '../base/hindsight-error.ts';
import type { SortKey } from './table-query.ts';

/** Fields that kubectl's `--sort-by` is mostly given, as columns. */
const columnOfField: ReadonlyMap<string, string> = new Map([
  ['.metadata.name', 'Name'],
  ['.metadata.namespace', 'Namespace'],
  ['.metadata.creationTimestamp', 'Created'],
]);

/**
 * Reads `Column[:asc|:desc][,Column…]`; only a last `:asc` or `:desc` is a direction, so that columns may contain a colon.
 * The fields that kubectl is mostly asked to sort by (`.metadata.creationTimestamp`) mean their columns.
 * `source` is the parameter or flag it came from. Throws HindsightError `query-invalid` for a direction without a column.
 */
export function parseSort(text: string, source = 'sort'): readonly SortKey[] {
  const keys: SortKey[] = [];
  let offset = 0;
  for (const part of text.split(',')) {
    const [, column = '', direction] = /^\s*(.*?)\s*(?::(asc|desc)\s*)?$/is.exec(part) ?? [];
    const field = column.replace(/^\{(.*)\}$/, '$1');
    if (column !== '') keys.push({ column: columnOfField.get(field) ?? column, descending: direction?.toLowerCase() === 'desc' });
    else if (direction !== undefined) {
      throw new HindsightError('query-invalid', 'Sort: the column before the direction is missing.', {
        hint: 'Write Column:desc, for example Restarts:desc.',
        place: { source, text, offset, length: part.length },
      });
    }
    offset += part.length + 1;
  }
  return keys;
}

/** The text that `parseSort` reads back. */
export function sortText(keys: readonly SortKey[]): string {
  return keys
    .map(({ column, descending }) => (descending ? `${column}:desc` : /:(asc|desc)$/i.test(column) ? `${column}:asc` : column))
    .join(',');
}
