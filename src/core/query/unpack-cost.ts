import type { ColumnChoice, ColumnNames } from './column-names.ts';
import type { DerivedColumn } from './derived-column.ts';
import { ownerName, ownerUidName } from './owner-values.ts';
import type { FilterTerm } from './parse-filter.ts';
import type { TableColumn } from './table.ts';

/** True when reading a chosen column unpacks objects. */
export function unpacksChoice(choice: ColumnChoice | undefined, derived: readonly DerivedColumn[]): boolean {
  if (choice === undefined) return false;
  if (choice.from === 'annotation' || choice.name === ownerName || choice.name === ownerUidName) return true;
  return choice.from === 'resource' && derived.some(({ def, unpacks }) => unpacks && def.name === choice.name);
}

/** Which terms of a filter can be tested without unpacking, and whether the shown columns can be read so. Problems are judged with the rest. */
export function costOf(q: {
  readonly terms: readonly FilterTerm[];
  readonly names: ColumnNames;
  readonly derived: readonly DerivedColumn[];
  readonly columns: readonly TableColumn[];
}): { readonly cheap: readonly FilterTerm[]; readonly costly: boolean; readonly shown: boolean } {
  const { terms, names, derived, columns } = q;
  const unpacking = new Set(derived.filter(({ unpacks }) => unpacks).map(({ def }) => def.name));
  const shown = columns.some(({ name, key, source }) => (source === 'custom' || source === 'join') && unpacking.has(key ?? name));
  const isCheap = (term: FilterTerm): boolean => {
    if (term.type === 'text') return !shown;
    if (term.type === 'problems') return false;
    const choice = names.find(term.column);
    return choice === undefined || !unpacksChoice(choice, derived);
  };
  const cheap = terms.filter(isCheap);
  return { cheap, shown, costly: terms.some((term) => term.type !== 'problems' && !isCheap(term)) };
}
