import { expect, test } from 'vitest';
import { fleetFixture, keysOf, plainBlocks, rowOf, widget, widgets } from '../../../test/kit/fleet-fixture.ts';
import { type BlockCodec, everything } from './fleet-view.ts';

const many = (count: number, some: object = {}, prefix = 'w') =>
  Array.from({ length: count }, (_, i) => widget(`${prefix}${i}`, { spec: { i, ...some } }));

function countingBlocks(): BlockCodec & { packed: number[]; unpacked: number } {
  const blocks = {
    ...plainBlocks,
    packed: [] as number[],
    unpacked: 0,
    pack: (objects: readonly Uint8Array[]) => {
      blocks.packed.push(objects.length);
      return plainBlocks.pack(objects);
    },
    unpack: (block: Uint8Array) => {
      blocks.unpacked++;
      return plainBlocks.unpack(block);
    },
  };
  return blocks;
}

test('F22: objects are packed by 32 once they are idle, and read back from there', () => {
  const blocks = countingBlocks();
  const f = fleetFixture({ idleMs: 5000, blocks });
  const objects = many(40);
  f.open('c', objects);
  expect(f.store.stats().blocks).toBe(0);
  f.pack();
  const early = blocks.packed.length;
  f.clock.advance(5000);
  f.pack();
  expect(blocks.packed.length).toBeGreaterThanOrEqual(early);
  expect(new Set(blocks.packed)).toEqual(new Set([32]));
  expect(f.store.stats().blocks).toBe(1);
  const shard = f.shard();
  for (const object of objects) expect(shard.object(rowOf(shard, object.metadata.name)).spec).toEqual(object.spec);
  expect(blocks.unpacked).toBe(1);
  expect(f.pack()).toBe(0);
});

test('F22: large objects make smaller blocks, and packing comes to an end', () => {
  const blocks = countingBlocks();
  const f = fleetFixture({ idleMs: 0, blocks });
  f.open('c', many(50, { text: 'x'.repeat(100_000) }));
  f.apply('c', { objects: many(3, { text: 'y'.repeat(3_000_000) }, 'huge') });
  expect(f.pack()).toBeLessThan(200);
  expect(Math.max(...blocks.packed)).toBe(3);
  expect(f.shard().object(rowOf(f.shard(), 'huge2')).spec.text.length).toBe(3_000_000);
  expect(f.store.stats().bytes.overlay).toBeLessThan(3_600_000);
});

test('F22: changed objects leave their blocks; a block less than half current is taken apart', () => {
  const f = fleetFixture({ idleMs: 0 });
  f.open('c', many(640));
  f.pack();
  expect(f.store.stats().blocks).toBe(20);
  for (let round = 0; round < 30; round++) {
    f.apply('c', { objects: many(640, { round }).filter((_, i) => i % 3 !== 0) });
    f.pack();
  }
  const { blocks, bytes } = f.store.stats();
  expect(blocks).toBeLessThan(40);
  expect(bytes.blocks).toBeLessThan(640 * 800);
  const shard = f.shard();
  expect([shard.object(rowOf(shard, 'w3')).spec, shard.object(rowOf(shard, 'w4')).spec]).toEqual([{ i: 3 }, { i: 4, round: 29 }]);
});

test('F22: without anybody driving packIdle the overlay stays near its limit', () => {
  const f = fleetFixture({ overlayBytes: 1_000_000 });
  f.open('c');
  for (let page = 0; page < 100; page++) f.apply('c', { objects: many(64, { text: 'x'.repeat(2000) }, `p${page}-`) });
  expect(f.store.stats().bytes.overlay).toBeLessThan(2_600_000);
  expect(f.store.stats().blocks).toBeGreaterThan(150);
});

test('F22: packing between two slices of somebody else is no harm', () => {
  const f = fleetFixture({ idleMs: 0 });
  f.open('c', many(500));
  const [one, two] = [f.store.packIdle(), f.store.packIdle()];
  for (let i = 0; i < 10; i++) {
    one.next();
    f.apply('c', { objects: [widget(`w${i * 7}`, { spec: { again: i } })], removed: [`uid-of-w${i * 7 + 1}`] });
    two.next();
  }
  f.pack();
  const shard = f.shard();
  expect(shard.rows.size).toBe(490);
  expect([shard.object(rowOf(shard, 'w21')).spec, shard.object(rowOf(shard, 'w499')).spec]).toEqual([{ again: 3 }, { i: 499 }]);
});

test('F1: what a held view and the journal know of objects stays readable while the buffers that had them are used again', () => {
  const f = fleetFixture({ idleMs: 0, overlayBytes: 1_000_000 });
  const big = (prefix: string, count: number) => many(count, { text: prefix.repeat(4000) }, prefix);
  f.open('c');
  const from = f.store.view(everything).version('c', widgets.id) as { epoch: string; seq: number };
  f.apply('c', { objects: big('a', 400) });
  const held = f.shard();
  const rows = [0, 7, 399].map((i) => rowOf(held, `a${i}`));
  const deltas = f.store.journal.since('c', widgets.id, from);
  f.pack();
  for (let round = 0; round < 5; round++) f.apply('c', { objects: big('b', 400) });
  f.pack();
  for (let round = 0; round < 5; round++) f.apply('c', { objects: [...big('c', 400), ...big('a', 400)] });
  expect(rows.map((row) => held.object(row).spec.text.slice(0, 2))).toEqual(['aa', 'aa', 'aa']);
  expect(f.shard().object(rowOf(f.shard(), 'b399')).spec).toEqual({ i: 399, text: 'b'.repeat(4000) });
  const read = deltas?.flatMap(({ changes }) => changes.map(({ after }) => new TextDecoder().decode(after?.object)));
  expect([read?.length, read?.every((text) => text.includes('aaaa') && !text.includes('bbbb'))]).toEqual([400, true]);
});

test('F23: closing shards and removing clusters frees rows, blocks, columns and indexes', () => {
  const f = fleetFixture({ idleMs: 0, journalBytes: 0 });
  f.open('other', many(10));
  for (const cluster of ['c', 'd']) f.open(cluster, many(9000));
  f.pack();
  const full = f.store.stats();
  f.store.closeShard('c', widgets.id);
  f.store.removeCluster('d');
  const empty = f.store.stats();
  expect([empty.objects, empty.shards]).toEqual([10, 1]);
  expect(empty.bytes.columns).toBeLessThan(full.bytes.columns / 3);
  expect(empty.bytes.blocks).toBeLessThan(full.bytes.blocks / 100);
  expect(empty.bytes.indexes).toBeLessThan(full.bytes.indexes / 10);
  expect(keysOf(f.shard('other')).length).toBe(10);
  f.store.removeCluster('other');
  expect(f.store.stats()).toMatchObject({
    objects: 0,
    shards: 0,
    blocks: 0,
    bytes: { columns: 0, dictionaries: 0, overlay: 0, blocks: 0, indexes: 0 },
  });
  f.positions.clear();
  f.open('c', many(5));
  expect(f.shard().rows.size).toBe(5);
});

test('F24: dictionaries and label sets forget what has gone; held views and lookups do not notice', () => {
  const f = fleetFixture({ idleMs: 0, journalBytes: 0 });
  const generation = (n: number) =>
    Array.from({ length: 50 }, (_, i) =>
      widget(`w${n}-${i}`, {
        labels: { run: String(n * 50 + i) },
        owners: [`o${n}-${i}`, `p${n}`],
        spec: { status: `s${n}-${i}`, node: `n${n}-${i % 5}` },
      }),
    );
  f.open('c', generation(0));
  f.open('d', generation(0));
  const held = f.shard();
  const askForIndexes = (): void => {
    for (let i = 0; i < 4; i++)
      for (const set of [f.shard().byOwner('p99'), f.shard().byNode('n99-3'), f.shard().byNamespace('shop')]) set.forEach(() => {});
  };
  for (let n = 1; n < 100; n++) f.list('c', generation(n));
  askForIndexes();
  const before = f.store.stats();
  // Two at once, in turns: the second must not undo what the first has exchanged.
  const [one, two] = [f.store.packIdle(), f.store.packIdle()];
  while (one.next().done !== true) two.next();
  f.pack();
  two.next();
  for (const _ of two);
  const after = f.store.stats();
  expect(after.bytes.dictionaries).toBeLessThan(before.bytes.dictionaries / 5);
  expect(after.bytes.labels).toBeLessThan(before.bytes.labels / 5);
  for (const [shard, n] of [
    [held, 0],
    [f.shard('d'), 0],
    [f.shard(), 99],
  ] as const) {
    for (let i = 0; i < 4; i++) {
      const row = rowOf(shard, `w${n}-7`);
      expect([shard.column('Status')?.cell(row), shard.column('Name')?.cell(row), [...shard.labels(row)]]).toEqual([
        `s${n}-7`,
        `w${n}-7`,
        [['run', String(n * 50 + 7)]],
      ]);
      expect(keysOf(shard, shard.byLabel('run', String(n * 50 + 7)))).toEqual([`shop/w${n}-7`]);
      expect(keysOf(shard, shard.byOwner(`o${n}-7`))).toEqual([`shop/w${n}-7`]);
      expect([shard.byOwner(`p${n}`).size, shard.byNode(`n${n}-3`).size, shard.byNamespace('shop').size]).toEqual([50, 10, 50]);
    }
  }
  f.apply('c', { objects: [widget('w99-7', { spec: { status: 'new' } })] });
  expect(f.shard().rows.size).toBe(50);
});

test('F24: a table that is closed and opened again while it is being tidied stays the new one', () => {
  const f = fleetFixture({ forgottenTexts: 0, idleMs: 1_000_000 });
  f.open('c', [widget('old', { spec: { status: 'old' } })]);
  for (let n = 0; n < 9; n++) f.apply('c', { objects: [widget('old', { spec: { status: `s${n}` } })] });
  const slices = f.store.packIdle();
  slices.next();
  f.store.closeShard('c', widgets.id);
  f.positions.clear();
  f.open('c', [widget('new', { spec: { status: 'fresh' } })]);
  for (const _ of slices);
  const shard = f.shard();
  expect([keysOf(shard), shard.column('Status')?.cell(rowOf(shard, 'new'))]).toEqual([['shop/new'], 'fresh']);
});

test('F28: stats count clusters, shards, objects and bytes', () => {
  const f = fleetFixture({ idleMs: 0 });
  f.store.putCluster({ id: 'c' } as never);
  f.open('c', many(40));
  f.open('c', many(2), { ...widgets, id: 'gadgets' });
  f.pack();
  f.apply('c', { objects: [widget('w1')] });
  const stats = f.store.stats();
  expect(stats).toMatchObject({ clusters: 1, shards: 2, objects: 42, blocks: 1, listenerFaults: 0, columnFaults: 0 });
  expect([...stats.objectsByResource]).toEqual([
    ['widgets.example.org', 40],
    ['gadgets', 2],
  ]);
  for (const [part, bytes] of Object.entries(stats.bytes)) expect([part, bytes > 0]).toEqual([part, true]);
});
