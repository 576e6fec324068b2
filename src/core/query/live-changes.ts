import type { ClusterId } from '../fleet/fleet-view.ts';
import type { Uid } from '../kube/object.ts';
import type { Answer, Coverage, Table, TableRow } from './table.ts';

/** Identity of a row in a live table. A uid alone is not enough: a cluster restored elsewhere repeats them. */
export interface RowKey {
  readonly cluster: ClusterId;
  readonly uid: Uid;
}

/** The whole answer, at the start and whenever changes cannot tell it: reconcile by row key. */
export interface LiveSnapshot {
  readonly type: 'snapshot';
  readonly cursor: string;
  readonly answer: Answer;
}

/** What changed since the last message. */
export interface LiveChanges {
  readonly type: 'changes';
  readonly cursor: string;
  readonly nowMs: number;
  /** Tables that changed. */
  readonly tables: readonly TableChanges[];
  /** Present when it changed; rows of clusters with a gap are stale. */
  readonly coverage?: Coverage;
  /** Present when they changed. */
  readonly notices?: readonly string[];
}

/** What changed in one table. Take out `removed` and the rows of `upserts`, then put each upsert at its index, in the order given. */
export interface TableChanges {
  /** Position of the table in the answer. */
  readonly table: number;
  readonly total: number;
  readonly removed: readonly RowKey[];
  /** By ascending index. */
  readonly upserts: readonly { readonly index: number; readonly row: TableRow }[];
}

/** A row key as one text. */
export function rowKeyText({ cluster, uid }: RowKey): string {
  return `${cluster} ${uid}`;
}

/** The answer after the changes; what is not touched is shared with the answer before. */
export function applyChanges(answer: Answer, changes: LiveChanges): Answer {
  const byTable = new Map(changes.tables.map((change) => [change.table, change]));
  const coverage = changes.coverage ?? answer.coverage;
  const tables = answer.tables.map((table, t) => {
    const changed = byTable.get(t);
    const next = changed === undefined ? table : applyToTable(table, changed);
    return changes.coverage === undefined && changed === undefined ? next : markStale(next, coverage);
  });
  return { ...answer, tables, coverage, notices: changes.notices ?? answer.notices, nowMs: changes.nowMs };
}

function applyToTable(table: Table, { removed, upserts, total }: TableChanges): Table {
  const gone = new Set([...removed, ...upserts.map(({ row }) => row)].map(rowKeyText));
  const kept = gone.size === 0 ? table.rows : table.rows.filter((row) => !gone.has(rowKeyText(row)));
  const rows: TableRow[] = [];
  let from = 0;
  for (const { index, row } of upserts) {
    const before = index - rows.length;
    for (let i = 0; i < before && from < kept.length; i++) rows.push(kept[from++] as TableRow);
    rows.push(row);
  }
  for (; from < kept.length; from++) rows.push(kept[from] as TableRow);
  return { ...table, rows, total };
}

/** Rows are stale where their cluster's shard is not live. */
function markStale(table: Table, { gaps }: Coverage): Table {
  const stale = staleClusters(table.resource, gaps);
  if (table.rows.every((row) => row.stale === stale.has(row.cluster))) return table;
  return {
    ...table,
    rows: table.rows.map((row) => (row.stale === stale.has(row.cluster) ? row : { ...row, stale: stale.has(row.cluster) })),
  };
}

/** Clusters whose rows of a resource are as last seen. */
export function staleClusters(resource: string, gaps: Coverage['gaps']): ReadonlySet<string> {
  return new Set(gaps.filter((gap) => gap.resource === resource && gap.partial !== true).map(({ cluster }) => cluster));
}

/** True when two rows look the same but for staleness, which the coverage tells. */
export function sameRow(a: TableRow, b: TableRow): boolean {
  if (a.name !== b.name || a.namespace !== b.namespace || a.createdMs !== b.createdMs || a.cells.length !== b.cells.length) return false;
  return a.cells.every((cell, i) => sameCell(cell, b.cells[i]));
}

function sameCell(a: TableRow['cells'][number], b: TableRow['cells'][number] | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  return left.length === Object.keys(b).length && left.every(([key, value]) => (b as unknown as Record<string, unknown>)[key] === value);
}
