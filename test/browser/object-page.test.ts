import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import { openBrowser, openPage, type WatchedPage } from '../kit/browser.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let watched: WatchedPage;
let cluster: string;
let pod: KubeObject;

const dns = (): string => `/clusters/${cluster}/namespaces/kube-system/deployments/coredns`;

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 2, pods: 60 })]);
  served = await serveSmallFleet(small, { live: true });
  await served.ready();
  cluster = small.world.clusters[0]?.name ?? '';
  pod = small.world.clusters[0]?.objects.list('pods')[0]?.object as KubeObject;
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

beforeEach(async () => {
  watched = await openPage(browser, served.url);
  await watched.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

afterEach(async () => {
  expect(watched.mistakes).toEqual([]);
  await watched.close();
});

async function patch(path: string, body: object): Promise<void> {
  const server = small.sim.clusters.find(({ name }) => name === cluster);
  const { rawRequest } = await import('../kit/raw-request.ts');
  const answer = await rawRequest(
    { url: server?.url ?? '', caPem: server?.caPem ?? '', token: server?.token ?? '' },
    { method: 'PATCH', path, body, headers: { 'content-type': 'application/merge-patch+json' } },
  );
  expect(answer.status).toBeLessThan(300);
}

test('a new version is announced, and shown when asked for', async () => {
  const { page } = watched;
  const { namespace, name } = pod.metadata;
  await page.goto(`/clusters/${cluster}/namespaces/${namespace}/pods/${name}`);
  await page.locator('.live-state', { hasText: /^live$/ }).waitFor();
  await patch(`/api/v1/namespaces/${namespace}/pods/${name}`, { metadata: { annotations: { fresh: 'from the outside' } } });
  await page.locator('.changed-note', { hasText: 'It has changed' }).waitFor();
  await page.locator('.changed-note button').click();
  await page.locator('.changed-note').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('#annotations').textContent()).toContain('from the outside');
});

test('keys open YAML and logs and copy commands; a row of a list has the same', async () => {
  const { page } = watched;
  await page.goto(dns());
  await page.keyboard.press('s');
  await page.locator('.toast', { hasText: 'exec -it deployments/coredns' }).waitFor();
  await page.keyboard.press('y');
  await page.waitForURL(/view=yaml/);
  await page.goto(`/clusters/${cluster}/namespaces/kube-system/deployments`);
  await page.locator('td.name a', { hasText: /^coredns$/ }).focus();
  await page.keyboard.press('c');
  await page.locator('.toast', { hasText: `kubectl --context ${cluster} -n kube-system get deployments/coredns` }).waitFor();
});

test('lines of YAML are chosen by click and Shift-click, and the address shows them again', async () => {
  const { page } = watched;
  await page.goto(`${dns()}?view=yaml`);
  await page.locator('#line-5 .ln').click();
  await page.locator('#line-8 .ln').click({ modifiers: ['Shift'] });
  expect(new URL(page.url()).hash).toBe('#line-5-8');
  await page.reload();
  await expect.poll(() => page.locator('.yaml .lit').count()).toBe(4);
});

test('logs that are written at 50,000 lines a second leave the page usable, bounded, and honest about what was dropped', async () => {
  const { page } = watched;
  small.sim.setFault(cluster, { type: 'log-flood', linesPerSecond: 50_000 });
  try {
    await page.goto(`${dns()}/logs?tail_lines=20`);
    await page.locator('.logstate button', { hasText: 'Follow' }).click();
    expect(new URL(page.url()).searchParams.get('follow')).toBe('1');
    await expect.poll(() => page.locator('.logstate').textContent(), { timeout: 15_000 }).toMatch(/dropped/);
    expect(await page.locator('ol.log > li').count()).toBeLessThanOrEqual(3000);
    await page.locator('.logstate button').click();
    await expect.poll(() => page.locator('.logstate').textContent()).toMatch(/lines wait/);
    const before = await page.locator('ol.log > li').last().getAttribute('id');
    await page.waitForTimeout(300);
    expect(await page.locator('ol.log > li').last().getAttribute('id')).toBe(before);
  } finally {
    small.sim.setFault(cluster, undefined);
  }
}, 40_000);

test('an event that comes while the page of events is open appears on it', async () => {
  const { page } = watched;
  await page.goto('/events');
  await page.locator('.live-state', { hasText: /^live$/ }).waitFor();
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'fresh-event', namespace: 'kube-system' },
    type: 'Warning',
    reason: 'FreshInk',
    message: 'just now',
    involvedObject: { kind: 'Deployment', name: 'coredns', namespace: 'kube-system' },
    lastTimestamp: new Date(Date.now() + 1000).toISOString(),
    count: 1,
  };
  small.world.clusters[0]?.objects.create('events', JSON.parse(JSON.stringify(event)), Date.now());
  await page.locator('.evs', { hasText: 'FreshInk' }).waitFor({ timeout: 12_000 });
}, 30_000);
