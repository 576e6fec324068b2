import type { Column, NumberLane, RowId, ShardView, TextLane } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { ownerValue } from './owner-values.ts';

/** One column of one shard, of whatever origin, read by row. */
export interface ColumnReader {
  readonly def: ColumnDef;
  cell(row: RowId): Cell;
  /** Dictionary codes that decide the cell: equal codes, equal cells. */
  readonly text?: TextLane;
  readonly numbers?: NumberLane;
  /** Set when the cell depends on the row's labels alone. */
  readonly fromLabels?: (labels: ReadonlyMap<string, string>) => Cell;
  /** True when every row of the shard has the same cell. */
  readonly constant?: boolean;
}

/** The column that names a row's cluster. */
const clusterColumn: ColumnDef = {
  name: 'Cluster',
  type: 'text',
  missing: '',
  description: 'Cluster the object lives in',
  value: () => null,
};

const namespaceColumn: ColumnDef = { name: 'Namespace', type: 'text', missing: '', value: (o) => o.metadata.namespace ?? null };
const nameColumn: ColumnDef = { name: 'Name', type: 'text', missing: '', value: (o) => o.metadata.name };
const createdColumn: ColumnDef = { name: 'Created', type: 'date', missing: '', value: () => null };
const ageColumn: ColumnDef = { name: 'Age', type: 'time', value: () => null };

/** One column with all labels of a row. */
export const labelsColumn: ColumnDef = { name: 'Labels', type: 'text', missing: '<none>', description: 'All labels', value: () => null };

/** Names that always are columns, whatever the resource. */
export const fixedColumns: readonly string[] = ['Cluster', 'Namespace', 'Name', 'Created', 'Age', 'Labels'];

/** The column of one label. */
export function labelColumn(key: string, name: string): ColumnDef {
  return { name, type: 'text', missing: '', description: `Label ${key}`, value: (object) => object.metadata.labels?.[key] ?? null };
}

/** The header of a label column, as Python's `capitalize()` makes it: `kubernetes.io/Arch` → `Kubernetes.io/arch`. COMPAT. */
export function labelHeader(key: string): string {
  return key.slice(0, 1).toUpperCase() + key.slice(1).toLowerCase();
}

/** All labels as `k=v,k=v`, sorted by key; null when there are none. */
function labelsText(labels: ReadonlyMap<string, string>): string | null {
  if (labels.size === 0) return null;
  return [...labels]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

/** Reads a column of the resource itself; undefined when this shard's resource has none of that name. */
export function resourceReader(shard: ShardView, name: string): ColumnReader | undefined {
  return shard.column(name);
}

/** Reads a label. */
export function labelReader(shard: ShardView, key: string, name: string): ColumnReader {
  const fromLabels = (labels: ReadonlyMap<string, string>): Cell => labels.get(key) ?? null;
  return { def: labelColumn(key, name), fromLabels, cell: (row) => fromLabels(shard.labels(row)) };
}

/** Reads all labels as one text. */
export function labelsReader(shard: ShardView): ColumnReader {
  return { def: labelsColumn, fromLabels: labelsText, cell: (row) => labelsText(shard.labels(row)) };
}

/** Reads an annotation; unpacks the object of every row it is asked for, unless the shard keeps what was read before. */
export function annotationReader(shard: ShardView, key: string): ColumnReader {
  const kept = shard.column(`annotation:${key}`);
  if (kept !== undefined) return kept;
  const value = (annotations: Readonly<Record<string, string>> | undefined): Cell =>
    annotations !== undefined && Object.hasOwn(annotations, key) ? (annotations[key] ?? null) : null;
  return {
    def: { name: `annotation:${key}`, type: 'text', missing: '', value: (object) => value(object.metadata.annotations) },
    cell: (row) => value(shard.object(row).metadata.annotations),
  };
}

/** Reads the owner of an object, or its uid; undefined for other names. Unpacks unless the shard keeps what was read before. */
export function ownerReader(shard: ShardView, name: string): ColumnReader | undefined {
  const value = ownerValue(name);
  if (value === undefined) return undefined;
  return (
    shard.column(`object:${name}`) ?? {
      def: { name, type: 'json', missing: '', value: () => null },
      cell: (row) => value.compute(shard.object(row)),
    }
  );
}

/** Reads the same cell for all rows. */
export function constantReader(def: ColumnDef, cell: Cell): ColumnReader {
  return { def, constant: true, cell: () => cell };
}

/** One of the columns that every resource has. */
export function fixedReader(shard: ShardView, name: string): ColumnReader | undefined {
  switch (name) {
    case 'Cluster':
      return constantReader(clusterColumn, shard.cluster);
    case 'Namespace':
      return keptColumn(shard, name, namespaceColumn);
    case 'Name':
      return keptColumn(shard, name, nameColumn);
    case 'Created':
      return keptColumn(shard, name, createdColumn);
    case 'Age':
      return keptColumn(shard, 'Created', ageColumn);
    case 'Labels':
      return labelsReader(shard);
    default:
      return undefined;
  }
}

/** A column that the store keeps for every resource, shown by our own definition of it. */
function keptColumn(shard: ShardView, name: string, def: ColumnDef): ColumnReader | undefined {
  const column = shard.column(name);
  return column === undefined ? undefined : fromColumn(column, def);
}

function fromColumn(column: Column, def: ColumnDef): ColumnReader {
  return {
    def,
    cell: (row) => column.cell(row),
    ...(column.text === undefined ? {} : { text: column.text }),
    ...(column.numbers === undefined ? {} : { numbers: column.numbers }),
  };
}
