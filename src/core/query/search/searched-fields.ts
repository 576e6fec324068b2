import type { Column, ShardView, TextLane } from '../../fleet/fleet-view.ts';
import { decodeSpans } from '../../resources/problem-spans.ts';
import { problemsColumnName } from '../../resources/problems-column.ts';
import { addressesColumn, imagesColumnName, traitsColumn } from '../../resources/search-columns.ts';

/** A column that is searched, and what a match in it is called. */
export interface SearchedColumn {
  readonly column: Column;
  readonly lane: TextLane;
  readonly role: 'name' | 'namespace' | 'column' | 'images' | 'traits' | 'addresses' | 'problems';
}

const hidden: readonly (readonly [string, SearchedColumn['role']])[] = [
  [traitsColumn.name, 'traits'],
  [addressesColumn.name, 'addresses'],
  [problemsColumnName, 'problems'],
];

/** Says in one long text per object what its labels or those of others say already. */
const unsearched: ReadonlySet<string> = new Set(['Name', 'Namespace', 'Selector']);

/**
 * The columns of a shard that are searched: name and namespace first, then every text column in its order, then the hidden ones.
 * Shards of one definition in one view have the same.
 */
export function searchedColumns(shard: ShardView): readonly SearchedColumn[] {
  const { resource } = shard;
  const found: SearchedColumn[] = [];
  const add = (name: string, role: SearchedColumn['role']): void => {
    const column = shard.column(name);
    if (column?.text !== undefined) found.push({ column, lane: column.text, role });
  };
  add('Name', 'name');
  if (resource.namespaced) add('Namespace', 'namespace');
  for (const { name, type } of [...resource.columns, ...(resource.kept ?? [])])
    if (type === 'text' && !unsearched.has(name)) add(name, name === imagesColumnName ? 'images' : 'column');
  for (const [name, role] of hidden) add(name, role);
  return found;
}

/** What a word is looked for in: a cell as it is; of problems their reasons and messages; of images each on its own. */
export function searchedText(role: SearchedColumn['role'], cell: string): string {
  if (role === 'images') return cell.replaceAll(',', partSign);
  return role === 'problems' ? problemText(cell) : cell;
}

function problemText(cell: string): string {
  return decodeSpans(cell)
    .map(({ reason, message }) => (message === '' ? reason : `${reason}: ${message}`))
    .join(partSign);
}

/** Begins each part after the first; a control character, which no word has. */
const partSign = '\u0004';
