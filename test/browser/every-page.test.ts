import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage } from '../kit/browser.ts';
import { type ServedFleet, serveSmallFleet } from '../kit/serve-small-fleet.ts';
import { type SmallFleet, startSmallFleet } from '../kit/small-fleet.ts';
import { until } from '../kit/until.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One address for each kind of page; `{c}` is a cluster, `{pod}` the path of a pod. */
const pages = [
  '/',
  '/clusters',
  '/clusters/{c}',
  '/clusters/_all/_resource-types',
  '/clusters/_all/nodes',
  '/clusters/_all/namespaces/_all/pods?filter=problems&sort=Restarts:desc',
  '/clusters/_all/namespaces/_all/pods?group=Status',
  '/clusters/_all/namespaces/_all/deployments,services?labelcols=app&customcols=Image=spec.template.spec.containers[0].image',
  '/clusters/_all/namespaces/_all/pods?filter=nothing-has-this-name',
  '{pod}',
  '{pod}?view=yaml',
  '{pod}/logs',
  '/search?q=coredns',
  '/events',
  '/preferences',
  '/findings',
  '/checks',
  '/checks/crashloop',
  '/briefing',
  '/stories',
  '/stories/zalando-million-ways-munich',
  '/clusters/no-such-cluster/pods',
];

const looks = [
  { name: 'desk, light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'phone, dark', width: 375, height: 800, colorScheme: 'dark' },
] as const;

let browser: Browser;
let small: SmallFleet;
let served: ServedFleet;
let cluster = '';
let pod = '';

beforeAll(async () => {
  [browser, small] = await Promise.all([openBrowser(), startSmallFleet({ clusters: 4, pods: 120 })]);
  served = await serveSmallFleet(small, { live: true, judged: true });
  await served.ready();
  await until(async () => (await served.get('/api/findings')).body.includes('"findings":[{'), 100);
  cluster = small.sim.clusters[0]?.name ?? '';
  const answer = JSON.parse((await served.get(`/clusters/${cluster}/namespaces/_all/pods?limit=1`, { accept: 'application/json' })).body);
  const { namespace, name } = answer.tables[0].rows[0];
  pod = `/clusters/${cluster}/namespaces/${namespace}/pods/${name}`;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await small?.close();
});

const addressOf = (page: string): string => page.replace('{c}', cluster).replace('{pod}', pod);

describe.each(looks)('$name', (look) => {
  test.each(pages)('%s is accessible, fits, and makes no mistake', async (page) => {
    const watched = await openPage(browser, served.url, look);
    const answer = await watched.page.goto(addressOf(page));
    expect(answer?.status()).toBe(page.includes('no-such-cluster') ? 404 : 200);
    await watched.page.addScriptTag({ path: axe }).catch(async () => {
      // Our own policy lets no foreign script in; axe is run as the browser's own.
      await watched.page.evaluate((await import('node:fs')).readFileSync(axe, 'utf8'));
    });
    const found = (await watched.page.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')))",
    )) as readonly string[];
    expect(found).toEqual([]);
    const overflow = (await watched.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number;
    expect(overflow, 'the page scrolls sideways').toBeLessThanOrEqual(0);
    // The policy refuses the script tag that was tried first, and a page that is not there says so.
    expect(watched.mistakes.filter((text) => !/Content Security Policy|status of 404/.test(text))).toEqual([]);
    await watched.close();
  });
});

test.each(pages)('%s is complete without JavaScript', async (page) => {
  const watched = await openPage(browser, served.url, { javaScript: false });
  await watched.page.goto(addressOf(page));
  expect(await watched.page.locator('main').count()).toBe(1);
  expect(await watched.page.locator('h1').count()).toBe(1);
  expect(watched.mistakes.filter((text) => !text.includes('status of 404'))).toEqual([]);
  await watched.close();
});
