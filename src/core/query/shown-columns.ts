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
import type { DerivedColumn } from './derived-column.ts';
import { namespaceLabelPrefix } from './join-namespaces.ts';
import { problemReader } from './problems/problem-columns.ts';
import type { TableColumn } from './table.ts';
import type { TableQuery } from './table-query.ts';

/**
 * The columns of a table: the merged ones without wide and hidden ones, label columns after the first, what the question adds last.
 */
export function shownColumns(
  merged: ReadonlyMap<string, ColumnDef>,
  query: TableQuery,
  derived: readonly DerivedColumn[],
): readonly TableColumn[] {
  const hidden = new Set(query.hiddenColumns);
  const own: TableColumn[] = [...merged.values()]
    .filter((def) => (query.wide || def.wide !== true) && !hidden.has('*') && !hidden.has(def.name))
    .map((def) => ({ name: def.name, def, source: 'resource' }));
  const labels = query.labelColumns.map((key) => namespaceLabel(key, derived) ?? labelTableColumn(key));
  const added = derived.filter(({ shown }) => shown).map((column) => derivedTableColumn(column));
  return [...own.slice(0, 1), ...labels, ...own.slice(1), ...added];
}

/** Columns with others put in where they are seen: before the first wide one, which a narrow screen cuts off. */
export function beforeWide(columns: readonly TableColumn[], others: readonly TableColumn[]): readonly TableColumn[] {
  const wide = columns.findIndex(({ def }) => def.wide === true);
  return wide === -1 ? [...columns, ...others] : [...columns.slice(0, wide), ...others, ...columns.slice(wide)];
}

function derivedTableColumn({ def, header, source }: DerivedColumn): TableColumn {
  return {
    name: header,
    def: def.name === header ? def : { ...def, name: header },
    source,
    ...(def.name === header ? {} : { key: def.name }),
  };
}

/** `ns:team` among the label columns: a label of the namespace. */
function namespaceLabel(key: string, derived: readonly DerivedColumn[]): TableColumn | undefined {
  const column = key.startsWith(namespaceLabelPrefix) ? derived.find(({ def }) => def.name === key) : undefined;
  return column === undefined ? undefined : derivedTableColumn({ ...column, header: labelHeader(key) });
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
  return columns.map((column) => {
    if (column.source === 'label') return labelOf(shard, column);
    if (column.source === 'custom' || column.source === 'join')
      return shard.column(column.key ?? column.name) ?? constantReader(column.def, null);
    return (column.source === 'problem' ? problemReader(shard, column.name, clock) : undefined) ?? ownReader(shard, column, clock);
  });
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
