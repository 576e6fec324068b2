import { expect, test } from 'vitest';
import type { Answer, TableRow } from '../../query/table.ts';
import { eventColumns } from '../../resources/event-columns.ts';
import { groupedEvents } from './grouped-events.ts';

const shown = eventColumns.filter(({ name }) => ['Last Seen', 'Type', 'Reason', 'Object', 'Message', 'Count'].includes(name));

function row(
  cluster: string,
  more: { lastMs: number | null; reason: string; object: string; message: string; count: number | null },
): TableRow {
  const cells = {
    'Last Seen': more.lastMs,
    Type: 'Warning',
    Reason: more.reason,
    Object: more.object,
    Message: more.message,
    Count: more.count,
  };
  return {
    cluster,
    namespace: 'n',
    name: 'e',
    uid: `${cluster}${more.lastMs}`,
    createdMs: 5,
    stale: false,
    cells: shown.map(({ name }) => cells[name as keyof typeof cells]),
  };
}

function answerOf(rows: readonly TableRow[]): Answer {
  const columns = shown.map((def) => ({ name: def.name, def, source: 'resource' as const }));
  const table = {
    resource: 'events',
    kind: 'Event',
    plural: 'events',
    namespaced: true,
    columns,
    rows,
    total: rows.length,
    showCluster: true,
    showNamespace: true,
  };
  return { tables: [table], coverage: { asked: [], gaps: [], seconds: 0 }, notices: [], nowMs: 100 };
}
const cellsOf = (answer: Answer): unknown => answer.tables[0]?.rows.map(({ cluster, cells }) => [cluster, ...cells]);

const rows = [
  row('a', { lastMs: 30, reason: 'BackOff', object: 'pod/x', message: 'third', count: 3 }),
  row('a', { lastMs: 10, reason: 'BackOff', object: 'pod/x', message: 'first', count: 2 }),
  row('b', { lastMs: 20, reason: 'BackOff', object: 'pod/x', message: 'other cluster', count: null }),
  row('a', { lastMs: null, reason: 'Odd', object: 'pod/x', message: 'no time', count: 1 }),
];

test('one line for each reason and object of a cluster: counts add up, the newest message counts, the newest line is last', () => {
  expect(cellsOf(groupedEvents(answerOf(rows)))).toEqual([
    ['a', 5, 'Warning', 'Odd', 'pod/x', 1, 'no time'],
    ['b', 20, 'Warning', 'BackOff', 'pod/x', 1, 'other cluster'],
    ['a', 30, 'Warning', 'BackOff', 'pod/x', 5, 'third'],
  ]);
});

test('a limit keeps the newest and says so', () => {
  const limited = groupedEvents(answerOf(rows), { limit: 1 });
  expect(limited.tables[0]?.rows).toHaveLength(1);
  expect(limited.tables[0]?.rows[0]?.cluster).toBe('a');
  expect(limited.notices).toEqual(['These are the newest 1 of 3 lines.']);
});
