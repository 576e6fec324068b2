import { join } from 'node:path';
import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';

const steadySeconds = 60;
const pods = 300_000;

/** The last known state of 300,000 pods and some 200,000 other objects: what keeping it costs, and how long a restart takes. */
export const state: BenchCase = {
  name: 'state',
  slow: true,
  async run(context) {
    const folder = join(context.folder, 'state');
    const sim = await startSim(context, ['--changes', '100', '--pods', String(pods)]);
    let rows: number;
    let kept: { share: number; stallMs: number };
    try {
      context.log('growing 300,000 pods …');
      await sim.warm(pinnedResources);
      const server = await startServe(context, sim.kubeconfig, ['--state-dir', folder]);
      try {
        kept = await keeping(context, server);
        rows = await podCount(server);
      } finally {
        await server.stop();
      }
    } finally {
      await sim.stop();
    }
    const restarts: number[] = [];
    for (let i = 0; i < 3; i++) restarts.push(await restart(context, sim.kubeconfig, folder, rows));
    return { 'state-restart': Math.min(...restarts), 'state-stall': kept.stallMs, 'state-cpu': kept.share };
  },
};

/** Longest stall while everything is written for the first time and while changes are, and the share of a core that the latter takes. */
async function keeping(context: BenchContext, server: ServeProcess): Promise<{ share: number; stallMs: number }> {
  await until('ready', 600_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
  // What the sync itself stalls is measured elsewhere: each scrape resets the figure.
  await server.metric('nodejs_eventloop_lag_max_seconds');
  let stallMs = 0;
  const watch = async (): Promise<void> => {
    stallMs = Math.max(stallMs, (await server.metric('nodejs_eventloop_lag_max_seconds')) * 1000);
  };
  await until('everything written', 300_000, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await watch();
    return (await server.metric('hindsight_state_waiting_objects')) < 2000;
  });
  const cpu = (): Promise<number> => server.metric('hindsight_state_cpu_seconds_total');
  context.log(
    `${await server.metric('hindsight_objects')} objects, ${Math.round((await server.metric('hindsight_state_bytes')) / 2 ** 20)} MB on disk, ${(await cpu()).toFixed(1)} s CPU for the first write, longest stall ${Math.round(stallMs)} ms`,
  );
  const before = await cpu();
  const startedAt = performance.now();
  while (performance.now() - startedAt < steadySeconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await watch();
  }
  const share = (100_000 * ((await cpu()) - before)) / (performance.now() - startedAt);
  context.log(`${share.toFixed(2)} % of a core at 100 changes/s, ${Math.round(server.memoryBytes() / 2 ** 20)} MB RSS`);
  return { share, stallMs };
}

/** From process start to an answer over all pods, with no API server to ask. */
async function restart(context: BenchContext, kubeconfig: string, folder: string, rows: number): Promise<number> {
  const server = await startServe(context, kubeconfig, ['--state-dir', folder]);
  try {
    const found = await podCount(server);
    const tookMs = performance.now() - server.startedAt;
    context.log(`${found} pods answered after ${Math.round(tookMs)} ms, ${Math.round(server.cpuMs())} ms CPU`);
    // The last seconds before the stop may have changed some.
    if (Math.abs(found - rows) > rows / 100) throw new Error(`${found} pods came back of ${rows}`);
    return tookMs;
  } finally {
    await server.stop();
  }
}

async function podCount(server: ServeProcess): Promise<number> {
  const text = await server.get('/clusters/_all/namespaces/_all/pods?limit=1', 'application/json');
  return (JSON.parse(text) as { tables: { total: number }[] }).tables[0]?.total ?? 0;
}
