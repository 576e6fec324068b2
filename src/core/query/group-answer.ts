import type { Slices } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { compareCells } from '../resources/compare-cells.ts';
import { countMatches, type Group } from './count-matches.ts';
import type { AnswerTrace } from './explain-filter.ts';
import { GroupColumns } from './group-columns.ts';
import { GroupLinks } from './group-link.ts';
import { type Matches, matchingRows } from './matching-rows.ts';
import type { QueryPlan } from './query-plan.ts';
import { compareKey } from './row-order.ts';
import { sortIndices } from './sort-indices.ts';
import type { Table, TableColumn, TableRow } from './table.ts';
import type { TableReader } from './table-reader.ts';

const countColumn: ColumnDef = { name: 'Count', type: 'number', description: 'Rows with these values', value: () => null };
const clustersColumn: ColumnDef = { name: 'Clusters', type: 'number', description: 'Clusters that have such rows', value: () => null };

/**
 * Counts the rows that are meant by the distinct values of `groupBy`, with the clusters they are in and the address of the list behind each
 * count. Lists such as images count item by item: a row may then be in several groups. Sort, offset and limit are of groups.
 */
export function* groupAnswer(plan: QueryPlan, reader: TableReader, trace?: AnswerTrace): Slices<Table> {
  const columns = new GroupColumns(plan.query.groupBy, reader);
  const frame = groupFrame(reader, columns);
  if (reader.unknownGroups.length > 0) return { ...frame, rows: [], total: 0 };
  const matches: Matches = yield* matchingRows(reader);
  trace?.note(
    'match',
    'rows that are meant',
    reader.shards.reduce((sum, { rows }) => sum + rows.size, 0),
    matches.count,
  );
  const groups = yield* countMatches(matches, columns, reader);
  const { offset, limit } = plan.query;
  const wanted = limit === undefined ? groups.length : Math.min(groups.length, offset + limit);
  const order = yield* sortIndices(groups.length, wanted, groupOrder(plan, frame.columns, groups));
  const links = new GroupLinks(plan, columns, reader.plan.resource);
  const window = [...order.subarray(offset, limit === undefined ? undefined : offset + limit)].map((at) => groups[at] as Group);
  const rows = window.map((group) => groupRow(group, columns, links));
  trace?.note('group', plan.query.groupBy.join(', '), matches.count, groups.length);
  return { ...frame, rows, total: groups.length };
}

/** The frame of the counts: like that of the rows, but without their places. */
function groupFrame(reader: TableReader, columns: GroupColumns): Omit<Table, 'rows' | 'total'> {
  const counts = [countColumn, clustersColumn].map((def): TableColumn => ({ name: def.name, def, source: 'group' }));
  return { ...reader.frame, namespaced: false, showCluster: false, showNamespace: false, columns: [...columns.shown, ...counts] };
}

function groupRow(group: Group, columns: GroupColumns, links: GroupLinks): TableRow {
  return {
    cluster: '',
    namespace: undefined,
    name: group.cells.map((cell, i) => columns.text(i, cell)).join(' '),
    uid: JSON.stringify(group.cells),
    createdMs: null,
    cells: [...group.cells, group.count, group.clusters],
    stale: false,
    link: links.link(group.cells),
  };
}

/** By the sort keys that name a column of the counts; then by count, the most frequent first, then by value. */
function groupOrder(plan: QueryPlan, columns: readonly TableColumn[], groups: readonly Group[]): (a: number, b: number) => number {
  const keys = plan.query.sort.flatMap(({ column, descending }) => {
    const at = columns.findIndex(({ name }) => name.toLowerCase() === column.toLowerCase());
    return at < 0 ? [] : [{ at, descending, def: (columns[at] as TableColumn).def }];
  });
  const cell = (index: number, at: number): Cell => {
    const { cells, count, clusters } = groups[index] as Group;
    return at < cells.length ? (cells[at] as Cell) : at === cells.length ? count : clusters;
  };
  return (a, b) => {
    for (const { at, descending, def } of keys) {
      const order = compareKey(def, cell(a, at), cell(b, at), descending);
      if (order !== 0) return order;
    }
    const [left, right] = [groups[a] as Group, groups[b] as Group];
    if (left.count !== right.count) return right.count - left.count;
    for (const [at, { def }] of columns.slice(0, -2).entries()) {
      const order = compareValues(def, left.cells[at] as Cell, right.cells[at] as Cell);
      if (order !== 0) return order;
    }
    return a - b;
  };
}

/** Thousands of groups may have the same count: texts are compared in the cheapest way then. */
function compareValues(def: ColumnDef, a: Cell, b: Cell): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return compareCells(def, a, b);
}
