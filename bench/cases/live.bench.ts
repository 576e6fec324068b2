import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { WebSocket } from 'ws';
import { parse } from 'yaml';
import type { BenchCase } from '../bench-case.ts';
import { startServe, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const eventsPerSecond = 1000;
const label = 'bench-patch';

/**
 * Pods are patched at 1,000 a second with a number in a label, which a WebSocket client shows as a column. The lag of a change counts from the API server's
 * answer to the patch, when its watch event exists, to the row at the client.
 */
export const watchLag: BenchCase = {
  name: 'watch-lag',
  slow: false,
  async run(context) {
    const sim = await startSim(context, ['--still', '--clusters', '8', '--pods', '2000']);
    const server = await startServe(context, sim.kubeconfig);
    try {
      await until('ready', 60_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      const race = new Race();
      const socket = await follow(server.url, server.token, (id) => race.arrived(id));
      const seconds = context.quick ? 5 : 15;
      const sent = await patchPods({ kubeconfig: sim.kubeconfig, server, seconds, onPatched: (id) => race.patched(id) });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      socket.close();
      context.log(
        `${sent} patches in ${seconds} s, ${race.lagsMs.length} row changes, median ${percentile(race.lagsMs, 0.5).toFixed(0)} ms`,
      );
      if (sent < eventsPerSecond * seconds * 0.9) throw new Error(`only ${sent} patches were made: the load, not the server, was measured`);
      return { 'watch-lag-p99': percentile(race.lagsMs, 0.99) };
    } finally {
      await server.stop();
      await sim.stop();
    }
  },
};

/** Which came first for each patch: the API server's answer, or the row that shows it. */
class Race {
  readonly lagsMs: number[] = [];
  readonly #patchedAt = new Map<number, number>();
  readonly #arrivedEarly = new Set<number>();

  patched(id: number): void {
    if (this.#arrivedEarly.delete(id)) this.lagsMs.push(0);
    else this.#patchedAt.set(id, performance.now());
  }

  arrived(id: number): void {
    const at = this.#patchedAt.get(id);
    if (at === undefined) this.#arrivedEarly.add(id);
    else this.lagsMs.push(performance.now() - at);
    this.#patchedAt.delete(id);
  }
}

async function follow(url: string, token: string, onRow: (id: number) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { authorization: `Bearer ${token}` } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const opened = new Promise<void>((resolve) => {
    socket.on('message', (bytes) => {
      const message = JSON.parse(String(bytes));
      if (message.type === 'snapshot') resolve();
      for (const { upserts } of message.tables ?? []) for (const { row } of upserts) if (row.cells[1] !== null) onRow(Number(row.cells[1]));
    });
  });
  socket.send(JSON.stringify({ type: 'open', id: 'bench', query: `/clusters/_all/namespaces/_all/pods?labelcols=${label}` }));
  await opened;
  return socket;
}

interface PatchLoad {
  readonly kubeconfig: string;
  readonly server: { get(path: string, accept: string): Promise<string> };
  readonly seconds: number;
  onPatched(id: number): void;
}

/** Patches one pod after the other, spread over the clusters; answers how many patches were made. */
async function patchPods({ kubeconfig, server, seconds, onPatched }: PatchLoad): Promise<number> {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const rows = JSON.parse(await server.get('/clusters/_all/namespaces/_all/pods', 'application/json')).tables[0].rows as {
    cluster: string;
    namespace: string;
    name: string;
  }[];
  const sessions = new Map<string, { session: ReturnType<typeof connect>; token: string }>();
  for (const { name, context } of config.contexts) {
    const cluster = config.clusters.find((entry: { name: string }) => entry.name === context.cluster).cluster;
    const user = config.users.find((entry: { name: string }) => entry.name === context.user).user;
    const session = connect(cluster.server, { ca: Buffer.from(cluster['certificate-authority-data'], 'base64') });
    sessions.set(name, { session, token: user.token });
  }
  const patch = (id: number): void => {
    const row = rows[(id * 7919) % rows.length] as (typeof rows)[number];
    const { session, token } = sessions.get(row.cluster) as { session: ReturnType<typeof connect>; token: string };
    const stream = session.request({
      ':method': 'PATCH',
      ':path': `/api/v1/namespaces/${row.namespace}/pods/${row.name}`,
      'content-type': 'application/merge-patch+json',
      authorization: `Bearer ${token}`,
    });
    stream.on('response', (headers) => {
      if (headers[':status'] !== 200) return;
      sent++;
      onPatched(id);
    });
    stream.resume();
    stream.end(JSON.stringify({ metadata: { labels: { [label]: String(id) } } }));
  };
  let sent = 0;
  let asked = 0;
  const started = performance.now();
  while (performance.now() - started < seconds * 1000) {
    const due = ((performance.now() - started) / 1000) * eventsPerSecond;
    while (asked < due) patch(++asked);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (const { session } of sessions.values()) session.destroy();
  return sent;
}
