import type { Answer, Table, TableColumn, TableRow } from '../../src/core/query/table.ts';
import type { ColumnType } from '../../src/core/resources/column.ts';

/** The instant of all sample answers. */
export const sampleNowMs = Date.parse('2026-11-24T12:00:00Z');

/** A shown column of a resource. */
export function sampleColumn(name: string, type: ColumnType = 'text', more: Partial<TableColumn> = {}): TableColumn {
  return { name, def: { name, type, value: () => null }, source: 'resource', ...more };
}

/** A row with what a test cares about. */
export function sampleRow(more: Partial<TableRow>): TableRow {
  const name = more.name ?? 'web-1';
  return {
    cluster: 'a-1',
    namespace: 'default',
    name,
    uid: `uid-${name}`,
    createdMs: sampleNowMs - 3_600_000,
    cells: [],
    stale: false,
    ...more,
  };
}

/** A table of two pods in two clusters, or another with what differs. */
export function sampleTable(more: Partial<Table> = {}): Table {
  const rows = [
    sampleRow({ cells: ['web-1', '1/1', 'Running', { count: 0, lastMs: null }, sampleNowMs - 3_600_000] }),
    sampleRow({
      cluster: 'b-2',
      name: 'flapping-consumer',
      namespace: 'fulfilment',
      stale: true,
      cells: ['flapping-consumer', '0/2', 'CrashLoopBackOff', { count: 1404, lastMs: sampleNowMs - 120_000 }, sampleNowMs - 6 * 86_400_000],
    }),
  ];
  return {
    resource: 'pods',
    kind: 'Pod',
    plural: 'pods',
    namespaced: true,
    columns: [
      sampleColumn('Name'),
      sampleColumn('Ready', 'ratio'),
      sampleColumn('Status'),
      sampleColumn('Restarts', 'restarts'),
      sampleColumn('Age', 'time'),
    ],
    rows,
    total: more.rows?.length ?? rows.length,
    showCluster: true,
    showNamespace: true,
    ...more,
  };
}

/** An answer from two clusters of which one is stale. */
export function sampleAnswer(more: Partial<Answer> = {}): Answer {
  return {
    tables: [sampleTable()],
    coverage: {
      asked: ['a-1', 'b-2'],
      gaps: [
        {
          cluster: 'b-2',
          resource: 'pods',
          state: 'stale',
          sinceMs: sampleNowMs - 57 * 60_000,
          reason: 'no answer',
          received: 0,
          expected: undefined,
        },
      ],
      seconds: 0.0042,
    },
    notices: [],
    nowMs: sampleNowMs,
    ...more,
  };
}
