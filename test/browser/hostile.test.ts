import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/core/kube/object.ts';
import type { SimCluster } from '../../src/core/sim/sim-cluster.ts';
import { openBrowser, openPage, type WatchedPage } from '../kit/browser.ts';
import {
  attacks,
  endlessName,
  hostileEvent,
  hostilePod,
  plantHostileObjects,
  plantHostileResources,
  unseen,
} from '../kit/hostile-objects.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let cluster: SimCluster;

const looks = [
  { name: 'desk', width: 1440, height: 900 },
  { name: 'phone', width: 375, height: 800 },
] as const;
const part = (text: string): string => encodeURIComponent(text.toWellFormed());

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 2, pods: 30 })]);
  cluster = small.world.clusters[0] as SimCluster;
  plantHostileObjects(cluster);
  plantHostileResources(cluster);
  served = await serveSmallFleet(small, { live: true });
  await served.ready();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

const within = (path: string): string => `/clusters/${cluster.name}/namespaces/hostile/${path}`;

/** Opens a page and holds against it everything that an attack could have done. */
async function harmless(watched: WatchedPage, address: string): Promise<void> {
  const before = watched.mistakes.length;
  const answer = await watched.page.goto(address);
  const status = answer?.status() ?? 0;
  expect([address.slice(0, 200), status < 500]).toEqual([address.slice(0, 200), true]);
  await looksHarmless({ page: watched.page, mistakes: watched.mistakes.slice(before) }, address, status);
}

async function looksHarmless({ page, mistakes }: Pick<WatchedPage, 'page' | 'mistakes'>, address: string, status = 200): Promise<void> {
  const state = (await page.evaluate(`(() => {
    const links = [...document.querySelectorAll('a[href], form[action], [src]')].map((one) => one.href ?? one.action ?? one.src).map(String);
    return {
      sideways: document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && [...one.children].every((child) => child.getBoundingClientRect().right <= innerWidth + 1))
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)),
      scripts: [...document.scripts].filter((script) => !script.src.startsWith(location.origin + '/assets/')).length,
      handlers: [...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((name) => name.startsWith('on') || name === 'style')).length,
      strangers: document.querySelectorAll('main svg[onload], main img, main iframe, main object, main embed').length,
      schemes: links.filter((link) => !/^https?:/.test(link)),
      unmarked: [...document.querySelectorAll('a[href^="http"]')].filter((one) => one.origin !== location.origin && !/noopener|noreferrer/.test(one.rel)).length,
      polluted: ({}).polluted,
      text: document.body.innerText,
    };
  })()`)) as { readonly text: string } & Record<string, unknown>;
  const { text, ...rest } = state;
  expect({ address: address.slice(0, 200), ...rest, unseen: unseen.exec(text.replaceAll('\t', ''))?.[0] }).toEqual({
    address: address.slice(0, 200),
    sideways: [],
    scripts: 0,
    handlers: 0,
    strangers: 0,
    schemes: [],
    unmarked: 0,
    polluted: undefined,
    unseen: undefined,
  });
  // A browser says itself that a page was not found.
  expect(mistakes.filter((mistake) => !mistake.includes(`status of ${status}`) || status < 400)).toEqual([]);
}

const kinds = (): readonly string[] => [
  '/',
  '/clusters',
  `/clusters/${cluster.name}`,
  `/clusters/${cluster.name}/namespaces/hostile/_resource-types`,
  '/clusters/_all/namespaces/_all/pods?labelcols=*,app,__proto__',
  '/clusters/_all/namespaces/_all/pods?filter=problems&sort=Restarts:desc',
  '/clusters/_all/namespaces/_all/pods?group=Status',
  `${within('pods')}?customcols=${part('Image=spec.containers[0].image;All=metadata.annotations')}`,
  within('events'),
  '/events',
  within('traps'),
  within(`traps/${endlessName}`),
  within('traps/deep'),
  within('traps/deep?view=yaml'),
  within('traps/annotated'),
  within('traps/annotated?view=yaml'),
  within('traps/conditioned'),
  `/clusters/${cluster.name}/customresourcedefinitions/traps.evil.example`,
  `/clusters/${cluster.name}/customresourcedefinitions/traps.evil.example?view=yaml`,
  `/search?q=${part('<script>')}`,
  `/search?q=hostile&cluster=${part(attacks.close)}`,
  '/search?q=yyyyyyyy',
  '/findings',
  '/checks',
  '/stories',
  '/preferences',
];

describe.each(looks)('$name', (look) => {
  test('every kind of page stands what is hostile in a cluster', async () => {
    const watched = await openPage(browser, served.url, look);
    for (const address of kinds()) await harmless(watched, address);
    await watched.close();
  });

  test.each(Object.entries(attacks))('an object made of an attack: %s', async (what, text) => {
    const watched = await openPage(browser, served.url, look);
    const names = what === 'long' ? [what] : [what, text];
    for (const name of names) for (const view of ['', '?view=yaml', '/logs']) await harmless(watched, within(`pods/${part(name)}${view}`));
    await harmless(watched, within(`events/${part(what)}`));
    await harmless(watched, `${within('pods')}?filter=${part(text.slice(0, 300))}&sort=${part(text.slice(0, 300))}`);
    await watched.close();
  });
});

test('what arrives while a page is open is as harmless as what was there', async () => {
  const watched = await openPage(browser, served.url);
  const { page } = watched;
  const address = '/clusters/_all/namespaces/_all/pods,events?labelcols=*&filter=hostile';
  await page.goto(address);
  await page.locator('.live-state', { hasText: /^live$/ }).waitFor();
  const row = (name: string) => page.locator('tbody tr:not(.vanished) td.name', { hasText: new RegExp(`^${name}$`) });
  for (const [what, text] of Object.entries(attacks)) {
    cluster.objects.create('pods', hostilePod(`late-${what}`, text), Date.now());
    cluster.objects.create('events', hostileEvent(`late-${what}`, text), Date.now());
  }
  await row('late-long').first().waitFor();
  await looksHarmless(watched, address);
  const scripted = cluster.objects.get('pods', 'hostile/script')?.object as KubeObject;
  cluster.objects.update('pods', {
    ...hostilePod('script', attacks.close),
    metadata: { ...scripted.metadata, labels: { app: attacks.close } },
  });
  await page.locator('tbody tr.changed, tbody tr', { hasText: attacks.close }).first().waitFor();
  for (const what of Object.keys(attacks)) {
    cluster.objects.remove('pods', `hostile/late-${what}`);
    cluster.objects.remove('events', `hostile/late-${what}`);
  }
  await expect.poll(() => row('late-long').count(), { timeout: 10_000 }).toBe(0);
  await looksHarmless(watched, address);
  await watched.close();
});

test('the palette shows what it finds as text', async () => {
  const watched = await openPage(browser, served.url);
  const { page } = watched;
  await page.goto('/clusters/_all/nodes');
  await page.locator('.live-state').waitFor();
  await page.keyboard.press('Control+k');
  for (const text of [attacks.script.slice(0, 12), 'hostile', attacks.close.slice(0, 9)]) {
    await page.locator('dialog.palette input').fill(text);
    await page.locator('dialog.palette li').first().waitFor();
    await looksHarmless(watched, `palette: ${text}`);
  }
  await watched.close();
});
