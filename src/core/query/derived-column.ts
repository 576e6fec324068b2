import type { ClusterId, Column, RowId, ShardView } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ObjectColumn } from './object-columns.ts';
import type { ObjectValue } from './object-value.ts';

/** A column that a question adds to those of a resource: an expression, or something joined. */
export interface DerivedColumn {
  /** Its name is how filters and sorts find it. */
  readonly def: ColumnDef;
  /** Its heading; mostly the same. */
  readonly header: string;
  readonly source: 'custom' | 'join';
  /** False for columns that are only there to be named. */
  readonly shown: boolean;
  /** True when reading it unpacks objects: done beforehand, in slices. */
  readonly unpacks: boolean;
  /** Reads it in one shard. */
  open(place: DerivedPlace): Column;
}

/** Where derived columns of one shard read from. */
export interface DerivedPlace {
  readonly cluster: ClusterId;
  readonly shard: ShardView;
  /** Another resource of the same cluster. */
  related(resource: ResourceId): ShardView | undefined;
  /** A column over the objects of this shard. */
  objects(value: ObjectValue, def: ColumnDef): ObjectColumn;
  /** A column over the objects of another resource of the cluster. */
  relatedObjects(shard: ShardView, value: ObjectValue, def: ColumnDef): ObjectColumn;
}

/** A column whose cell depends on one text of the row alone, such as its node: read once for each text. */
export function columnByText(def: ColumnDef, key: Column | undefined, read: (text: string | undefined) => Cell): Column {
  const lane = key?.text;
  if (lane === undefined) {
    const cell = read(undefined);
    return { def, cell: () => cell };
  }
  const known: (Cell | undefined)[] = [];
  return {
    def,
    cell: (row: RowId) => {
      const code = lane.code(row);
      let cell = known[code];
      if (cell === undefined) {
        cell = read(lane.value(code));
        known[code] = cell;
      }
      return cell;
    },
  };
}
