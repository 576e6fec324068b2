import { join } from 'node:path';
import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';
import { median } from '../statistics.ts';

const steadySeconds = 60;
const pods = 300_000;

/** The last known state of 300,000 pods and some 200,000 other objects: what keeping it costs, and how long a restart takes. */
export const state: BenchCase = {
  name: 'state',
  slow: true,
  async run(context) {
    const large = join(context.folder, 'large');
    let rows = 0;
    let firstStallMs = 0;
    // A simulator that changes 300,000 pods beside serving them would be what is measured.
    const kubeconfig = await serving(context, { sim: ['--still', '--pods', String(pods)], folder: large }, async (server) => {
      firstStallMs = await firstWrite(context, server);
      rows = await podCount(server);
    });
    const restarts: number[] = [];
    for (let i = 0; i < 3; i++) restarts.push(await restart(context, { kubeconfig, folder: large, rows }));
    let steady = { share: 0, stallMs: 0 };
    await serving(context, { sim: ['--changes', '100'], folder: join(context.folder, 'talk') }, async (server) => {
      await firstWrite(context, server);
      steady = await keeping(context, server);
    });
    return {
      'state-restart': median(restarts),
      'state-stall': Math.max(firstStallMs, steady.stallMs),
      'state-cpu': steady.share,
    };
  },
};

/** Serves a simulated fleet for as long as `run` takes; answers its kubeconfig, of servers that are gone by then. */
async function serving(
  context: BenchContext,
  q: { readonly sim: readonly string[]; readonly folder: string },
  run: (server: ServeProcess) => Promise<void>,
): Promise<string> {
  const sim = await startSim(context, q.sim);
  try {
    await sim.warm(pinnedResources);
    const server = await startServe(context, sim.kubeconfig, ['--state-dir', q.folder]);
    try {
      await run(server);
    } finally {
      await server.stop();
    }
  } finally {
    await sim.stop();
  }
  return sim.kubeconfig;
}

/** Longest stall while everything is written for the first time. */
async function firstWrite(context: BenchContext, server: ServeProcess): Promise<number> {
  await until('ready', 600_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
  // What the sync itself stalls is measured elsewhere: each scrape resets the figure.
  await server.metric('nodejs_eventloop_lag_max_seconds');
  let stallMs = 0;
  await until('everything written', 300_000, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    stallMs = Math.max(stallMs, await longestStallMs(server));
    return (await server.metric('hindsight_state_waiting_objects')) < 2000;
  });
  context.log(
    `${await server.metric('hindsight_objects')} objects, ${Math.round((await server.metric('hindsight_state_bytes')) / 2 ** 20)} MB on disk, ${(await server.metric('hindsight_state_cpu_seconds_total')).toFixed(1)} s CPU for the first write, longest stall ${Math.round(stallMs)} ms, ${Math.round(server.memoryBytes() / 2 ** 20)} MB RSS`,
  );
  return stallMs;
}

/** What keeping changes costs: the share of a core, both threads together, and the longest stall. */
async function keeping(context: BenchContext, server: ServeProcess): Promise<{ share: number; stallMs: number }> {
  const cpu = (): Promise<number> => server.metric('hindsight_state_cpu_seconds_total');
  let stallMs = 0;
  const before = await cpu();
  const startedAt = performance.now();
  while (performance.now() - startedAt < steadySeconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    stallMs = Math.max(stallMs, await longestStallMs(server));
  }
  const share = (100_000 * ((await cpu()) - before)) / (performance.now() - startedAt);
  context.log(`${share.toFixed(2)} % of a core at 100 changes/s`);
  return { share, stallMs };
}

/** From process start to an answer over all pods, with no API server to ask. */
async function restart(
  context: BenchContext,
  q: { readonly kubeconfig: string; readonly folder: string; readonly rows: number },
): Promise<number> {
  const server = await startServe(context, q.kubeconfig, ['--state-dir', q.folder]);
  try {
    const found = await podCount(server);
    const tookMs = performance.now() - server.startedAt;
    context.log(`${found} pods answered after ${Math.round(tookMs)} ms, ${Math.round(server.cpuMs())} ms CPU`);
    if (found !== q.rows) throw new Error(`${found} pods came back of ${q.rows}`);
    return tookMs;
  } finally {
    await server.stop();
  }
}

/** Since the last time it was asked. */
async function longestStallMs(server: ServeProcess): Promise<number> {
  return (await server.metric('nodejs_eventloop_lag_max_seconds')) * 1000;
}

async function podCount(server: ServeProcess): Promise<number> {
  const text = await server.get('/clusters/_all/namespaces/_all/pods?limit=1', 'application/json');
  return (JSON.parse(text) as { tables: { total: number }[] }).tables[0]?.total ?? 0;
}
