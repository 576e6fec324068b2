import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { parse } from 'yaml';
import { type RawTarget, rawRequest } from '../../test/kit/raw-request.ts';
import { findChromium } from '../../tools/find-chromium.ts';
import type { BenchCase } from '../bench-case.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const loads = 7;
const changes = 60;

/** The list of all nodes in Chromium: bytes, how soon it is there and answers a key, how much it moves, and a change of a node until it is drawn. */
export const browserBench: BenchCase = {
  name: 'browser',
  slow: false,
  async run(context) {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('a Chromium or Chrome on the PATH, or $HINDSIGHT_CHROMIUM, is needed');
    const sim = await startSim(context, ['--still', '--clusters', '148']);
    const server = await startServe(context, sim.kubeconfig);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await until('ready', 60_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      const opened = await letIn(browser, server);
      const assets = assetBytes();
      const html = await server.get('/clusters/_all/nodes', 'text/html');
      const bytes = brotliCompressSync(html).length + assets.script + assets.style;
      const samples: Loaded[] = [];
      for (let i = 0; i < loads; i++) samples.push(await loadOnce(browser, opened));
      const pixels = await changesToPixels(browser, opened, {
        kubeconfig: sim.kubeconfig,
        count: context.quick ? changes / 3 : changes,
      });
      const middle = (pick: (one: Loaded) => number): number => percentile(samples.map(pick), 0.5);
      context.log(
        `script ${(assets.script / 1000).toFixed(1)} KB, style ${(assets.style / 1000).toFixed(1)} KB, document ${html.length} characters, ${pixels.length} changes`,
      );
      return {
        'browser-page-bytes': bytes / 1000,
        'browser-script-bytes': assets.script / 1000,
        'browser-first-paint': middle(({ firstPaintMs }) => firstPaintMs),
        'browser-interactive': middle(({ interactiveMs }) => interactiveMs),
        'browser-layout-shift': Math.max(...samples.map(({ shift }) => shift)),
        'browser-change-p99': percentile(pixels, 0.99),
      };
    } finally {
      await browser.close();
      await server.stop();
      await sim.stop();
    }
  },
};

/** Compressed as they are sent; every list page loads all of them. */
function assetBytes(): { readonly script: number; readonly style: number } {
  const folder = join(import.meta.dirname, '../../dist/web');
  const sum = (ending: string): number =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .reduce((bytes, name) => bytes + statSync(join(folder, name)).size, 0);
  return { script: sum('.js.br'), style: sum('.css.br') };
}

/** The printed address lets one browser in; its cookies open the others. */
interface Served extends ServeProcess {
  readonly cookies: Awaited<ReturnType<BrowserContext['storageState']>>;
}

async function letIn(browser: Browser, server: ServeProcess): Promise<Served> {
  const context = await browser.newContext();
  await (await context.newPage()).goto(`${server.url}/?token=${server.token}`);
  const cookies = await context.storageState();
  await context.close();
  return { ...server, cookies };
}

interface Loaded {
  readonly firstPaintMs: number;
  /** From the start of the navigation until the page follows its question. */
  readonly interactiveMs: number;
  readonly shift: number;
}

async function openNodes(browser: Browser, { url, cookies }: Served, address = '/clusters/_all/nodes'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, storageState: cookies });
  const page = await context.newPage();
  await page.addInitScript(
    `globalThis.shift = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    addEventListener('DOMContentLoaded', () => { const look = () => document.querySelector('.live-state[data-state=live]') ? globalThis.interactiveMs = performance.now() : requestAnimationFrame(look); look(); });`,
  );
  await page.goto(url + address);
  await page.locator('.live-state[data-state=live]').waitFor();
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  return page;
}

async function loadOnce(browser: Browser, server: Served): Promise<Loaded> {
  const page = await openNodes(browser, server);
  const loaded = (await page.evaluate(
    `({ firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, interactiveMs, shift })`,
  )) as Loaded;
  await page.context().close();
  return loaded;
}

/** Nodes are labelled one after the other; milliseconds from the request to the frame in which the label stands in its row. */
async function changesToPixels(browser: Browser, server: Served, q: { kubeconfig: string; count: number }): Promise<readonly number[]> {
  const page = await openNodes(browser, server, '/clusters/_all/nodes?labelcols=bench');
  const seen = new Map<string, number>();
  await page.exposeFunction('drawn', (text: string, atMs: number) => void seen.set(text, atMs));
  await page.evaluate(
    `new MutationObserver(() => requestAnimationFrame(() => {
      for (const link of document.querySelectorAll('tbody td a[href*="bench=v"]')) {
        if (link.seen === link.textContent) continue;
        link.seen = link.textContent;
        drawn(link.textContent, performance.timeOrigin + performance.now());
      }
    })).observe(document.querySelector('tbody'), { childList: true, subtree: true, characterData: true })`,
  );
  const { target, cluster } = firstCluster(q.kubeconfig);
  const { tables } = JSON.parse(await server.get(`/clusters/${cluster}/nodes?limit=1`, 'application/json'));
  const node: string = tables[0].rows[0].name;
  const times: number[] = [];
  for (let i = 0; i < q.count; i++) {
    const startedMs = performance.timeOrigin + performance.now();
    await rawRequest(target, {
      method: 'PATCH',
      path: `/api/v1/nodes/${node}`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { metadata: { labels: { bench: `v${i}` } } },
    });
    await until(`v${i} drawn`, 10_000, async () => seen.has(`v${i}`));
    times.push((seen.get(`v${i}`) as number) - startedMs);
  }
  await page.context().close();
  return times;
}

function firstCluster(kubeconfig: string): { readonly target: RawTarget; readonly cluster: string } {
  const { clusters, users, contexts } = parse(readFileSync(kubeconfig, 'utf8'));
  const [{ name, context }] = contexts;
  const { cluster } = clusters.find((one: { name: string }) => one.name === context.cluster);
  const { user } = users.find((one: { name: string }) => one.name === context.user);
  const caPem = Buffer.from(cluster['certificate-authority-data'], 'base64').toString();
  return { target: { url: cluster.server, caPem, token: user.token }, cluster: name };
}
