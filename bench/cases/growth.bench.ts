import { WebSocket } from 'ws';
import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { measureGets } from '../measure-gets.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const settleMs = 6000;

/** How each cost grows with clusters, objects and viewers, three sizes each; prints the tables of docs/performance.md. */
export const growth: BenchCase = {
  name: 'growth',
  slow: true,
  async run(context) {
    context.log('| clusters | pods | objects | CPU to ready | RSS | streams per API server | MB read per API server | nodes JSON p95 |');
    context.log('|---|---|---|---|---|---|---|---|');
    for (const [clusters, pods] of [
      [10, 2100],
      [50, 10_500],
      [148, 31_000],
    ] as const) {
      await size(context, clusters, pods);
    }
    context.log('| clusters | pods | objects | CPU to ready | RSS | streams per API server | MB read per API server | nodes JSON p95 |');
    context.log('|---|---|---|---|---|---|---|---|');
    for (const pods of [5000, 31_000, 100_000]) await size(context, 148, pods);
    context.log('| viewers of all pods, live | changes/s | CPU of the server | RSS |');
    context.log('|---|---|---|---|');
    for (const viewers of [1, 10, 50]) await watched(context, viewers);
    return {};
  },
};

async function size(context: BenchContext, clusters: number, pods: number): Promise<void> {
  const sim = await startSim(context, ['--still', '--clusters', String(clusters), '--pods', String(pods)]);
  try {
    await sim.warm(pinnedResources);
    const server = await startServe(context, sim.kubeconfig);
    try {
      await until('ready', 300_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      const cpuSeconds = server.cpuMs() / 1000;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const objects = await server.metric('hindsight_objects');
      const streams = await server.metric('hindsight_open_streams');
      const megabytes = (await server.metric('hindsight_received_bytes_total')) / 2 ** 20;
      const rss = server.memoryBytes() / 2 ** 20;
      const p95 = percentile(await measureGets(server, '/clusters/_all/nodes', { accept: 'application/json', count: 100 }), 0.95);
      const cells = [
        clusters,
        pods.toLocaleString('en'),
        objects.toLocaleString('en'),
        `${cpuSeconds.toFixed(1)} s`,
        `${rss.toFixed(0)} MB`,
        (streams / clusters).toFixed(1),
        (megabytes / clusters).toFixed(1),
        `${p95.toFixed(1)} ms`,
      ];
      context.log(`| ${cells.join(' | ')} |`);
    } finally {
      await server.stop();
    }
  } finally {
    await sim.stop();
  }
}

async function watched(context: BenchContext, viewers: number): Promise<void> {
  const changes = 200;
  const sim = await startSim(context, ['--clusters', '20', '--pods', '4000', '--changes', String(changes)]);
  try {
    const server = await startServe(context, sim.kubeconfig);
    try {
      await until('ready', 120_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      const sockets = await Promise.all(Array.from({ length: viewers }, () => view(server)));
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const before = server.cpuMs();
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      const share = (server.cpuMs() - before) / 10_000;
      context.log(
        `| ${viewers} | ${changes} | ${(100 * share).toFixed(0)} % of a core | ${(server.memoryBytes() / 2 ** 20).toFixed(0)} MB |`,
      );
      for (const socket of sockets) socket.terminate();
    } finally {
      await server.stop();
    }
  } finally {
    await sim.stop();
  }
}

/** A viewer that follows all pods and reads everything that it is told. */
async function view(server: ServeProcess): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, { headers: { authorization: `Bearer ${server.token}` } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('message', () => {});
  socket.send(JSON.stringify({ type: 'open', id: 'growth', query: '/clusters/_all/namespaces/_all/pods' }));
  return socket;
}
