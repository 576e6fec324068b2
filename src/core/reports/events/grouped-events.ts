import type { Answer, Table, TableColumn, TableRow } from '../../query/table.ts';
import type { Cell, ColumnDef } from '../../resources/column.ts';

/** The columns of grouped events. */
const groupColumns: readonly ColumnDef[] = [
  { name: 'Last Seen', type: 'time', value: () => null },
  { name: 'Type', type: 'text', missing: '', value: () => null },
  { name: 'Reason', type: 'text', missing: '', value: () => null },
  { name: 'Object', type: 'text', missing: '', value: () => null },
  { name: 'Count', type: 'number', value: () => null },
  { name: 'Message', type: 'text', missing: '', value: () => null },
];

/** Events that say the same of the same object. */
interface Group {
  readonly row: TableRow;
  readonly cells: { type: Cell; reason: Cell; object: Cell };
  count: number;
  lastMs: number;
  message: Cell;
  stale: boolean;
}

/**
 * An answer about events with one row for each reason and object of a cluster: how often, when last, and what was said last. The newest stand last, where a terminal ends;
 * of more than `limit` the newest are kept. Other tables are left out.
 */
export function groupedEvents(answer: Answer, q: { readonly limit?: number } = {}): Answer {
  const tables = answer.tables
    .filter(({ resource }) => resource === 'events' || resource === 'events.events.k8s.io')
    .map((table) => groupTable(table, q.limit));
  const cut = tables.filter(({ rows, total }) => rows.length < total);
  const notices = cut.map(({ rows, total }) => `These are the newest ${rows.length} of ${total} lines.`);
  return { ...answer, tables: tables.map((table) => ({ ...table, total: table.rows.length })), notices: [...answer.notices, ...notices] };
}

function groupTable(table: Table, limit: number | undefined): Table {
  const at = new Map(table.columns.map(({ name }, i) => [name, i]));
  const cell = (row: TableRow, name: string): Cell => row.cells[at.get(name) ?? -1] ?? null;
  const groups = new Map<string, Group>();
  for (const row of table.rows) {
    const [type, reason, object] = [cell(row, 'Type'), cell(row, 'Reason'), cell(row, 'Object')];
    const key = JSON.stringify([row.cluster, row.namespace, type, reason, object]);
    const lastMs = Number(cell(row, 'Last Seen') ?? row.createdMs ?? 0);
    const group = groups.get(key) ?? {
      row,
      cells: { type, reason, object },
      count: 0,
      lastMs,
      message: cell(row, 'Message'),
      stale: false,
    };
    group.count += Number(cell(row, 'Count') ?? 1);
    if (lastMs >= group.lastMs) {
      group.lastMs = lastMs;
      group.message = cell(row, 'Message');
    }
    group.stale ||= row.stale;
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => a.lastMs - b.lastMs);
  const shown = limit === undefined ? sorted : sorted.slice(Math.max(0, sorted.length - limit));
  const columns = groupColumns.map((def): TableColumn => ({ name: def.name, def, source: 'resource' }));
  return { ...table, columns, rows: shown.map(groupRow), total: sorted.length };
}

function groupRow({ row, cells, count, lastMs, message, stale }: Group): TableRow {
  const { cluster, namespace, name, uid, createdMs } = row;
  return { cluster, namespace, name, uid, createdMs, stale, cells: [lastMs, cells.type, cells.reason, cells.object, count, message] };
}
