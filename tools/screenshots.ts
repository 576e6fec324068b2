/**
 * `npm run screenshots`: the most important pages of a demo fleet of a pinned seed and instant, at 1440 and 375 px in light and dark. Five of them
 * are written to docs/images/gallery, the rest to a temporary folder that is printed. `--to FOLDER` writes all of them there and none into docs.
 */
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Browser, chromium } from 'playwright-core';
import { openAccess } from '../src/apps/server/access/local-access.ts';
import { composeFleet } from '../src/apps/server/compose-fleet.ts';
import { createServer } from '../src/apps/server/create-server.ts';
import { htmlPages } from '../src/apps/server/html-pages.ts';
import { loadWebAssets } from '../src/apps/server/web-assets.ts';
import { ManualClock } from '../src/core/base/clock.ts';
import { growWorld } from '../src/core/sim/world.ts';
import { targetsFromKubeconfig } from '../src/edge/client/kubeconfig-targets.ts';
import { startSimApi } from '../src/edge/simapi/start-sim-api.ts';
import { findChromium } from './find-chromium.ts';
import { runStep } from './run-step.ts';

/** Certificates of the simulated servers are made for this instant, which is not far from any day on which this runs. */
const epochMs = Date.parse('2026-11-24T12:00:00Z');
const gallery = join(import.meta.dirname, '../docs/images/gallery');

const looks = [
  { name: 'desk-light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'desk-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'phone-light', width: 375, height: 760, colorScheme: 'light' },
  { name: 'phone-dark', width: 375, height: 760, colorScheme: 'dark' },
] as const;

/** Small enough to be kept with the sources, and telling: the rest is made anew by who wants to see it. */
const kept = new Set(['fleet-desk-light', 'problems-desk-dark', 'object-desk-light', 'problems-phone-light', 'logs-desk-light']);

/** The fleet, served as `demo` does, at an instant that stands still. */
async function serveDemo(folder: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const clock = new ManualClock(epochMs);
  const world = growWorld({ seed: 1, epochMs, clusters: 148, pods: 12_000 });
  const sim = await startSimApi({ world, clock });
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  writeFileSync(kubeconfig, sim.kubeconfig(), { mode: 0o600 });
  const labels = new Map(world.clusters.map((cluster) => [cluster.name, cluster.labels]));
  const targets = (await targetsFromKubeconfig({ files: [kubeconfig], env: {} })).map((target) => ({
    ...target,
    labels: labels.get(target.id) ?? {},
  }));
  const fleet = composeFleet({ targets, mode: 'watch', userAgent: 'hindsight/screenshots', env: {}, clock });
  const assets = loadWebAssets();
  const server = await createServer({
    ...fleet,
    access: openAccess(),
    render: htmlPages(assets),
    assets,
    log: pino({ level: 'error' }),
    status: () => fleet.source.status(),
    syncProgress: () => fleet.source.syncProgress(),
    figures: () => fleet.store.stats(),
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  while (!fleet.source.status().ready) await new Promise((resolve) => setTimeout(resolve, 50));
  // Versions of the API servers come after the rows.
  for (let i = 0; i < 60 && (await (await fetch(url, { headers: { accept: 'text/html' } })).text()).includes('unknown version'); i++)
    await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    url,
    async close() {
      await server.close();
      await fleet.stop();
      await sim.close();
    },
  };
}

/** Name and address of each picture; the object is the crashing pod with the most restarts. */
async function pagesOf(url: string): Promise<Readonly<Record<string, string>>> {
  const list = '/clusters/_all/namespaces/_all/pods?filter=problems&sort=Restarts:desc&limit=40';
  const answer = await fetch(url + list, { headers: { accept: 'application/json' } });
  const { tables } = (await answer.json()) as { tables: { rows: Record<string, string>[] }[] };
  const { cluster, namespace, name } = tables[0]?.rows[0] ?? {};
  const pod = `/clusters/${cluster}/namespaces/${namespace}/pods/${name}`;
  return {
    fleet: '/',
    problems: list,
    object: pod,
    yaml: `${pod}?view=yaml`,
    logs: `${pod}/logs`,
    nodes: '/clusters/_all/nodes?limit=60',
    clusters: '/clusters',
    cluster: `/clusters/${cluster}`,
    events: '/events',
    search: '/search?q=coredns',
    findings: '/findings',
    stories: '/stories',
  };
}

async function photograph(browser: Browser, url: string, folderOf: (name: string) => string): Promise<void> {
  const pages = Object.entries(await pagesOf(url));
  for (const look of looks) {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: look.width, height: look.height },
      colorScheme: look.colorScheme,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    // The browser's clock is the fleet's: ages are the same each time.
    await page.clock.setFixedTime(epochMs);
    for (const [name, address] of pages) {
      const file = `${name}-${look.name}`;
      await page.goto(address, { waitUntil: 'load' });
      await page.waitForTimeout(250);
      const path = join(folderOf(file), `${file}.png`);
      await page.screenshot({ path });
      console.log(`${path} ${Math.round(statSync(path).size / 1024)} KB`);
    }
    await context.close();
  }
}

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('a Chromium or Chrome on the PATH, or $HINDSIGHT_CHROMIUM, is needed');
if ((await runStep('node', ['tools/build-web.ts', '--if-stale'], { cwd: join(import.meta.dirname, '..') })) !== 0) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'hindsight-screenshots-'));
const to = process.argv.includes('--to') ? process.argv[process.argv.indexOf('--to') + 1] : undefined;
for (const one of [to ?? gallery]) mkdirSync(one, { recursive: true });
const demo = await serveDemo(folder);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await photograph(browser, demo.url, (name) => to ?? (kept.has(name) ? gallery : folder));
} finally {
  await browser.close();
  await demo.close();
}
