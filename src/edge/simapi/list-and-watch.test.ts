import { connect } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServedSim, serveSim } from '../../../test/kit/served-sim.ts';
import { type Random, seededRandom } from '../../core/base/random.ts';
import type { KubeObject } from '../../core/kube/object.ts';

let sim: ServedSim;
beforeAll(async () => {
  sim = await serveSim({ bookmarkMs: 30 });
});
afterAll(() => sim.close());

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 1e9));
const path = '/api/v1/configmaps';

/** One change to the config maps of a few names. */
function mutate(random: Random): void {
  const { objects } = sim.cluster;
  const metadata = { namespace: random.pick(['default', 'kube-system']), name: `m${random.int(30)}` };
  const key = `${metadata.namespace}/${metadata.name}`;
  const current = objects.get('configmaps', key);
  const labels = { colour: random.pick(['red', 'green', 'blue']) };
  if (current === undefined)
    objects.create('configmaps', { metadata: { ...metadata, labels } } as unknown as KubeObject, sim.clock.nowMs());
  else if (random.chance(0.3)) objects.remove('configmaps', key);
  else objects.update('configmaps', { ...current.object, metadata: { ...current.object.metadata, labels } });
}

const keyed = (items: readonly KubeObject[]): Record<string, string> =>
  Object.fromEntries(items.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, metadata.resourceVersion]));

test('pages under change add up to the list as it was at the first page', async () => {
  const random = seededRandom(seed);
  for (let i = 0; i < 60; i++) mutate(random);
  const whole = (await sim.get(path)).json();
  const items: KubeObject[] = [];
  let token = '';
  do {
    const page = (await sim.get(`${path}?limit=4&continue=${token}`)).json();
    expect(page.metadata.resourceVersion, `seed ${seed}`).toBe(whole.metadata.resourceVersion);
    items.push(...page.items);
    expect(page.metadata.remainingItemCount ?? 0).toBe(whole.items.length - items.length);
    token = page.metadata.continue ?? '';
    for (let i = 0; i < 5; i++) mutate(random);
  } while (token !== '');
  expect(
    items.map((o) => o.metadata.name),
    `seed ${seed}`,
  ).toEqual(whole.items.map((o: KubeObject) => o.metadata.name));
  const exact = (await sim.get(`${path}?resourceVersion=${whole.metadata.resourceVersion}&resourceVersionMatch=Exact`)).json();
  expect(exact.items.map((o: KubeObject) => o.metadata.name)).toEqual(items.map((o) => o.metadata.name));
});

test.each(['', 'labelSelector=colour%3Dred&', 'fieldSelector=metadata.namespace%3Ddefault&'])(
  'a list and the watch from it with "%s" arrive at the same as a later list',
  async (selector) => {
    const random = seededRandom(seed + selector.length);
    const list = (await sim.get(`${path}?${selector}`)).json();
    const known = keyed(list.items);
    const watch = await sim.watch(`${path}?${selector}watch=1&allowWatchBookmarks=true&resourceVersion=${list.metadata.resourceVersion}`, {
      protocol: 'h2',
    });
    for (let i = 0; i < 300; i++) {
      mutate(random);
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const last = sim.cluster.objects.resourceVersion;
    for (let seen = 0; seen < last; ) {
      const { type, object } = await watch.next();
      const { namespace, name, resourceVersion } = object.metadata;
      expect(Number(resourceVersion), `seed ${seed}`).toBeGreaterThanOrEqual(seen);
      seen = Number(resourceVersion);
      if (type === 'BOOKMARK') continue;
      const key = `${namespace}/${name}`;
      if (type === 'ADDED') expect(known[key], `seed ${seed}: ${key} added twice`).toBeUndefined();
      else expect(known[key], `seed ${seed}: ${key} was never added`).toBeDefined();
      if (type === 'DELETED') delete known[key];
      else known[key] = resourceVersion;
    }
    watch.close();
    expect(known, `seed ${seed}`).toEqual(keyed((await sim.get(`${path}?${selector}`)).json().items));
  },
);

test('a reader that does not read is cut instead of being remembered for ever', async () => {
  const slow = await serveSim({ watchBacklogBytes: 100_000 });
  const { url, caPem, token } = slow.target();
  const session = connect(url, { ca: caPem });
  const stream = session.request({
    ':path': `${path}?watch=1&resourceVersion=${slow.cluster.objects.resourceVersion}`,
    authorization: `Bearer ${token}`,
  });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('response', resolve));
  expect(slow.api.openStreams()).toBe(1);
  const data = { text: 'x'.repeat(200_000) };
  for (let i = 0; i < 20 && slow.api.openStreams() > 0; i++) {
    const metadata = { name: `big-${i}`, namespace: 'default' };
    slow.cluster.objects.create('configmaps', { metadata, data } as unknown as KubeObject, slow.clock.nowMs());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(slow.api.openStreams()).toBe(0);
  session.destroy();
  await slow.close();
});

test('a bookmark in a Table watch is a row that says nothing', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const watch = await sim.watch(`/api/v1/pods?watch=1&allowWatchBookmarks=true&resourceVersion=${sim.cluster.objects.resourceVersion}`, {
    headers: { accept },
    protocol: 'h2',
  });
  mutate(seededRandom(1));
  const event = await watch.next();
  expect(event).toMatchObject({
    type: 'BOOKMARK',
    object: { kind: 'Table', rows: [{ cells: ['', '0/0', '', '0', '<unknown>', '<none>', '<none>', '<none>', '<none>'] }] },
  });
  expect(event.object.metadata.resourceVersion).toBe(String(sim.cluster.objects.resourceVersion));
  const second = await watch.next();
  expect([event.object.columnDefinitions.length, second.object.columnDefinitions]).toEqual([9, null]);
  watch.close();
});

test('an event is one object in two groups, selected by the fields of each', async () => {
  const core = (await sim.get('/api/v1/events?fieldSelector=involvedObject.kind%3DPod')).json().items;
  const modern = (await sim.get('/apis/events.k8s.io/v1/events?fieldSelector=regarding.kind%3DPod')).json().items;
  expect(core.length).toBeGreaterThan(0);
  expect(keyed(modern)).toEqual(keyed(core));
  expect(modern[0]).toMatchObject({ regarding: core[0].involvedObject, note: core[0].message });
  expect(modern[0].involvedObject).toBeUndefined();
  expect((await sim.get('/apis/events.k8s.io/v1/events?fieldSelector=involvedObject.kind%3DPod')).status).toBe(400);
});
