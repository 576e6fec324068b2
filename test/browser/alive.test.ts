import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../src/core/base/random.ts';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { openBrowser, openPage, type WatchedPage } from '../kit/browser.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { startStrippingProxy } from '../kit/stripping-proxy.ts';

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let watched: WatchedPage;
let page: Page;
let cluster: SimCluster;

const pods = '/clusters/_all/namespaces/_all/pods';
/** What a browser says by itself when a server is gone or a proxy lets no socket through. */
const lostServer = /WebSocket connection to|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/;

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 3, pods: 2300 })]);
  cluster = small.world.clusters[0] as SimCluster;
  served = await serve();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

beforeEach(async () => {
  watched = await openPage(browser, served.url);
  page = watched.page;
});

afterEach(async () => {
  expect(watched.mistakes.filter((text) => !lostServer.test(text))).toEqual([]);
  await watched.close();
});

async function serve(port = 0): Promise<ServedFleet> {
  const started = await serveSmallFleet(small, { live: true, probeEveryMs: 1000, port });
  await started.ready();
  return started;
}

/** A pod that was created so long ago; `status` as given. */
function makePod(name: string, q: { readonly ageMs?: number; readonly status?: object; readonly in?: SimCluster } = {}): void {
  const creationTimestamp = new Date(Date.now() - (q.ageMs ?? 0)).toISOString().replace(/\.\d+/, '');
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp },
    spec: { containers: [{ name: 'app', image: 'registry.example.org/app:1' }] },
    status: q.status ?? { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }] },
  } as unknown as KubeObject;
  expect((q.in ?? cluster).objects.create('pods', object, Date.now())).not.toBe('exists');
}

function removePod(name: string): void {
  cluster.objects.remove('pods', `default/${name}`);
}

async function open(address: string): Promise<void> {
  await page.goto(address);
  await says('live');
}

function says(state: string): Promise<void> {
  return page.locator('.live-state', { hasText: new RegExp(`^${state}`) }).waitFor();
}

const shownRows = 'tbody tr:not(.vanished) td.name';
const names = (): Promise<readonly string[]> => page.locator(shownRows).allTextContents();
const found = (): Promise<string | null> => page.locator('.found').textContent();

/** Waits for a row to be there, or to be gone. */
function row(name: string, isThere: boolean): Promise<void> {
  return expect.poll(async () => (await names()).includes(name), { timeout: 20_000, message: `${name} there` }).toBe(isThere);
}

/** Names as the server answers the address that the page has now. */
async function toldNow(): Promise<readonly string[]> {
  const { pathname, search } = new URL(page.url());
  const { body } = await served.get(pathname + search, { accept: 'application/json' });
  return JSON.parse(body).tables[0].rows.map((one: { name: string }) => one.name);
}

test('a row leaves Age<2h and enters Age>2h by time alone', async () => {
  const twoHoursMs = 7_200_000;
  makePod('ageing', { ageMs: twoHoursMs - 6000 });
  const older = await openPage(browser, served.url);
  await older.page.goto(`${pods}?filter=Age%3E2h,ageing`);
  await open(`${pods}?filter=Age%3C2h,ageing`);
  expect(await names()).toEqual(['ageing']);
  expect(await older.page.locator(shownRows).count()).toBe(0);
  await row('ageing', false);
  await expect.poll(() => older.page.locator(shownRows).allTextContents(), { timeout: 20_000 }).toEqual(['ageing']);
  expect(older.mistakes).toEqual([]);
  await older.close();
  removePod('ageing');
});

test('a cluster that is lost keeps its rows, marked and said, and comes back', async () => {
  const lost = small.sim.clusters[1]?.name as string;
  await open(`${pods}?limit=2000`);
  const before = await names();
  const ofLost = page.locator(`tbody tr:not(.vanished):has(a[href^="/clusters/${lost}/"])`);
  const count = await ofLost.count();
  expect(count).toBeGreaterThan(5);
  small.sim.setFault(lost, { type: 'refuse' });
  await expect.poll(found, { timeout: 30_000 }).toContain(lost);
  expect(await found()).toMatch(/stale|unreachable/);
  expect(await page.locator('tbody tr.old').count()).toBe(count);
  expect(await ofLost.first().textContent()).toMatch(/stale|unreachable/);
  expect(await names()).toEqual(before);
  small.sim.setFault(lost, undefined);
  await expect.poll(found, { timeout: 30_000 }).not.toContain(lost);
  expect(await page.locator('tbody tr.old').count()).toBe(0);
  expect(await found()).not.toContain('as last seen');
  expect(await names()).toEqual(before);
});

test('the server is restarted under an open tab: no row is lost or doubled, and what happened meanwhile is there', async () => {
  await open(`${pods}?filter=default&sort=Name`);
  const before = await names();
  const port = Number(new URL(served.url).port);
  await served.close();
  await says('not connected');
  expect(await names()).toEqual(before);
  makePod('aaa-meanwhile');
  served = await serve(port);
  await says('live');
  await row('aaa-meanwhile', true);
  expect(await names()).toEqual(['aaa-meanwhile', ...before]);
  makePod('aaa-afterwards');
  await row('aaa-afterwards', true);
  removePod('aaa-meanwhile');
  removePod('aaa-afterwards');
  await expect.poll(names, { timeout: 10_000 }).toEqual(before);
});

test('back and forward: each page as its address says, and live again', async () => {
  await open(`${pods}?filter=default&sort=Name`);
  const first = await names();
  await page.locator('thead a', { hasText: 'Restarts' }).click();
  await page.waitForURL('**sort=Restarts**');
  await says('live');
  await page.keyboard.press('/');
  await page.keyboard.type('Restarts>0');
  await page.keyboard.press('Enter');
  await page.waitForURL(/Restarts(%3E|>)0/);
  await page.goBack();
  await page.waitForURL((url) => url.searchParams.get('filter') === 'default' && url.search.includes('Restarts'));
  await page.goBack();
  await page.waitForURL((url) => url.searchParams.get('sort') === 'Name');
  expect(await names()).toEqual(first);
  await says('live');
  makePod('aaa-after-back');
  await row('aaa-after-back', true);
  await page.goForward();
  await page.waitForURL('**sort=Restarts**');
  await row('aaa-after-back', true);
  removePod('aaa-after-back');
  await row('aaa-after-back', false);
  expect(await names()).toEqual(await toldNow());
});

test('two hundred rapid changes of order and filter end at the last one', async () => {
  const seed = Date.now() % 100_000;
  console.log(`seed ${seed}`);
  const random = seededRandom(`changes ${seed}`);
  await open(`${pods}?limit=50`);
  let last = '';
  let steps: string[] = [];
  for (let i = 0; i < 200; i++) {
    const sort = `${random.pick(['Name', 'Status', 'Restarts', 'Age', 'Cluster', 'Namespace'])}${random.chance(0.5) ? ':desc' : ''}`;
    last = `${pods}?limit=50&filter=${random.pick(['Running', 'default', 'Restarts%3E0', 'problems', ''])}&sort=${sort}`;
    steps.push(`location.assign(${JSON.stringify(last)})`);
    if (i % 5 !== 4) continue;
    // A person clicks on; nobody waits for the answer before.
    await page.evaluate(steps.join(';')).catch(() => undefined);
    steps = [];
    makePod(`rapid-${i}`);
  }
  const goal = new URL(last, served.url).href;
  const lastClick = `location.href === ${JSON.stringify(goal)} || location.assign(${JSON.stringify(goal)})`;
  // A click can fall between two documents; whoever sees the wrong page clicks again.
  const clickAndLook = async (): Promise<string> => {
    await page.waitForTimeout(500);
    await page.evaluate(lastClick).catch(() => undefined);
    return page.url();
  };
  await expect.poll(clickAndLook, { timeout: 20_000 }).toBe(goal);
  await says('live');
  await expect.poll(async () => [await names(), await sortedBy()], { timeout: 20_000 }).toEqual([await toldNow(), sortOf(last)]);
  for (let i = 4; i < 200; i += 5) removePod(`rapid-${i}`);
  await expect.poll(async () => (await names()).join(), { timeout: 20_000 }).toBe((await toldNow()).join());
});

function sortOf(address: string): string {
  return new URL(address, served.url).searchParams.get('sort') as string;
}

async function sortedBy(): Promise<string> {
  const head = page.locator('thead th[aria-sort]').first();
  const name = (await head.textContent())?.replace(/ [↑↓]$/, '') ?? '';
  return (await head.getAttribute('aria-sort')) === 'descending' ? `${name}:desc` : name;
}

test('what was paused stays paused over a change of tabs, and goes on where it was', async () => {
  await open(`${pods}?filter=default&sort=Name`);
  await page.keyboard.press('p');
  await says('paused');
  makePod('aaa-paused');
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event('online'))");
  await watchedSettles();
  expect(await names()).not.toContain('aaa-paused');
  await says('paused');
  await page.keyboard.press('p');
  await says('live');
  await row('aaa-paused', true);
  expect((await names()).filter((name) => name === 'aaa-paused')).toHaveLength(1);
  removePod('aaa-paused');
  await row('aaa-paused', false);
});

/** As long as a change takes to reach a page that follows it: shown on another page. */
async function watchedSettles(): Promise<void> {
  const other = await openPage(browser, served.url);
  await other.page.goto(`${pods}?filter=settles`);
  await other.page.locator('.live-state', { hasText: /^live$/ }).waitFor();
  makePod('settles');
  await other.page.locator(shownRows, { hasText: 'settles' }).waitFor();
  removePod('settles');
  await other.close();
}

test('a proxy that takes WebSockets out is noticed and said, and reload= works as before', async () => {
  const proxy = await startStrippingProxy(served.url);
  const behind = await openPage(browser, proxy.url);
  try {
    await behind.page.goto(`${pods}?limit=5`);
    const state = behind.page.locator('.live-state', { hasText: 'blocked' });
    await state.waitFor();
    expect(await state.getAttribute('title')).toContain('reload=');
    expect(await behind.page.locator(shownRows).count()).toBe(5);
    await behind.page.goto(`${pods}?filter=default&sort=Name&reload=1`);
    makePod('aaa-reloaded');
    await behind.page.locator(shownRows, { hasText: 'aaa-reloaded' }).waitFor();
    removePod('aaa-reloaded');
    expect(behind.mistakes.filter((text) => !lostServer.test(text))).toEqual([]);
  } finally {
    await behind.close();
    await proxy.close();
  }
});

test('2,000 rows stand in the document, are kept true, and one more is counted', async () => {
  await open(`${pods}?limit=2000&sort=Name`);
  expect(await page.locator(shownRows).count()).toBe(2000);
  expect(await found()).toMatch(/first 2,?000 of 2,?\d{3}/);
  makePod('aaa-one-more');
  await row('aaa-one-more', true);
  await expect.poll(() => page.locator(shownRows).count(), { timeout: 10_000 }).toBe(2000);
  expect(await names()).toEqual(await toldNow());
  removePod('aaa-one-more');
  await row('aaa-one-more', false);
  await expect.poll(() => page.locator(shownRows).count(), { timeout: 10_000 }).toBe(2000);
});

test('the title and the icon of the tab say how many problems there are', async () => {
  await open(`${pods}?filter=problems,Namespace%3Ddefault,counted`);
  const title = await page.title();
  expect(title).not.toMatch(/^\(/);
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } };
  makePod('counted', {
    ageMs: 3_600_000,
    status: { phase: 'Running', containerStatuses: [{ name: 'app', ready: false, restartCount: 12, state: waiting }] },
  });
  await expect.poll(() => page.title(), { timeout: 10_000 }).toBe(`(1) ${title}`);
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toContain('data:image/svg+xml');
  removePod('counted');
  await expect.poll(() => page.title(), { timeout: 10_000 }).toBe(title);
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon.svg');
});
