import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { type Look, openBrowser, openPage, type WatchedPage } from '../kit/browser.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

/** What somebody does who has never seen the page: from `/` to the crashing pod with the most restarts, its logs, and who changed it. */

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let watched: WatchedPage | undefined;
let worst: { readonly cluster: string; readonly namespace: string; readonly name: string };

const restarts = 1404;

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 12, pods: 1500, seed: 1 })]);
  worst = plantWorst();
  served = await serveSmallFleet(small, { live: true });
  await served.ready();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

afterEach(async () => {
  expect(watched?.mistakes ?? []).toEqual([]);
  await watched?.close();
  watched = undefined;
});

/** Some crashing pod of the fleet gets 1,404 restarts. */
function plantWorst(): typeof worst {
  for (const cluster of small.world.clusters as readonly SimCluster[])
    for (const { object } of cluster.objects.list('pods')) {
      const status = object.status as { containerStatuses?: readonly { state?: { waiting?: { reason?: string } } }[] };
      const at = (status.containerStatuses ?? []).findIndex(({ state }) => state?.waiting?.reason === 'CrashLoopBackOff');
      if (at === -1) continue;
      const containerStatuses = status.containerStatuses?.map((one, i) => (i === at ? { ...one, restartCount: restarts } : one));
      cluster.objects.update('pods', { ...object, status: { ...status, containerStatuses } });
      return { cluster: cluster.name, namespace: object.metadata.namespace as string, name: object.metadata.name };
    }
  throw new Error('no pod of this fleet crashes');
}

async function start(look: Look = {}): Promise<Page> {
  watched = await openPage(browser, served.url, look);
  await watched.page.goto('/');
  return watched.page;
}

const podPath = (): string => `/clusters/${worst.cluster}/namespaces/${worst.namespace}/pods/${worst.name}`;

/** The list of what crashes is one click away from the first page. */
const crashing = 'main a[href*="pods?filter=Problem=CrashLoopBackOff"]';

/** Each click as a person would make it; three lead to the pod. */
async function byClicks(page: Page): Promise<void> {
  await page.locator('main a[href*="/pods?filter=problems"]').first().click();
  await page.waitForURL('**filter=problems**');
  await page.locator('main a[href*="CrashLoopBackOff"]').first().click();
  await page.waitForURL('**CrashLoopBackOff**');
  if (!page.url().includes('sort=')) {
    const head = page.locator('thead a', { hasText: /^Restarts/ });
    if (await head.isVisible()) {
      await head.click();
      await page.waitForURL('**sort=Restarts**');
    }
  }
  await page.locator('tbody td.name a', { hasText: worst.name }).click();
  await page.waitForURL(`**${podPath()}`);
  expect(await page.locator('main').textContent()).toContain(String(restarts));
  await page.locator('main a[href$="/logs"]').first().click();
  await page.waitForURL('**/logs**');
  await page.locator('.log li').first().waitFor();
  await page.goBack();
  await page.locator('main a[href*="view=yaml"]').first().click();
  await whoChangedIt(page);
}

async function whoChangedIt(page: Page): Promise<void> {
  await page.waitForURL('**view=yaml**');
  expect(await page.locator('.writers').textContent()).toContain('wrote last');
}

test('by mouse', async () => {
  await byClicks(await start());
});

test('on a phone, and no page scrolls sideways on the way', async () => {
  const page = await start({ width: 375, height: 800 });
  page.on('load', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth').catch(() => 0)).toBeLessThanOrEqual(0);
  });
  await byClicks(page);
});

test('without JavaScript', async () => {
  await byClicks(await start({ javaScript: false }));
});

test('by keyboard alone', async () => {
  const page = await start();
  await page.locator('.live-state, header.top').first().waitFor();
  // Tab reaches the crash loops of the first page, in sight at each step.
  let reached = false;
  for (let i = 0; i < 120 && !reached; i++) {
    await page.keyboard.press('Tab');
    reached = (await page.evaluate(`document.activeElement.matches(${JSON.stringify(crashing)})`)) as boolean;
  }
  expect(reached).toBe(true);
  await page.goto('/');
  await page.keyboard.press(':');
  await page.keyboard.type('pods');
  await page.locator('dialog.palette li a .what', { hasText: 'pods in all clusters' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/pods');
  await page.keyboard.press('/');
  await page.keyboard.type(`CrashLoopBackOff,Restarts>${restarts - 1}`);
  await page.keyboard.press('Enter');
  await page.waitForURL('**CrashLoopBackOff**');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${podPath()}`);
  await page.keyboard.press('l');
  await page.waitForURL('**/logs**');
  await page.locator('.log li').first().waitFor();
  await page.goBack();
  await page.waitForURL(`**${podPath()}`);
  await page.keyboard.press('y');
  await whoChangedIt(page);
});

test('the address of every step is the whole state: a colleague sees the same', async () => {
  const page = await start();
  const list = '/clusters/_all/namespaces/_all/pods?filter=CrashLoopBackOff&sort=Restarts:desc&limit=5';
  await page.goto(list);
  const colleague = await openPage(browser, served.url, { javaScript: false });
  await colleague.page.goto(page.url());
  const names = (of: Page): Promise<readonly string[]> => of.locator('tbody td.name').allTextContents();
  expect((await names(page))[0]).toBe(worst.name);
  expect(await names(colleague.page)).toEqual(await names(page));
  await colleague.close();
});

/** Addresses that the documents of kube-web-view print, as people have copied them. */
const copied = [
  '/clusters/_all/nodes?customcols=Memory=status.allocatable.memory',
  '/clusters/_all/namespaces/_all/pods?filter=Status!%3DRunning%2CStatus!%3DCompleted',
  '/clusters/_all/namespaces/_all/pods?customcols=PSP=metadata.annotations.%22kubernetes.io/psp%22&filter=privileged',
  '/clusters/_all/namespaces/_all/pods?join=nodes&customcols=AZ=node.metadata.labels."topology.kubernetes.io/zone"',
  '/clusters/_all/namespaces/_all/ingresses?customcols=Filter=metadata.annotations."zalando.org/skipper-filter"',
  '/clusters/_all/namespaces/default/deployments,ingresses',
  '/clusters/_all/namespaces/default/pods?join=nodes&customcols=node.metadata.labels',
];

test.each(copied)('%s works as copied: no redirect, unchanged when live', async (address) => {
  const page = await start();
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(200);
  expect(answer?.request().redirectedFrom()).toBeNull();
  const asked = page.url();
  await page.locator('.live-state', { hasText: /^live$/ }).waitFor();
  expect(page.url()).toBe(asked);
  expect(await page.locator('main h1').count()).toBe(1);
});
