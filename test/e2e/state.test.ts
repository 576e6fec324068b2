import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everything } from '../../src/core/fleet/fleet-view.ts';
import type { WireAnswer } from '../../src/core/wire/answer-schema.ts';
import { readKnownNames } from '../../src/edge/storage/known-names.ts';
import { StateFile } from '../../src/edge/storage/state-file.ts';
import { zstdBlocks } from '../../src/edge/storage/zstd-blocks.ts';
import { type KeptServer, serveKept, untilKept } from '../kit/kept-server.ts';
import { openValue, plantSecrets } from '../kit/plant-secrets.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { type HindsightProcess, spawnHindsight } from '../kit/spawn-hindsight.ts';

const pods = '/clusters/_all/namespaces/_all/pods';
let small: SmallFleet;
let folder: string;
let running: KeptServer | undefined;

beforeEach(async () => {
  small = await startSmallFleet({ clusters: 4, pods: 160 });
  folder = join(mkdtempSync(join(tmpdir(), 'hindsight-kept-')), 'state');
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await small.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const serve = async (q: Parameters<typeof serveKept>[2] = {}): Promise<KeptServer> => {
  await running?.close();
  running = await serveKept(small, folder, q);
  return running;
};
const names = (answer: WireAnswer): string[] =>
  (answer.tables[0]?.rows ?? []).map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`).sort();
const everyone = (fault: Parameters<SmallFleet['sim']['setFault']>[1]): void => {
  for (const { name } of small.world.clusters) small.sim.setFault(name, fault);
};
const allLive = (server: KeptServer) => (): boolean =>
  server.fleet.source.status().shards.every(({ state }) => state === 'live') && server.fleet.source.status().clustersByState.live === 4;
const edit = (text: string, ...values: string[]): void => {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.prepare(text).run(...values);
  database.close();
};

describe('a restart in the middle of an outage', () => {
  test('every row is there at once, stale and with its age; when the clusters are back, watches go on and nothing is listed again', async () => {
    const before = await serve();
    await untilKept(before);
    await before.until('identified', () => before.fleet.directory.clusters().every(({ uid }) => uid !== undefined));
    const uids = before.fleet.directory.clusters().map(({ uid }) => uid);
    const was = { pods: names(await before.answer(pods)), nodes: names(await before.answer('/clusters/_all/nodes')) };
    await before.close();
    running = undefined;
    everyone({ type: 'refuse' });
    await small.sim.settled();
    const after = await serve();
    const answer = await after.answer(pods);
    expect(names(answer)).toEqual(was.pods);
    expect(names(await after.answer('/clusters/_all/nodes'))).toEqual(was.nodes);
    expect(answer.coverage.gaps.map(({ state }) => state)).toEqual(['stale', 'stale', 'stale', 'stale']);
    expect(answer.coverage.gaps[0]?.reason).toMatch(/^kept from before the restart, \d+ s old$|refused/);
    expect(after.fleet.directory.clusters().map(({ uid }) => uid)).toEqual(uids);

    const [first] = small.world.clusters;
    const gone = first?.objects.list('pods')[0]?.object.metadata as { namespace: string; name: string };
    first?.objects.remove('pods', `${gone.namespace}/${gone.name}`);
    everyone(undefined);
    await small.sim.settled();
    await after.until('live', allLive(after));
    await after.until('the pod is gone', async () => names(await after.answer(pods)).length === was.pods.length - 1);
    expect(names(await after.answer(pods))).toEqual(was.pods.filter((name) => name !== `${first?.name}/${gone.namespace}/${gone.name}`));
    expect(after.fleet.source.status().shards.reduce((sum, { lists }) => sum + lists, 0)).toBe(0);
  });

  test('a version that does not live any more: listed again, and no row vanishes meanwhile', async () => {
    await untilKept(await serve());
    await running?.close();
    running = undefined;
    for (const { objects } of small.world.clusters) {
      const entry = objects.list('pods')[0];
      if (entry === undefined) throw new Error('no pod');
      objects.update('pods', entry.object);
      objects.compact(objects.resourceVersion);
    }
    const after = await serve();
    const count = names(await after.answer(pods)).length;
    let least = count;
    await after.until('live', () => {
      let rows = 0;
      const view = after.fleet.view(everything);
      for (const { id } of view.clusters()) rows += view.shard(id, 'pods')?.rows.size ?? 0;
      least = Math.min(least, rows);
      return allLive(after)();
    });
    expect(count).toBe(small.world.clusters.reduce((sum, { objects }) => sum + objects.list('pods').length, 0));
    expect(least).toBe(count);
    expect(after.fleet.source.status().shards.some(({ lists }) => lists > 0)).toBe(true);
  });

  test('a server that was restored to an older version meanwhile is found out, and its history replaced', async () => {
    const [first] = small.world.clusters;
    if (first === undefined) throw new Error('no cluster');
    first.objects.list('pods');
    const snapshot = first.objects.snapshot();
    await untilKept(await serve());
    for (let i = 0; i < 5; i++) {
      const pod = first.objects.list('pods')[0]?.object;
      if (pod === undefined) throw new Error('no pod');
      const { uid: _, resourceVersion: __, ...metadata } = pod.metadata;
      first.objects.create('pods', { ...pod, metadata: { ...metadata, name: `later-${i}` } as never }, Date.now());
    }
    const server = running as KeptServer;
    await server.until('later pods', async () => names(await server.answer(pods)).some((name) => name.endsWith('/later-4')));
    await untilKept(server);
    await server.close();
    running = undefined;
    first.objects.restore(snapshot);
    const after = await serve();
    expect(names(await after.answer(pods)).filter((name) => name.includes('/later-'))).toHaveLength(5);
    await after.until('rewound', async () => !names(await after.answer(pods)).some((name) => name.includes('/later-')));
    await after.until('live', allLive(after));
    expect(after.fleet.source.status().shards.some(({ rewinds }) => rewinds > 0)).toBe(true);
  });
});

describe('who inherits', () => {
  test('a cluster that is not configured any more is not shown, and another one under the same name inherits nothing', async () => {
    await untilKept(await serve());
    await running?.close();
    running = undefined;
    const [first, second, third] = small.world.clusters.map(({ name }) => name) as [string, string, string];
    edit("UPDATE cluster SET record = json_set(record, '$.facts.uid', 'another-one') WHERE id = ?", first);
    edit("UPDATE cluster SET record = json_set(record, '$.origin', 'another address') WHERE id = ?", second);
    everyone({ type: 'hang-headers' });
    const after = await serve({ contexts: [first, second] });
    expect(new Set(names(await after.answer(pods)).map((name) => name.split('/')[0]))).toEqual(new Set([first]));
    expect((await after.answer(pods)).coverage.asked).not.toContain(third);
    everyone(undefined);
    await after.until('another one', () => after.logged.some((line) => line.startsWith('another cluster has the name')));
    await after.until('live', () => after.fleet.source.status().clustersByState.live === 2);
    const seen = small.world.clusters.filter(({ name }) => name === first || name === second);
    expect(names(await after.answer(pods))).toHaveLength(seen.reduce((sum, { objects }) => sum + objects.list('pods').length, 0));
    expect(after.fleet.source.status().shards.find(({ cluster, resource }) => cluster === first && resource === 'pods')?.lists).toBe(1);
  });

  test('namespaces that may not be seen any more stay away, and secrets when they are off', async () => {
    const before = await serve({ secrets: 'metadata' });
    await before.answer('/clusters/_all/namespaces/_all/secrets');
    await untilKept(before);
    await before.close();
    running = undefined;
    everyone({ type: 'refuse' });
    await small.sim.settled();
    const after = await serve({ denied: 'kube-system' });
    expect(names(await after.answer(pods)).some((name) => name.includes('/kube-system/'))).toBe(false);
    expect(names(await after.answer(pods)).length).toBeGreaterThan(0);
    const view = after.fleet.view(everything);
    expect(view.clusters().every(({ id }) => view.shard(id, 'secrets') === undefined)).toBe(true);
  });
});

describe('trouble with the disk', () => {
  test('a folder that vanishes is a warning and a figure; it comes back by itself, whole', async () => {
    const server = await serve();
    await untilKept(server);
    const count = names(await server.answer(pods)).length;
    rmSync(folder, { recursive: true });
    await server.until('noticed', () => (server.fleet.state?.().failures ?? 0) > 0);
    expect(server.logged.join()).toContain('the fleet cannot be kept on disk: the state folder is gone');
    expect(names(await server.answer(pods))).toHaveLength(count);
    await server.until('kept again', () => {
      const figures = server.fleet.state?.();
      return readdirSync(join(folder, '..')).includes('state') && figures?.waitingRows === 0;
    });
    await server.close();
    running = undefined;
    everyone({ type: 'refuse' });
    expect(names(await (await serve()).answer(pods))).toHaveLength(count);
  });

  test('a state that is damaged is set aside, and everything is synced as if nothing had been kept', async () => {
    await untilKept(await serve());
    await running?.close();
    running = undefined;
    edit('UPDATE piece SET columns = zeroblob(100) WHERE id = (SELECT max(id) FROM piece)');
    const after = await serve();
    await untilKept(after);
    expect(after.logged.join()).toMatch(/set aside as state.db.aside-.*checksum/);
    expect(names(await after.answer(pods))).toHaveLength(
      small.world.clusters.reduce((sum, { objects }) => sum + objects.list('pods').length, 0),
    );
    expect(allLive(after)()).toBe(true);
  });

  test('a second server on the same folder says who holds it, serves, and keeps nothing', async () => {
    const server = await serve();
    await untilKept(server);
    let heldBy = '';
    const second = await serveKept(small, folder, { onHeld: (by) => (heldBy = by) });
    await second.until('ready', () => second.fleet.source.status().ready);
    expect(heldBy).toMatch(new RegExp(`^process ${process.pid} since `));
    expect(names(await second.answer(pods))).toEqual(names(await server.answer(pods)));
    await second.close();
    await untilKept(server);
  });

  test('when there is no room events go first, then what is missed least; nodes stay', async () => {
    const server = await serve({ maxBytes: 200_000 });
    await server.until('events are given up', () => server.logged.some((line) => line.includes('events is not kept')));
    await server.until('dropped', () => (server.fleet.state?.().droppedObjects ?? 0) > 0);
    expect(server.logged.filter((line) => line.includes('is not kept'))[0]).toContain('events');
    expect(server.logged.join()).not.toContain('nodes is not kept');
  });
});

test('another version of this program derives all columns anew', async () => {
  await untilKept(await serve());
  const was = await (running as KeptServer).answer(pods);
  await running?.close();
  running = undefined;
  everyone({ type: 'refuse' });
  await small.sim.settled();
  const after = await serve({ program: 'test 2' });
  const now = await after.answer(pods);
  const cells = (answer: WireAnswer): unknown => answer.tables[0]?.rows.map((row) => [row.cluster, row.name, row.cells]);
  expect(cells(now)).toEqual(cells(was));
});

test('no planted secret lands on the disk, in no form', async () => {
  const target = small.sim.clusters[0];
  if (target === undefined) throw new Error('no cluster');
  const planted = await plantSecrets({ url: target.url, caPem: target.caPem, token: target.token });
  const server = await serve({ secrets: 'metadata' });
  for (const resource of ['secrets', 'configmaps', 'podtemplates', 'replicationcontrollers', 'controllerrevisions'])
    await server.answer(`/clusters/_all/namespaces/_all/${resource}`);
  await planted.touch();
  await untilKept(server);
  await server.close();
  running = undefined;
  const texts: string[] = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  const file = StateFile.open({ folder, maxBytes: 2 ** 28, program: 'test 1', startOver: false });
  const blocks = zstdBlocks();
  for (const { columns, objects } of file.read()) {
    texts.push(Buffer.from(columns).toString('latin1'));
    const view = new DataView(objects.buffer);
    let at = 4 + 4 * view.getUint32(0, true);
    for (let i = 0; i < view.getUint32(0, true); i++) {
      const length = view.getUint32(4 + 4 * i, true);
      texts.push(...blocks.unpack(objects.subarray(at, at + length)).map((object) => Buffer.from(object).toString('utf8')));
      at += length;
    }
  }
  file.close();
  const all = texts.join('\n');
  expect(planted.needles.filter((needle) => all.includes(needle))).toEqual([]);
  expect(all).toContain(openValue);
  expect(all).toContain('by-create');
});

test('as processes: kept on SIGTERM, answered from there by the next one; a folder that is not ours alone ends with exit code 4', async () => {
  const start = (dir: string) =>
    spawnHindsight(['serve', '--port', '0', '--auth', 'none', '--kubeconfig', small.kubeconfig, '--state-dir', dir]);
  const nodes = async (server: HindsightProcess): Promise<string[]> => {
    const [, url] = await server.says(/at (http:\S+)\//);
    const answer = await (await fetch(`${url}/clusters/_all/nodes`, { headers: { accept: 'application/json' } })).json();
    return names(answer as WireAnswer);
  };
  const first = start(folder);
  await first.says(/Ready/);
  const was = await nodes(first);
  const second = start(folder);
  await second.says(/Nothing is kept for a restart: .* is in use by process \d+ since/);
  await second.end();
  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, signal: null });
  everyone({ type: 'refuse' });
  await small.sim.settled();
  const third = start(folder);
  expect(await nodes(third)).toEqual(was);
  expect(was.length).toBeGreaterThan(4);
  await third.end();
  const shared = join(folder, '..', 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o755);
  writeFileSync(join(shared, 'thesis.tex'), '');
  const refused = start(shared);
  expect((await refused.ended).code).toBe(4);
  expect(refused.stderr()).toContain('holds more than our files');
});

test('names for completion can be read without a server, while one runs too', async () => {
  expect(readKnownNames(folder)).toBeUndefined();
  const server = await serve();
  await untilKept(server);
  await server.close();
  running = undefined;
  const known = readKnownNames(folder);
  expect(known?.clusters.map(({ name }) => name)).toEqual(small.world.clusters.map(({ name }) => name));
  expect(known?.namespaces).toContain('kube-system');
  expect(known?.resources.find(({ plural }) => plural === 'pods')).toMatchObject({
    group: '',
    otherNames: ['pod', 'po'],
    namespaced: true,
  });
  writeFileSync(join(folder, 'names.json'), '{"format":1');
  expect(readKnownNames(folder)).toBeUndefined();
  renameSync(join(folder, 'names.json'), join(folder, 'names.json.old'));
  expect(readKnownNames(folder)).toBeUndefined();
});
