import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import type { IngestCost } from '../ingest-cost.ts';
import { measureGets } from '../measure-gets.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const longFilter = '/clusters/_all/namespaces/_all/pods?filter=Status!=Running,Status!=Completed&limit=50';
const freeText = '/clusters/_all/namespaces/_all/pods?filter=price-feed&limit=50';

/** 300,000 pods and some 200,000 other objects: cold sync, memory, filters. */
export const large: BenchCase = {
  name: 'large',
  slow: true,
  async run(context) {
    const sim = await startSim(context, ['--still', '--pods', '300000']);
    try {
      context.log('growing 300,000 pods …');
      await sim.warm(pinnedResources);
      const cost = await ingestCost(context, sim.kubeconfig);
      const server = await startServe(context, sim.kubeconfig);
      try {
        const sync = await coldSync(context, server);
        const filter = await measureGets(server, longFilter, { accept: 'application/json', count: 60 });
        const text = await measureGets(server, freeText, { accept: 'application/json', count: 30 });
        return {
          'parse-share': (100 * cost.parseMs) / cost.ingestMs,
          'parse-share-of-process': (100 * cost.parseMs) / sync.cpuMs,
          'sync-stall': sync.stallMs,
          'memory-500k': sync.memoryMb,
          'filter-300k-p95': percentile(filter, 0.95),
          'text-300k-p95': percentile(text, 0.95),
        };
      } finally {
        await server.stop();
      }
    } finally {
      await sim.stop();
    }
  },
};

/** The engine alone, from decrypted bytes to packed rows; what this counts is argued in docs/decisions/0013. */
async function ingestCost(context: BenchContext, kubeconfig: string): Promise<IngestCost> {
  const script = join(import.meta.dirname, '../ingest-cost.ts');
  const dist = join(context.cliPath, '../../dist');
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=8192', script, kubeconfig, dist]);
  const cost: IngestCost = JSON.parse(stdout);
  const us = (ms: number): string => `${((ms * 1000) / cost.objects).toFixed(1)} µs`;
  context.log(`${cost.objects} objects, ${Math.round(cost.bytes / 2 ** 20)} MB trimmed: bare JSON.parse ${us(cost.parseMs)} an object`);
  context.log(`the engine: ${us(cost.syncMs)} an object until synced, ${us(cost.ingestMs)} until packed`);
  return cost;
}

/** CPU of the whole process until everything is synced and packed, start, TLS and HTTP/2 included; the longest stall until ready. */
async function coldSync(context: BenchContext, server: ServeProcess): Promise<{ cpuMs: number; stallMs: number; memoryMb: number }> {
  await until('ready with 300,000 pods', 600_000, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return (await server.get('/readyz', 'text/plain')) !== '';
  });
  // The figure is of the time since the last scrape, and a scrape walks the store: so there is only this one.
  const stallMs = (await server.metric('nodejs_eventloop_lag_max_seconds')) * 1000;
  const cpuMs = server.cpuMs();
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  context.log(
    `${await server.metric('hindsight_objects')} objects, ${Math.round(cpuMs)} ms CPU until ready, ${Math.round(server.cpuMs())} ms when packed`,
  );
  return { cpuMs: server.cpuMs(), stallMs, memoryMb: server.memoryBytes() / 2 ** 20 };
}
