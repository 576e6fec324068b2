import type { RowId, ShardView } from '../fleet/fleet-view.ts';
import { cellText } from '../resources/cell-text.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { QueryClock } from './cell-tests.ts';
import {
  type ColumnReader,
  constantReader,
  labelColumn,
  labelHeader,
  labelReader,
  labelsColumn,
  labelsReader,
  resourceReader,
} from './column-reader.ts';
import type { TableColumn } from './table.ts';
import type { TableQuery } from './table-query.ts';

/**
 * The columns of a table: the merged ones without wide and hidden ones, label columns after the first.
 */
export function shownColumns(merged: ReadonlyMap<string, ColumnDef>, query: TableQuery): readonly TableColumn[] {
  const hidden = new Set(query.hiddenColumns);
  const own: TableColumn[] = [...merged.values()]
    .filter((def) => (query.wide || def.wide !== true) && !hidden.has('*') && !hidden.has(def.name))
    .map((def) => ({ name: def.name, def, source: 'resource' }));
  return [...own.slice(0, 1), ...query.labelColumns.map(labelTableColumn), ...own.slice(1)];
}

function labelTableColumn(key: string): TableColumn {
  if (key === '*') return { name: labelsColumn.name, def: labelsColumn, source: 'label', labelKey: '*' };
  const name = labelHeader(key);
  return { name, def: labelColumn(key, name), source: 'label', labelKey: key };
}

/** The columns of all definitions by name, in first-seen order; those whose types differ are text. */
export function mergeByName(defs: Iterable<ResourceDef>): ReadonlyMap<string, ColumnDef> {
  const merged = new Map<string, ColumnDef>();
  for (const { columns } of new Set(defs))
    for (const def of columns) {
      const first = merged.get(def.name);
      if (first === undefined) merged.set(def.name, def);
      else if (first.type !== def.type) merged.set(def.name, asText(first));
    }
  return merged;
}

/** The column as its printed text. */
function asText(def: ColumnDef): ColumnDef {
  const { print: _, ...rest } = def;
  return { ...rest, type: 'text' };
}

/** Readers of the shown columns in one shard, in order; a column that this shard lacks reads n/a. */
export function shownReaders(shard: ShardView, columns: readonly TableColumn[], clock: QueryClock): readonly ColumnReader[] {
  return columns.map((column) => (column.source === 'label' ? labelOf(shard, column) : ownReader(shard, column, clock)));
}

function labelOf(shard: ShardView, column: TableColumn): ColumnReader {
  return column.labelKey === '*' ? labelsReader(shard) : labelReader(shard, column.labelKey ?? '', column.name);
}

function ownReader(shard: ShardView, column: TableColumn, clock: QueryClock): ColumnReader {
  const reader = resourceReader(shard, column.name);
  if (reader?.def === column.def) return reader;
  // `Name` and the like are readable everywhere, but shown only where the resource declares them.
  const own = shard.resource.columns.some(({ name }) => name === column.name);
  if (reader === undefined || !own) return constantReader({ ...column.def, missing: '' }, null);
  return reader.def.type === column.def.type ? reader : printedReader(reader, column.def, clock);
}

/** A reader of printed texts, for columns whose types differ between clusters. */
export function printedReader(reader: ColumnReader, def: ColumnDef, clock: QueryClock): ColumnReader {
  return {
    def,
    cell: (row: RowId) => {
      const cell = reader.cell(row);
      return cell === null ? null : cellText(reader.def, cell, clock.nowMs);
    },
    // Codes stand for the texts themselves, which a column that prints in its own way does not show.
    ...(reader.text === undefined || reader.def.print !== undefined ? {} : { text: reader.text }),
  };
}
