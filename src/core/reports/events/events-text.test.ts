import { expect, test } from 'vitest';
import type { Answer, TableRow } from '../../query/table.ts';
import { eventColumns } from '../../resources/event-columns.ts';
import { eventsText } from './events-text.ts';

const columns = eventColumns
  .filter(({ name }) => ['Reason', 'Object', 'Message'].includes(name))
  .map((def) => ({ name: def.name, def, source: 'resource' as const }));
const row = (message: string): TableRow => ({
  cluster: 'a',
  namespace: 'n',
  name: 'e',
  uid: message,
  createdMs: 0,
  stale: false,
  cells: ['BackOff', 'pod/x', message],
});
const answer: Answer = {
  tables: [
    {
      resource: 'events',
      kind: 'Event',
      plural: 'events',
      namespaced: true,
      columns,
      rows: [row('back-off restarting failed container'), row('')],
      total: 2,
      showCluster: true,
      showNamespace: false,
    },
  ],
  coverage: { asked: ['a'], gaps: [], seconds: 0 },
  notices: [],
  nowMs: 0,
};

test('messages stand below their rows where a line would not fit', () => {
  expect(eventsText(answer, { columns: 40 }).split('\n')).toEqual([
    'CLUSTER   REASON    OBJECT',
    'a         BackOff   pod/x',
    '    back-off restarting failed container',
    'a         BackOff   pod/x',
    '',
  ]);
  expect(eventsText(answer, { columns: 30, headings: false }).split('\n').slice(1, 3)).toEqual([
    '    back-off restarting failed',
    '    container',
  ]);
});

test('a pipe, and a terminal that is wide enough, get one line each', () => {
  expect(eventsText(answer, {}).split('\n')[1]).toBe('a         BackOff   pod/x    back-off restarting failed container');
  expect(eventsText(answer, { columns: 200 })).toBe(eventsText(answer, {}));
});
