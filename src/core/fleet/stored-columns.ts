import type { ColumnDef } from '../resources/column.ts';
import { problemsColumn } from '../resources/problems-column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { searchColumns } from '../resources/search-columns.ts';

type Def = Pick<ResourceDef, 'columns' | 'kept' | 'problems' | 'origin'>;

const known = new WeakMap<Def, readonly ColumnDef[]>();

/** The columns that the store keeps of a resource, in the order of their slots: its own, then hidden ones that only questions read. */
export function storedColumns(def: Def): readonly ColumnDef[] {
  let all = known.get(def);
  if (all === undefined) {
    all = [...def.columns, ...(def.kept ?? []), problemsColumn(def), ...searchColumns(def)];
    known.set(def, all);
  }
  return all;
}
