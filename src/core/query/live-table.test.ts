import { describe, expect, test } from 'vitest';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, SyntheticFleet, shardState } from '../../../test/kit/synthetic-fleet.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import { nodes } from '../resources/nodes.resource.ts';
import { pods } from '../resources/pods.resource.ts';
import { answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import { applyChanges, type LiveChanges } from './live-changes.ts';
import { LiveTable } from './live-table.ts';
import { planQuery } from './plan-query.ts';
import type { Answer } from './table.ts';
import { type TableQuery, tableQuery } from './table-query.ts';

/** A live table over a fleet, and what a reader who applies its messages sees. */
class Reader {
  readonly live: LiveTable;
  readonly #fleet: SyntheticFleet;
  readonly #query: TableQuery;
  answer: Answer;
  messages = 0;
  snapshots = 0;
  touchedRows = 0;

  constructor(fleet: SyntheticFleet, query: TableQuery, nowMs: number, trackedRows?: number) {
    const replan = () => planQuery(query, fleet);
    this.#fleet = fleet;
    this.#query = query;
    this.live = new LiveTable({ plan: replan(), view: () => fleet.view(), replan, ...(trackedRows === undefined ? {} : { trackedRows }) });
    fleet.subscribe((event) => this.live.accept(event));
    const opened = finish(this.live.open(nowMs));
    if (opened.type !== 'snapshot') throw new Error('the first message is a snapshot');
    this.answer = opened.answer;
  }

  take(nowMs: number): void {
    const message = finish(this.live.take(nowMs));
    if (message === undefined) return;
    this.messages++;
    if (message.type === 'snapshot') {
      this.snapshots++;
      this.answer = message.answer;
      return;
    }
    this.touchedRows += message.tables.reduce((sum, { removed, upserts }) => sum + removed.length + upserts.length, 0);
    this.answer = applyChanges(this.answer, message);
  }

  /** What a fresh answer would be. */
  fresh(nowMs: number): Answer {
    return finish(answerQuery(planQuery(this.#query, this.#fleet), this.#fleet.view(), nowMs));
  }
}

function comparable({ tables, coverage, notices }: Answer): unknown {
  return {
    coverage,
    notices,
    tables: tables.map(({ rows, total, columns, plural }) => ({ plural, total, rows, columns: columns.map(({ name }) => name) })),
  };
}

const queries: readonly Partial<TableQuery>[] = [
  {},
  { filter: 'Status!=Running' },
  { filter: 'Age<2h' },
  { filter: 'Age>=30m,Restarts>0' },
  { filter: '5m' },
  { filter: 'Status~^crash|pend', sort: [{ column: 'Restarts', descending: true }] },
  { sort: [{ column: 'Age', descending: false }], limit: 5 },
  {
    sort: [
      { column: 'Restarts', descending: true },
      { column: 'Name', descending: true },
    ],
    limit: 4,
    offset: 3,
  },
  { limit: 0 },
  { selector: 'app=web', labelColumns: ['app'] },
  { namespaces: ['default'], clusters: ['c-1', 'c-2'] },
  { namespaces: ['!default'], filter: 'node-1', hiddenColumns: ['Age'] },
  { filter: 'Nonsense=1' },
  { names: ['p-1', 'p-2'] },
];

function randomPod(random: Random, nowMs: number): KubeObject {
  const ageMs = random.pick([0, 60_000, 29 * 60_000, 119 * 60_000, 86_400_000]) + random.int(60_000) + (sampleNowMs - nowMs);
  const [namespace, name] = [random.pick(['default', 'shop']), `p-${random.int(12)}`];
  return samplePod({
    namespace,
    name,
    // A name may come back with another uid.
    uid: `${namespace}-${name}-${random.int(2)}`,
    status: random.pick(['Running', 'Running', 'Pending', 'CrashLoopBackOff']),
    restarts: random.int(4),
    ageMs,
    node: random.pick(['node-1', 'node-2']),
    labels: random.pick<Record<string, string>>([{}, { app: 'web' }, { app: 'api', __proto__x: '1' }]),
  });
}

function mutate(fleet: SyntheticFleet, random: Random, nowMs: number): void {
  const cluster = `c-${1 + random.int(3)}`;
  const dice = random.int(20);
  if (dice === 0)
    fleet.setState(
      cluster,
      'pods',
      shardState({ state: random.pick(['live', 'stale', 'unreachable']), sinceMs: nowMs, reason: random.pick(['', 'x']) }),
    );
  else if (dice === 1) {
    fleet.closeShard(cluster, 'pods');
    fleet.openShard(cluster, pods);
  } else if (dice === 2) {
    const id = `c-${4 + random.int(2)}`;
    fleet.putCluster(clusterFacts(id));
    fleet.openShard(id, pods);
    fleet.apply(id, 'pods', { upserts: [randomPod(random, nowMs)] });
  } else {
    const upserts = Array.from({ length: random.int(3) }, () => randomPod(random, nowMs));
    const unique = [...new Map(upserts.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod])).values()];
    const gone = randomPod(random, nowMs).metadata.uid;
    const removed = random.chance(0.6) && unique.every(({ metadata }) => metadata.uid !== gone) ? [gone] : [];
    fleet.apply(cluster, 'pods', { upserts: unique, removed });
  }
}

function smallFleet(): SyntheticFleet {
  const fleet = new SyntheticFleet([pods, nodes]);
  for (const id of ['c-1', 'c-2', 'c-3']) {
    fleet.putCluster(clusterFacts(id));
    fleet.openShard(id, pods);
  }
  return fleet;
}

describe('LiveTable', () => {
  test.each([
    ['tracked row by row', undefined],
    ['answered anew', 0],
    ['changing between the two', 6],
  ])('the changes applied to the snapshot are what a fresh answer would be: %s', (_, trackedRows) => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = seededRandom(seed);
      const fleet = smallFleet();
      let nowMs = sampleNowMs;
      for (let i = 0; i < 10; i++) mutate(fleet, random, nowMs);
      const readers = queries.map(
        (query) => new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'], ...query }), nowMs, trackedRows),
      );
      for (let step = 0; step < 25; step++) {
        for (let i = random.int(4); i > 0; i--) mutate(fleet, random, nowMs);
        if (random.chance(0.5)) nowMs += random.pick([1500, 61_000, 3_600_000]);
        for (const [q, reader] of readers.entries()) {
          reader.take(nowMs);
          expect(comparable(reader.answer), `seed ${seed}, step ${step}, query ${JSON.stringify(queries[q])}`).toEqual(
            comparable(reader.fresh(nowMs)),
          );
        }
      }
    }
  });

  test('a change of one row tells one row', () => {
    const fleet = smallFleet();
    for (const id of ['c-1', 'c-2', 'c-3'])
      fleet.apply(id, 'pods', { upserts: Array.from({ length: 50 }, (_, i) => samplePod({ name: `p-${i}` })) });
    const reader = new Reader(
      fleet,
      tableQuery({ namespaces: ['_all'], resources: ['pods'], sort: [{ column: 'Restarts', descending: true }] }),
      sampleNowMs,
    );
    fleet.apply('c-2', 'pods', { upserts: [samplePod({ name: 'p-30', restarts: 7 })] });
    const message = finish(reader.live.take(sampleNowMs)) as LiveChanges;
    expect(message.tables).toEqual([
      { table: 0, total: 150, removed: [], upserts: [{ index: 0, row: expect.objectContaining({ cluster: 'c-2', name: 'p-30' }) }] },
    ]);
  });

  test('an update that changes nothing shown tells nothing', () => {
    const fleet = smallFleet();
    fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'a' })] });
    const reader = new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'] }), sampleNowMs);
    fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'a' })] });
    expect(finish(reader.live.take(sampleNowMs))).toBeUndefined();
    expect(reader.live.pending).toBe(false);
  });

  test('rows enter and leave by the passing of time, and it says when to look', () => {
    const fleet = smallFleet();
    fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'old', ageMs: 110 * 60_000 }), samplePod({ name: 'new', ageMs: 60_000 })] });
    const reader = new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'], filter: 'Age<2h' }), sampleNowMs);
    expect(reader.live.nextCheckMs()).toBe(sampleNowMs + 10 * 60_000 + 1);
    reader.take(sampleNowMs + 9 * 60_000);
    expect(reader.messages).toBe(0);
    reader.take(sampleNowMs + 10 * 60_000 + 1);
    expect(reader.answer.tables[0]?.rows.map(({ name }) => name)).toEqual(['new']);
    expect(new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'] }), sampleNowMs).live.nextCheckMs()).toBeUndefined();
  });

  test('a reader who comes back with the cursor of now gets no rows again; with another one everything', () => {
    const fleet = smallFleet();
    fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'a' })] });
    const query = tableQuery({ namespaces: ['_all'], resources: ['pods'] });
    const first = new Reader(fleet, query, sampleNowMs);
    const again = (cursor: string) =>
      finish(new LiveTable({ plan: planQuery(query, fleet), view: () => fleet.view() }).open(sampleNowMs, cursor)).type;
    expect(again(first.live.cursor)).toBe('changes');
    fleet.apply('c-1', 'pods', { removed: ['default-a'] });
    expect(again(first.live.cursor)).toBe('snapshot');
    expect(again('')).toBe('snapshot');
  });

  test('a cluster whose discovery answers late joins', () => {
    const fleet = smallFleet();
    fleet.silent.add('c-3');
    fleet.apply('c-3', 'pods', { upserts: [samplePod({ name: 'late' })] });
    const reader = new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'] }), sampleNowMs);
    expect(reader.answer).toMatchObject({ tables: [{ rows: [] }], coverage: { gaps: [{ cluster: 'c-3', state: 'syncing' }] } });
    fleet.silent.delete('c-3');
    fleet.putCluster(clusterFacts('c-3'));
    reader.take(sampleNowMs);
    expect(reader.answer).toMatchObject({ tables: [{ rows: [{ name: 'late' }] }], coverage: { gaps: [] } });
  });

  test('a cluster that goes stale marks its rows without sending them', () => {
    const fleet = smallFleet();
    fleet.apply('c-1', 'pods', { upserts: [samplePod({ name: 'a' })] });
    const reader = new Reader(fleet, tableQuery({ namespaces: ['_all'], resources: ['pods'] }), sampleNowMs);
    fleet.setState('c-1', 'pods', shardState({ state: 'stale', sinceMs: sampleNowMs, reason: 'silent' }));
    reader.take(sampleNowMs);
    expect(reader.touchedRows).toBe(0);
    expect(reader.answer.tables[0]?.rows[0]?.stale).toBe(true);
  });
});
