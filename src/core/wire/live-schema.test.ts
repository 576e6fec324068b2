import { describe, expect, test } from 'vitest';
import { sampleAnswer, sampleNowMs, sampleRow } from '../../../test/kit/sample-answer.ts';
import { clusterFacts } from '../../../test/kit/synthetic-fleet.ts';
import { HindsightError } from '../base/hindsight-error.ts';
import { applyChanges, type LiveChanges } from '../query/live-changes.ts';
import { liveMessage } from '../reports/live-message.report.ts';
import { tableText } from '../reports/table-text.report.ts';
import { clustersFromWire, clustersSchema, wireClusters } from './clusters-schema.ts';
import { errorFromWire, errorSchema, wireError } from './error-schema.ts';
import { clientMessageSchema, liveFromWire, serverMessageSchema } from './live-schema.ts';

/** Over the wire and back. */
function sent(message: Parameters<typeof liveMessage>[1]) {
  const answer = sampleAnswer();
  const text = JSON.stringify(liveMessage('t1', message, answer.tables));
  return liveFromWire(serverMessageSchema.parse(JSON.parse(text)));
}

describe('live messages', () => {
  test('a snapshot and changes look the same on both sides', () => {
    const answer = sampleAnswer();
    const snapshot = sent({ type: 'snapshot', cursor: 'c0', answer });
    const changes: LiveChanges = {
      type: 'changes',
      cursor: 'c1',
      nowMs: sampleNowMs + 1000,
      tables: [
        {
          table: 0,
          total: 2,
          removed: [{ cluster: 'a-1', uid: 'uid-web-1' }],
          upserts: [{ index: 1, row: sampleRow({ cluster: 'c', cells: ['x', '1/1', 'Running', null, null] }) }],
        },
      ],
      coverage: { asked: ['a-1'], gaps: [], seconds: 0 },
      notices: ['n'],
    };
    const received = sent(changes);
    if (snapshot?.type !== 'snapshot' || received?.type !== 'changes') throw new Error('lost on the way');
    const [here, there] = [applyChanges(answer, changes), applyChanges(snapshot.answer, received)];
    expect(there.tables[0]?.rows.map(({ name, cluster, stale }) => [name, cluster, stale])).toEqual([
      ['flapping-consumer', 'b-2', false],
      ['web-1', 'c', false],
    ]);
    expect(tableText({ ...there, nowMs: sampleNowMs })).toBe(tableText({ ...here, nowMs: sampleNowMs }));
    expect(there.notices).toEqual(['n']);
  });

  test('coverage alone is a message of its own', () => {
    const coverage = { asked: ['a'], gaps: [], seconds: 0 };
    const changes: LiveChanges = { type: 'changes', cursor: 'c1', nowMs: 1, tables: [], coverage };
    expect(liveMessage('t', changes, []).type).toBe('coverage');
    expect(sent(changes)).toEqual(changes);
  });

  test.each([
    {},
    { type: 'open' },
    { type: 'open', id: '', query: '/' },
    { type: 'open', id: 'a', query: 'x'.repeat(20_000) },
    { type: 'close', id: 1 },
    null,
    'x',
  ])('a client’s %j is refused', (message) => {
    expect(clientMessageSchema.safeParse(message).success).toBe(false);
  });
});

test('errors keep code, place and hint; a code that is not known becomes internal', () => {
  const error = new HindsightError('query-invalid', 'no', { hint: 'h', place: { source: 'filter', text: 'x', offset: 0 } });
  const back = errorFromWire(errorSchema.parse(JSON.parse(JSON.stringify(wireError(error)))));
  expect([back.code, back.message, back.hint, back.place]).toEqual([
    'query-invalid',
    'no',
    'h',
    { source: 'filter', text: 'x', offset: 0 },
  ]);
  expect(errorFromWire({ error: { code: '__proto__', message: 'm', hint: '', place: null } }).code).toBe('internal');
});

test('clusters keep their facts, hostile labels included', () => {
  const facts = [
    clusterFacts('a', {
      labels: JSON.parse('{"__proto__x":"1","constructor":"2"}') as Record<string, string>,
      version: undefined,
      state: 'stale',
      reason: 'x',
    }),
  ];
  expect(clustersFromWire(clustersSchema.parse(JSON.parse(JSON.stringify(wireClusters(facts, 5)))))).toEqual(facts);
});
