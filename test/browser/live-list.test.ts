import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser, openPage, type WatchedPage } from '../kit/browser.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let watched: WatchedPage;

const list = '/clusters/_all/namespaces/_all/pods?sort=Name';

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 3, pods: 60 })]);
  served = await serveSmallFleet(small, { live: true });
  await served.ready();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

beforeEach(async () => {
  watched = await openPage(browser, served.url);
});

afterEach(async () => {
  expect(watched.mistakes).toEqual([]);
  await watched.close();
});

/** The first cluster's own API, to change what the page shows. */
async function change(method: string, path: string, body?: object): Promise<void> {
  const cluster = small.sim.clusters[0];
  const { rawRequest } = await import('../kit/raw-request.ts');
  const answer = await rawRequest(
    { url: cluster?.url ?? '', caPem: cluster?.caPem ?? '', token: cluster?.token ?? '' },
    { method, path, ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }) },
  );
  expect(answer.status).toBeLessThan(300);
}

function state(page: Page, text: string): Promise<unknown> {
  return page.locator('.live-state', { hasText: new RegExp(`^${text}$`) }).waitFor();
}

function firstRow(page: Page, name: string): Promise<void> {
  return expect.poll(() => page.locator('tbody tr td.name').first().textContent(), { timeout: 10_000 }).toBe(name);
}

const pod = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'app', image: 'registry.example.org/app:1' }] },
});

test('a page is taken over without sending a row twice, and shows what comes and goes', async () => {
  const { page } = watched;
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  await page.goto(list);
  await state(page, 'live');
  await expect.poll(() => frames.length).toBeGreaterThan(0);
  expect(JSON.parse(frames[0] as string)).toMatchObject({ type: 'coverage' });

  const rows = await page.locator('tbody tr').count();
  await change('POST', '/api/v1/namespaces/default/pods', pod('aaa-first'));
  await firstRow(page, 'aaa-first');
  expect(await page.locator('tbody tr').count()).toBe(rows + 1);
  expect(await page.locator('.found strong').textContent()).toContain(`Found ${rows + 1} rows`);

  await change('DELETE', '/api/v1/namespaces/default/pods/aaa-first');
  await expect.poll(() => page.locator('tbody tr').count(), { timeout: 10_000 }).toBe(rows);
});

test('rows do not move under the hand: new ones wait until they are asked for', async () => {
  const { page } = watched;
  await page.goto(list);
  await state(page, 'live');
  await page.hover('tbody tr:nth-child(3) td.name');
  await change('POST', '/api/v1/namespaces/default/pods', pod('aaa-second'));
  const button = page.locator('button.new-rows');
  await button.waitFor({ state: 'visible' });
  expect(await button.textContent()).toBe('1 new row');
  expect(await page.locator('tbody tr td.name').first().textContent()).not.toBe('aaa-second');
  await page.mouse.move(5, 5);
  await firstRow(page, 'aaa-second');
  expect(await button.isHidden()).toBe(true);
  await change('DELETE', '/api/v1/namespaces/default/pods/aaa-second');
});

test('the keyboard alone: rows, filter, palette, jump, list of keys', async () => {
  const { page } = watched;
  await page.goto(list);
  await page.locator('.live-state').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = await page.locator('tbody tr:nth-child(2) td.name a').textContent();
  expect(await page.locator(':focus').textContent()).toBe(second);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  expect(await page.locator(':focus').getAttribute('name')).toBe('filter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.locator('dialog.keys[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press(':');
  await page.keyboard.type('no');
  await page.locator('dialog.palette li a .what', { hasText: 'nodes in all clusters' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/clusters/_all/nodes');
});

test('a lost connection is said, and mended with what happened meanwhile', async () => {
  const { page, context } = watched;
  await page.goto(list);
  await state(page, 'live');
  await context.setOffline(true);
  await page.locator('.live-state').click();
  await state(page, 'paused');
  await change('POST', '/api/v1/namespaces/default/pods', pod('aaa-third'));
  await context.setOffline(false);
  await page.locator('.live-state').click();
  await firstRow(page, 'aaa-third');
  await change('DELETE', '/api/v1/namespaces/default/pods/aaa-third');
});
