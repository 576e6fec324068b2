import { expect, test } from 'vitest';
import { fleetFixture, shardState, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { type LookupValues, NaiveFleetShard, type PlainShard, plainShard } from '../../../test/kit/naive-fleet.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { type DeltaBatch, everything, type FleetView } from './fleet-view.ts';

const values: LookupValues = {
  labels: [
    ['app', 'a1'],
    ['app', undefined],
    ['__proto__', 'x'],
    ['none', undefined],
  ],
  namespaces: ['', 'ns0', 'ns1', 'nowhere'],
  owners: ['o0', 'o1', 'o2'],
  nodes: ['n0', 'n1'],
};

const definitions: readonly ResourceDef[] = [
  widgets,
  { ...widgets, columns: widgets.columns.slice(2) },
  {
    ...widgets,
    columns: [...widgets.columns.slice(0, 4), { name: 'Paused', type: 'text', value: (object) => String(object.spec?.paused) }],
  },
];

function randomObject(random: Random): KubeObject {
  const name = `w${random.int(30)}`;
  const labels: Record<string, string> = random.chance(0.2) ? JSON.parse('{"__proto__":"x"}') : {};
  if (random.chance(0.7)) labels.app = `a${random.int(4)}`;
  return widget(name, {
    uid: random.chance(0.5)
      ? `${name}-${random.int(3)}`
      : `0000000${random.int(3)}-aaaa-bbbb-cccc-${name.padStart(12, '0').replace('w', 'd')}`,
    namespace: random.pick(['', 'ns0', 'ns1']),
    labels,
    owners: Array.from({ length: random.int(3) }, () => `o${random.int(3)}`),
    spec: {
      node: random.pick(['n0', 'n1', undefined]),
      status: random.pick(['Running', 'Failed', null, `s${random.int(1000)}`]),
      size: random.pick([1, 2, null]),
      paused: random.chance(0.5),
      memory: random.chance(0.5) ? { text: `${random.int(9)}Gi`, number: random.int(9) } : null,
      restarts: random.chance(0.5) ? { count: random.int(5), lastMs: random.pick([null, 5]) } : null,
    },
  });
}

/** A store and its naive twin, taking the same random steps. */
function fuzz(seed: string, steps: number): void {
  const random = seededRandom(seed);
  const f = fleetFixture({
    idleMs: 0,
    journalBytes: random.pick([0, 20_000]),
    overlayBytes: random.pick([10_000, 64_000_000]),
    forgottenTexts: random.int(40),
  });
  const naive = new Map<string, NaiveFleetShard>();
  const epochs = new Map<string, number>();
  let held: { view: FleetView; expected: Map<string, PlainShard>; step: number }[] = [];
  const packing: Generator<void, void>[] = [];

  const plainOf = (): Map<string, PlainShard> => new Map([...naive].map(([cluster, shard]) => [cluster, shard.plain(values)]));
  const check = (view: FleetView, expected: Map<string, PlainShard>, step: string): void => {
    for (const cluster of ['c0', 'c1', 'c2']) {
      const shard = view.shard(cluster, widgets.id);
      const actual = shard && plainShard(shard, values);
      expect(actual, `seed ${seed}, ${step}, ${cluster}`).toEqual(expected.get(cluster));
    }
  };
  const apply = (cluster: string, shard: NaiveFleetShard, batch: Partial<DeltaBatch>, objects: KubeObject[] = []): void => {
    shard.apply({ removed: batch.removed ?? [], ...(batch.mark && { mark: batch.mark }) }, objects);
    f.apply(cluster, { epoch: `e${epochs.get(cluster)}`, ...batch, objects });
  };
  const someObjects = (most: number): KubeObject[] => Array.from({ length: random.int(most) }, () => randomObject(random));
  const openShard = (cluster: string, def: ResourceDef): void => {
    const state = shardState({ sinceMs: random.int(9), groupVersion: `example.org/v${definitions.indexOf(def)}` });
    const known = naive.get(cluster);
    if (known === undefined) {
      naive.set(cluster, new NaiveFleetShard(def, state));
      epochs.set(cluster, (epochs.get(cluster) ?? 0) + 1);
    } else Object.assign(known, { def, state });
    f.store.openShard(cluster, def, state);
    if (known === undefined) apply(cluster, naive.get(cluster) as NaiveFleetShard, { mark: 'relist-begin' });
  };
  const relist = (cluster: string, shard: NaiveFleetShard): void => {
    if (random.chance(0.3)) epochs.set(cluster, (epochs.get(cluster) ?? 0) + 1);
    const kept = shard.uids().flatMap((uid) => (random.chance(0.8) ? (shard.object(uid) ?? []) : []));
    apply(cluster, shard, { mark: 'relist-begin' }, kept.slice(0, 5));
    if (random.chance(0.3)) return;
    apply(cluster, shard, {}, [...kept.slice(5), ...someObjects(4)]);
    apply(cluster, shard, { mark: 'relist-end' }, random.chance(0.3) ? someObjects(3) : []);
  };
  const packSome = (): void => {
    packing.push(f.store.packIdle());
    for (const slices of packing) for (let i = random.int(5); i > 0; i--) slices.next();
    if (random.chance(0.3)) for (const slices of packing.splice(0)) while (slices.next().done !== true);
  };
  const close = (cluster: string): void => {
    naive.delete(cluster);
    f.positions.delete(`${cluster} ${widgets.id}`);
    f.store.closeShard(cluster, widgets.id);
  };
  const step = (cluster: string): void => {
    const shard = naive.get(cluster);
    const kind = random.int(100);
    if (shard === undefined) openShard(cluster, random.pick(definitions));
    else if (kind < 50) apply(cluster, shard, { removed: shard.uids().filter(() => random.chance(0.1)) }, someObjects(8));
    else if (kind < 55) apply(cluster, shard, { removed: shard.uids().filter(() => random.chance(0.7)) });
    else if (kind < 70) relist(cluster, shard);
    else if (kind < 75) openShard(cluster, random.pick(definitions));
    else if (kind < 90) packSome();
    else if (kind > 97) close(cluster);
  };

  for (let i = 0; i < steps; i++) {
    step(`c${random.int(3)}`);
    if (random.chance(0.15)) held.push({ view: f.store.view(everything), expected: plainOf(), step: i });
    if (random.chance(0.1)) check(f.store.view(everything), plainOf(), `step ${i}`);
    if (held.length > 6 || i === steps - 1) {
      for (const { view, expected, step: heldAt } of held) check(view, expected, `view of step ${heldAt} at ${i}`);
      held = held.slice(3);
    }
  }
  check(f.store.view(everything), plainOf(), 'the end');
  expect(f.store.stats().objects).toBe([...naive.values()].reduce((sum, shard) => sum + shard.uids().length, 0));
}

test('F27: any sequence of batches, lists, epochs, definitions, packing and closing equals from scratch, in held views too', () => {
  const seed = process.env.FUZZ_SEED ?? 'fleet';
  const rounds = Number(process.env.FUZZ_ROUNDS ?? 12);
  for (let round = 0; round < rounds; round++) fuzz(`${seed}-${round}`, 250);
});
