import { describe, expect, test } from 'vitest';
import type { Answer, TableRow } from '../../query/table.ts';
import { eventGroups } from './event-groups.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
const minute = 60_000;
const columns = ['Last Seen', 'Type', 'Reason', 'Object', 'Message', 'First Seen', 'Count'];

type Said = readonly [
  cluster: string,
  type: string,
  reason: string,
  object: string,
  count: number,
  lastMinutes: number,
  firstMinutes?: number,
];

function answer(...events: readonly Said[]): Answer {
  const rows = events.map(
    ([cluster, type, reason, object, count, last, first = last], i): TableRow => ({
      cluster,
      namespace: 'shop',
      name: `e${i}`,
      uid: String(i),
      createdMs: null,
      stale: false,
      cells: [nowMs - last * minute, type, reason, object, `${object} said ${i}`, nowMs - first * minute, count],
    }),
  );
  const table = {
    resource: 'events',
    kind: 'Event',
    plural: 'events',
    namespaced: true,
    rows,
    total: rows.length,
    showCluster: true,
    showNamespace: true,
  };
  const defs = columns.map((name) => ({ name, def: { name, type: 'text' as const, value: () => null }, source: 'resource' as const }));
  return { tables: [{ ...table, columns: defs }], coverage: { asked: [], gaps: [], seconds: 0 }, notices: [], nowMs };
}

describe('eventGroups', () => {
  test('one group for each reason and kind: objects and clusters are counted, the newest message stands', () => {
    const [group] = eventGroups(
      answer(
        ['a', 'Warning', 'BackOff', 'pod/x', 5, 10],
        ['b', 'Warning', 'BackOff', 'pod/y', 7, 2],
        ['b', 'Warning', 'BackOff', 'pod/y', 1, 3],
      ),
    );
    expect(group).toMatchObject({
      reason: 'BackOff',
      kind: 'pod',
      count: 13,
      clusters: 2,
      message: 'pod/y said 1',
      lastMs: nowMs - 2 * minute,
    });
    expect(group?.objects.map(({ cluster, name, count }) => [cluster, name, count])).toEqual([
      ['b', 'y', 8],
      ['a', 'x', 5],
    ]);
  });

  test('warnings stand before everything else, then what the last hour saw most of', () => {
    const groups = eventGroups(
      answer(['a', 'Normal', 'Pulled', 'pod/x', 900, 1], ['a', 'Warning', 'Old', 'pod/x', 500, 90], ['a', 'Warning', 'New', 'pod/x', 2, 1]),
    );
    expect(groups.map(({ reason }) => reason)).toEqual(['New', 'Old', 'Pulled']);
  });

  test('the hour: newest last, repeats spread between the first and the last, what is older left out', () => {
    const hour = (...event: Said): readonly number[] => eventGroups(answer(event))[0]?.lastHour ?? [];
    expect(hour('a', 'Warning', 'R', 'pod/x', 1, 1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const long = hour('a', 'Warning', 'R', 'pod/x', 120, 0, 120);
    expect(long.reduce((sum, count) => sum + count, 0)).toBeCloseTo(60, -1);
    expect(hour('a', 'Warning', 'R', 'pod/x', 1e9, 61, 90).every((count) => count === 0)).toBe(true);
  });
});
