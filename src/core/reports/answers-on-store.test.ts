import { expect, test } from 'vitest';
import { fleetFixture } from '../../../test/kit/fleet-fixture.ts';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, shardState } from '../../../test/kit/synthetic-fleet.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { everything } from '../fleet/fleet-view.ts';
import type { KubeObject } from '../kube/object.ts';
import { answerQuery } from '../query/answer-query.ts';
import { answerVersion } from '../query/answer-version.ts';
import { finish } from '../query/finish.ts';
import type { FleetDirectory } from '../query/fleet-directory.ts';
import { KeptRows } from '../query/kept-rows.ts';
import { applyChanges } from '../query/live-changes.ts';
import { LiveTable } from '../query/live-table.ts';
import { planQuery } from '../query/plan-query.ts';
import type { Answer } from '../query/table.ts';
import { type TableQuery, tableQuery } from '../query/table-query.ts';
import { pods } from '../resources/pods.resource.ts';
import { answerHtml } from './answer-html.report.ts';
import { answerJson } from './answer-json.report.ts';

const clusters = ['c-1', 'c-2', 'c-10'];

const queries: readonly Partial<TableQuery>[] = [
  {},
  { labelColumns: ['app'] },
  { namespaces: ['shop'], limit: 6, offset: 2 },
  { selector: 'app=web', clusters: ['c-2', 'c-10'] },
  { filter: 'Status!=Running' },
  { filter: 'Age<2h' },
  { filter: '5m' },
  { sort: [{ column: 'Restarts', descending: true }], limit: 7 },
  { sort: [{ column: 'Status', descending: false }] },
  { names: ['p-1', 'p-2'] },
];

/** A real store that random things happen to. */
class StoreFleet {
  readonly f = fleetFixture({ idleMs: 0, forgottenTexts: 4 });
  readonly random: Random;
  nowMs = sampleNowMs;
  readonly directory: FleetDirectory = {
    clusters: () => this.view().clusters(),
    cluster: (name) => this.view().cluster(name),
    resolve: () => pods,
    resources: () => new Map([[pods.id, pods]]),
  };
  #versions = 0;
  #epochs = 0;

  constructor(random: Random) {
    this.random = random;
    for (const id of clusters) {
      this.f.store.putCluster(clusterFacts(id));
      this.open(id);
    }
  }

  view = () => this.f.store.view(everything);
  plan = (query: TableQuery) => planQuery(query, this.directory);
  fresh = (query: TableQuery): Answer => finish(answerQuery(this.plan(query), this.view(), this.nowMs));

  open(cluster: string): void {
    this.f.store.openShard(cluster, pods, shardState());
    this.list(cluster, `epoch-${++this.#epochs}`);
  }

  list(cluster: string, epoch?: string): void {
    this.f.list(
      cluster,
      Array.from({ length: this.random.int(10) }, () => this.pod()),
      { resource: 'pods', ...(epoch !== undefined && { epoch }) },
    );
  }

  pod(): KubeObject {
    const { random } = this;
    const [namespace, name] = [random.pick(['default', 'shop']), `p-${random.int(12)}`];
    const pod = samplePod({
      namespace,
      name,
      uid: `${namespace}-${name}-${random.int(2)}`,
      status: random.pick(['Running', 'Running', 'Pending', 'CrashLoopBackOff', 'a "quoted" <b>&\u202e\n']),
      restarts: random.int(4),
      ageMs: random.pick([0, 60_000, 119 * 60_000, 86_400_000]) + random.int(60_000) + (sampleNowMs - this.nowMs),
      node: random.pick(['node-1', 'node-2', 'knotenä']),
      labels: random.pick<Record<string, string>>([{}, { app: 'web' }, { app: '' }]),
    });
    return { ...pod, metadata: { ...pod.metadata, resourceVersion: String(++this.#versions) } };
  }

  step(): void {
    const { random, f } = this;
    const cluster = random.pick(clusters);
    const dice = random.int(24);
    if (dice === 0) f.store.setShardState(cluster, 'pods', shardState({ state: random.pick(['live', 'stale']), sinceMs: this.nowMs }));
    else if (dice === 1) {
      f.store.closeShard(cluster, 'pods');
      f.positions.delete(`${cluster} pods`);
      this.open(cluster);
    } else if (dice === 2) this.list(cluster, `epoch-${++this.#epochs}`);
    else if (dice === 3) this.list(cluster);
    else if (dice === 4) f.pack();
    else {
      const gone = this.pod().metadata.uid;
      const objects = Array.from({ length: random.int(3) }, () => this.pod()).filter(({ metadata }) => metadata.uid !== gone);
      f.apply(cluster, { resource: 'pods', objects, removed: random.chance(0.5) ? [gone] : [] });
    }
    if (random.chance(0.2)) this.nowMs += random.pick([1500, 61_000, 3_600_000]);
  }
}

/** Rows without what is kept beside them. */
function comparable({ tables, coverage, notices }: Answer): unknown {
  return { coverage, notices, tables: tables.map(({ rows, total }) => ({ total, rows: rows.map(({ memo: _, ...row }) => row) })) };
}

test('over the store, live changes applied to the snapshot are what a fresh answer would be', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const fleet = new StoreFleet(seededRandom(`live ${seed}`));
    const readers = [undefined, 0, 6].flatMap((trackedRows) =>
      queries.map((parts) => {
        const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], ...parts });
        const live = new LiveTable({ plan: fleet.plan(query), view: fleet.view, ...(trackedRows === undefined ? {} : { trackedRows }) });
        fleet.f.store.subscribe((event) => live.accept(event));
        const opened = finish(live.open(fleet.nowMs));
        if (opened.type !== 'snapshot') throw new Error('the first message is a snapshot');
        return { query, live, answer: opened.answer };
      }),
    );
    for (let step = 0; step < 25; step++) {
      for (let i = fleet.random.int(4); i > 0; i--) fleet.step();
      for (const reader of readers) {
        const message = finish(reader.live.take(fleet.nowMs));
        if (message !== undefined) reader.answer = message.type === 'snapshot' ? message.answer : applyChanges(reader.answer, message);
        expect(comparable(reader.answer), `seed ${seed}, step ${step}, ${JSON.stringify(reader.query)}`).toEqual(
          comparable(fleet.fresh(reader.query)),
        );
      }
    }
  }
});

test('rows that are kept between answers, and what reports keep of them, are what a fresh answer would be', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const fleet = new StoreFleet(seededRandom(`kept ${seed}`));
    const kept = new KeptRows();
    for (let step = 0; step < 40; step++) {
      fleet.step();
      for (const parts of queries) {
        const query = tableQuery({ namespaces: ['_all'], resources: ['pods'], ...parts });
        const answer = finish(answerQuery(fleet.plan(query), fleet.view(), fleet.nowMs, { kept }));
        const fresh = fleet.fresh(query);
        const where = `seed ${seed}, step ${step}, ${JSON.stringify(parts)}`;
        expect(comparable(answer), where).toEqual(comparable(fresh));
        expect(answerJson(answer), where).toBe(answerJson(fresh));
        const page = { query, extra: fleet.random.pick([[], [['theme', 'dark']]] as const) };
        expect(answerHtml({ answer, ...page }), where).toBe(answerHtml({ answer: fresh, ...page }));
      }
    }
  }
});

test('the version of an answer changes exactly when rows or coverage do', () => {
  const fleet = new StoreFleet(seededRandom('versions'));
  const query = tableQuery({ namespaces: ['_all'], resources: ['pods'] });
  const version = (): string => answerVersion(fleet.plan(query), fleet.view());
  const known = new Map<string, string>();
  for (let step = 0; step < 300; step++) {
    const text = JSON.stringify(comparable(fleet.fresh(query)));
    expect(known.get(version()) ?? text, `step ${step}`).toBe(text);
    known.set(version(), text);
    expect(version()).toBe(version());
    fleet.step();
  }
  expect(known.size).toBeGreaterThan(100);
});
