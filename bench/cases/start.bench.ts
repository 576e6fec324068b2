import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase } from '../bench-case.ts';
import { measureGets } from '../measure-gets.ts';
import { startServe, startSim, until } from '../start-process.ts';
import { median, percentile } from '../statistics.ts';

const run = promisify(execFile);
const settleMs = 10_000;

/** How long the command line takes to start. */
export const commandLine: BenchCase = {
  name: 'command-line',
  slow: false,
  async run({ cliPath }) {
    const samples: number[] = [];
    for (let i = 0; i < 12; i++) {
      const started = performance.now();
      await run(process.execPath, [cliPath, '--version']);
      samples.push(performance.now() - started);
    }
    return { 'cli-version': median(samples.slice(2)) };
  },
};

/** Cold and warm answers on the fleet of the talk, each API server 50 ms away. */
export const talk: BenchCase = {
  name: 'talk',
  slow: false,
  async run(context) {
    const sim = await startSim(context, ['--latency', '50', '--still', '--pods', '31000']);
    try {
      await sim.warm(pinnedResources);
      const rounds = context.quick ? 2 : 5;
      const gets: number[] = [];
      for (let i = 0; i < rounds; i++) gets.push(await coldGet(context.cliPath, sim.kubeconfig));
      const serves: number[] = [];
      for (let i = 0; i < rounds; i++) serves.push(await coldServe());
      const warm = await warmFigures();
      return { 'cold-get': median(gets), 'cold-serve': median(serves), ...warm };
    } finally {
      await sim.stop();
    }

    async function coldServe(): Promise<number> {
      const server = await startServe(context, sim.kubeconfig);
      try {
        await until('all 1,223 nodes', 20_000, async () => (await nodeRows(server)) === 1223);
        return performance.now() - server.startedAt;
      } finally {
        await server.stop();
      }
    }

    async function warmFigures(): Promise<Record<string, number>> {
      const server = await startServe(context, sim.kubeconfig);
      try {
        await until('ready', 60_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
        // Packing, discovery and the first probes follow the first sync; warm is after them.
        await new Promise((resolve) => setTimeout(resolve, context.quick ? settleMs / 2 : settleMs));
        const json = await measureGets(server, '/clusters/_all/nodes', { accept: 'application/json', count: context.quick ? 100 : 200 });
        const html = await measureGets(server, '/clusters/_all/nodes', { accept: 'text/html', count: context.quick ? 100 : 200 });
        return { 'nodes-json-p95': percentile(json, 0.95), 'nodes-html-p95': percentile(html, 0.95) };
      } finally {
        await server.stop();
      }
    }
  },
};

async function nodeRows(server: { get(path: string, accept: string): Promise<string> }): Promise<number> {
  const answer = JSON.parse(await server.get('/clusters/_all/nodes', 'application/json')) as { tables: { rows: unknown[] }[] };
  return answer.tables[0]?.rows.length ?? 0;
}

async function coldGet(cliPath: string, kubeconfig: string): Promise<number> {
  const started = performance.now();
  const { stdout } = await run(process.execPath, [cliPath, 'get', 'nodes', '--kubeconfig', kubeconfig, '--no-headers'], {
    maxBuffer: 2 ** 26,
  });
  const rows = stdout.trimEnd().split('\n').length;
  if (rows !== 1223) throw new Error(`get nodes printed ${rows} rows`);
  return performance.now() - started;
}
