import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { measureGets } from '../measure-gets.ts';
import { parseCost } from '../parse-cost.ts';
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
      const { parseMs, objects, bytes } = await parseCost(sim.kubeconfig);
      context.log(`bare JSON.parse of ${objects} objects, ${Math.round(bytes / 2 ** 20)} MB: ${Math.round(parseMs)} ms`);
      const server = await startServe(context, sim.kubeconfig);
      try {
        const sync = await coldSync(context, server);
        const filter = await measureGets(server, longFilter, { accept: 'application/json', count: 60 });
        const text = await measureGets(server, freeText, { accept: 'application/json', count: 30 });
        return {
          'parse-share': (100 * parseMs) / sync.cpuMs,
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

/** CPU of the whole process until everything is synced and packed, start included; the longest stall meanwhile. */
async function coldSync(context: BenchContext, server: ServeProcess): Promise<{ cpuMs: number; stallMs: number; memoryMb: number }> {
  let stallMs = 0;
  const watch = async (): Promise<void> => {
    // The figure is of the time since the last scrape: each scrape resets it.
    stallMs = Math.max(stallMs, (await server.metric('nodejs_eventloop_lag_max_seconds')) * 1000);
  };
  await until('ready with 300,000 pods', 600_000, async () => {
    await watch();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return (await server.get('/readyz', 'text/plain')) !== '';
  });
  const cpuMs = server.cpuMs();
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  context.log(
    `${await server.metric('hindsight_objects')} objects, ${Math.round(cpuMs)} ms CPU until ready, ${Math.round(server.cpuMs())} ms when packed`,
  );
  return { cpuMs: server.cpuMs(), stallMs, memoryMb: server.memoryBytes() / 2 ** 20 };
}
