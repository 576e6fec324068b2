import { expect, test } from 'vitest';
import { fleetFixture } from '../../../test/kit/fleet-fixture.ts';
import { sampleNowMs } from '../../../test/kit/sample-answer.ts';
import { samplePod } from '../../../test/kit/sample-pod.ts';
import { clusterFacts, shardState } from '../../../test/kit/synthetic-fleet.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { everything, type FleetView } from '../fleet/fleet-view.ts';
import type { KubeObject } from '../kube/object.ts';
import { namespaces } from '../resources/namespaces.resource.ts';
import { nodes } from '../resources/nodes.resource.ts';
import { podmetrics } from '../resources/podmetrics.resource.ts';
import { pods } from '../resources/pods.resource.ts';
import { type AnswerOptions, answerQuery } from './answer-query.ts';
import { finish } from './finish.ts';
import type { FleetDirectory } from './fleet-directory.ts';
import { applyChanges } from './live-changes.ts';
import { LiveTable } from './live-table.ts';
import { ObjectColumns } from './object-columns.ts';
import { parseCustomColumns } from './parse-custom-columns.ts';
import { planQuery } from './plan-query.ts';
import type { Answer } from './table.ts';
import { type TableQuery, tableQuery } from './table-query.ts';

const clusters = ['c-1', 'c-2'];
const defs = [pods, nodes, namespaces, podmetrics];
const sort = (column: string, descending = false) => [{ column, descending }];

const queries: readonly Partial<TableQuery>[] = [
  { customColumns: parseCustomColumns('Note=metadata.annotations.note;Labels=metadata.labels;Status=status.phase') },
  { customColumns: parseCustomColumns('R=status.containerStatuses[0].restartCount'), sort: sort('R', true), limit: 5 },
  { customColumns: parseCustomColumns('R=status.containerStatuses[0].restartCount'), filter: 'R>1' },
  { customColumns: parseCustomColumns('L=metadata.labels'), filter: 'web' },
  { customColumns: parseCustomColumns('Z=node.metadata.labels.zone'), joins: ['nodes'], filter: 'Z=a' },
  {
    customColumns: parseCustomColumns('Z=[node.metadata.labels.zone, spec.nodeName, namespace.metadata.labels.team]'),
    joins: ['nodes', 'namespaces'],
  },
  { joins: ['nodes', 'namespaces', 'metrics'], sort: sort('CPU Usage', true) },
  { joins: ['metrics'], filter: 'CPU Usage>100m' },
  { joins: ['metrics'], filter: 'CPU Requests>=200m,Memory Usage!=', sort: sort('Memory Requests') },
  { labelColumns: ['ns:team', 'app'], filter: 'ns:team=red' },
  { filter: 'annotation:note~1', sort: sort('annotation:note', true) },
  { fieldSelector: 'status.phase=Running,spec.restartPolicy!=Never' },
  { filter: 'Owner UID=rs-1' },
  { groupBy: ['Images'] },
  { groupBy: ['ns:team', 'Node'], filter: 'Status!=Pending' },
  { groupBy: ['Restarts', 'label:app', 'Cluster'], sort: sort('Restarts') },
  { groupBy: ['R', 'Owner'], customColumns: parseCustomColumns('R=status.containerStatuses[0].restartCount'), limit: 3 },
  { groupBy: ['Zone', 'Namespace'], joins: ['nodes'], sort: sort('Count') },
];

/** A real store that random things happen to. */
class JoinedFleet {
  readonly f = fleetFixture({ idleMs: 0, forgottenTexts: 4 });
  readonly columns = new ObjectColumns();
  readonly random: Random;
  nowMs = sampleNowMs;
  #versions = 0;
  #epochs = 0;
  readonly directory: FleetDirectory = {
    clusters: () => this.view().clusters(),
    cluster: (name) => this.view().cluster(name),
    resolve: (_, name) => defs.find(({ id }) => id === name),
    resources: () => new Map(defs.map((def) => [def.id, def])),
  };

  constructor(random: Random) {
    this.random = random;
    this.f.store.subscribe((event) => this.columns.accept(event));
    for (const id of clusters) {
      this.f.store.putCluster(clusterFacts(id));
      for (const def of defs) this.open(id, def.id);
    }
  }

  view = (): FleetView => this.f.store.view(everything);
  plan = (query: TableQuery) => planQuery(query, this.directory);
  answer = (query: TableQuery, view: FleetView, options: AnswerOptions): Answer =>
    finish(answerQuery(this.plan(query), view, this.nowMs, options));

  open(cluster: string, resource: string): void {
    const def = defs.find(({ id }) => id === resource) as (typeof defs)[number];
    this.f.store.openShard(cluster, def, shardState());
    this.list(cluster, resource);
  }

  list(cluster: string, resource: string): void {
    const objects = Array.from({ length: 1 + this.random.int(8) }, () => this.object(resource));
    this.f.list(cluster, objects, { resource, epoch: `epoch-${++this.#epochs}` });
  }

  object(resource: string): KubeObject {
    const made = resource === 'pods' ? this.pod() : resource === podmetrics.id ? this.metrics() : this.labelled(resource);
    return { ...made, metadata: { ...made.metadata, resourceVersion: String(++this.#versions) } };
  }

  pod(): KubeObject {
    const { random } = this;
    const [namespace, name] = [random.pick(['default', 'shop']), `p-${random.int(8)}`];
    const pod = samplePod({
      namespace,
      name,
      uid: `${namespace}-${name}-${random.int(2)}`,
      status: random.pick(['Running', 'Pending', 'CrashLoopBackOff']),
      restarts: random.int(4),
      node: random.pick(['node-1', 'node-2', 'node-3']),
      labels: random.pick<Record<string, string>>([{}, { app: 'web' }, { app: '' }]),
    });
    const image = random.pick(['a:1', 'a:2', 'b:1']);
    const containers = random.pick([[image], [image, 'side:1'], ['b:1', 'a:1']]).map((one, i) => ({
      name: `c${i}`,
      image: one,
      resources: random.pick([{}, { requests: { cpu: '200m', memory: '64Mi' } }, { requests: { cpu: '1' } }]),
    }));
    return {
      ...pod,
      metadata: {
        ...pod.metadata,
        annotations: { note: `note ${random.int(3)}` },
        ownerReferences: random.pick([
          [],
          [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: `rs-${random.int(2)}`, controller: true }],
        ]),
      },
      spec: { ...pod.spec, containers, restartPolicy: random.pick(['Always', 'Never']) },
    };
  }

  metrics(): KubeObject {
    const { random } = this;
    const [namespace, name] = [random.pick(['default', 'shop']), `p-${random.int(8)}`];
    const usage = { cpu: `${random.int(500)}m`, memory: `${random.int(100)}Mi` };
    return { metadata: { namespace, name, uid: `${namespace}/${name}`, resourceVersion: '' }, containers: [{ name: 'c0', usage }] };
  }

  labelled(resource: string): KubeObject {
    const name = this.random.pick(resource === 'nodes' ? ['node-1', 'node-2', 'node-3'] : ['default', 'shop']);
    const labels = {
      zone: this.random.pick(['a', 'b']),
      'topology.kubernetes.io/zone': this.random.pick(['a', 'b']),
      team: this.random.pick(['red', 'blue']),
    };
    return { metadata: { name, uid: `${name}-${this.random.int(2)}`, resourceVersion: '', labels } };
  }

  step(): void {
    const { random, f } = this;
    const cluster = random.pick(clusters);
    const { id } = random.pick([pods, pods, pods, ...defs]);
    const dice = random.int(20);
    if (dice === 0) f.store.setShardState(cluster, id, shardState({ state: random.pick(['live', 'stale']), sinceMs: this.nowMs }));
    else if (dice === 1) {
      f.store.closeShard(cluster, id);
      f.positions.delete(`${cluster} ${id}`);
      this.open(cluster, id);
    } else if (dice === 2) this.list(cluster, id);
    else if (dice === 3) f.pack();
    else {
      const gone = this.object(id).metadata.uid;
      const objects = Array.from({ length: random.int(3) }, () => this.object(id)).filter(({ metadata }) => metadata.uid !== gone);
      f.apply(cluster, { resource: id, objects, removed: random.chance(0.4) ? [gone] : [] });
    }
  }
}

function comparable({ tables, coverage, notices }: Answer): unknown {
  return {
    coverage,
    notices,
    tables: tables.map(({ rows, total, columns, plural }) => ({
      plural,
      total,
      columns: columns.map(({ name }) => name),
      rows: rows.map(({ memo: _, ...row }) => row),
    })),
  };
}

test('kept values, held views and live tables always say what an answer from scratch does', () => {
  for (const seed of ['derived 1', 'derived 2']) {
    const fleet = new JoinedFleet(seededRandom(seed));
    const asked = queries.map((query) => tableQuery({ namespaces: ['_all'], resources: ['pods'], ...query }));
    const live = asked.map((query) => {
      const table = new LiveTable({ plan: fleet.plan(query), view: fleet.view });
      fleet.f.store.subscribe((event) => table.accept(event));
      const opened = finish(table.open(fleet.nowMs));
      if (opened.type !== 'snapshot') throw new Error('the first message is a snapshot');
      return { query, table, answer: opened.answer };
    });
    const held: { view: FleetView; nowMs: number; query: TableQuery; expected: unknown }[] = [];
    for (let step = 0; step < 25; step++) {
      for (let i = 1 + fleet.random.int(3); i > 0; i--) fleet.step();
      fleet.nowMs += 1500;
      const view = fleet.view();
      for (const [q, reader] of live.entries()) {
        const { query } = reader;
        const where = `${seed}, step ${step}, query ${JSON.stringify(queries[q])}`;
        const scratch = comparable(fleet.answer(query, view, {}));
        expect(comparable(fleet.answer(query, view, { columns: fleet.columns })), `kept: ${where}`).toEqual(scratch);
        const message = finish(reader.table.take(fleet.nowMs));
        if (message !== undefined) reader.answer = message.type === 'snapshot' ? message.answer : applyChanges(reader.answer, message);
        expect(comparable(reader.answer), `live: ${where}`).toEqual(scratch);
        if (fleet.random.chance(0.02)) held.push({ view, nowMs: fleet.nowMs, query, expected: scratch });
      }
      for (const { view: old, query, expected } of held)
        expect(
          comparable(fleet.answer(query, old, { columns: fleet.columns })),
          `held: ${seed}, step ${step}, ${JSON.stringify(query)}`,
        ).toEqual(expected);
    }
  }
}, 60_000);

test('a second answer unpacks nothing, and after a change only what changed', () => {
  const fleet = new JoinedFleet(seededRandom('once'));
  const query = tableQuery({
    namespaces: ['_all'],
    resources: ['pods'],
    customColumns: parseCustomColumns('Note=metadata.annotations.note'),
  });
  const unpacked = (): number => {
    const before = fleet.f.codec.decoded;
    fleet.answer(query, fleet.view(), { columns: fleet.columns });
    return fleet.f.codec.decoded - before;
  };
  expect(unpacked()).toBeGreaterThan(2);
  expect(unpacked()).toBe(0);
  const shard = fleet.view().shard('c-1', 'pods');
  let row = -1;
  shard?.rows.forEach((one) => {
    row = one;
  });
  const pod = shard?.object(row) as KubeObject;
  fleet.f.apply('c-1', {
    resource: 'pods',
    objects: [{ ...pod, metadata: { ...pod.metadata, resourceVersion: 'new', annotations: { note: 'changed' } } }],
  });
  fleet.f.codec.decoded = 0;
  const { tables } = fleet.answer(query, fleet.view(), { columns: fleet.columns });
  expect(fleet.f.codec.decoded).toBe(1);
  expect(tables[0]?.rows.find(({ uid }) => uid === pod.metadata.uid)?.cells.at(-1)).toBe('changed');
});

test('an expression over the node alone is read once for each node', () => {
  const fleet = new JoinedFleet(seededRandom('nodes'));
  const query = tableQuery({
    namespaces: ['_all'],
    resources: ['pods'],
    joins: ['nodes'],
    customColumns: parseCustomColumns('Z=node.metadata.labels.zone'),
  });
  const before = fleet.f.codec.decoded;
  fleet.answer(query, fleet.view(), { columns: fleet.columns });
  const count = clusters.reduce((sum, id) => sum + (fleet.view().shard(id, 'nodes')?.rows.size ?? 0), 0);
  expect(fleet.f.codec.decoded - before).toBeLessThanOrEqual(count);
});
