import { pinnedResources } from '../../src/edge/collector/pinned-resources.ts';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { measureGets } from '../measure-gets.ts';
import { type ServeProcess, startServe, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const pods = '/clusters/_all/namespaces/_all/pods';
const json = 'application/json';

/** Custom columns over 31,000 and 300,000 pods, and pods counted by image. */
export const columns: BenchCase = {
  name: 'columns',
  slow: true,
  async run(context) {
    const small = await withPods(context, 31_000, async (server) => ({ 'custom-31k': await timed(server, allRows('restartPolicy')) }));
    const large = await withPods(context, 300_000, async (server) => {
      const first = await timed(server, `${pods}?customcols=A=spec.serviceAccountName&limit=1000`);
      const complete = await timed(server, allRows('priorityClassName'));
      context.log(`the same again: ${Math.round(await timed(server, allRows('priorityClassName')))} ms`);
      const groups = await measureGets(server, `${pods}?group=image&limit=100`, { accept: json, count: 40 });
      const usage = await timed(server, `${pods}?join=metrics&sort=Memory%20Requests:desc&limit=50`);
      context.log(`sorted by requests, first time: ${Math.round(usage)} ms`);
      return { 'custom-300k-first': first, 'custom-300k': complete, 'group-image-300k-p95': percentile(groups, 0.95) };
    });
    return { ...small, ...large };
  },
};

/** Every pod with a column of its object that is asked for the first time. */
function allRows(field: string): string {
  return `${pods}?customcols=X=spec.${field}&hidecols=*`;
}

async function timed(server: ServeProcess, path: string): Promise<number> {
  const started = performance.now();
  await server.get(path, json);
  return performance.now() - started;
}

async function withPods<T>(context: BenchContext, count: number, measure: (server: ServeProcess) => Promise<T>): Promise<T> {
  const sim = await startSim(context, ['--still', '--pods', String(count)]);
  try {
    context.log(`growing ${count} pods …`);
    await sim.warm(pinnedResources);
    const server = await startServe(context, sim.kubeconfig);
    try {
      await until(`ready with ${count} pods`, 600_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      // Until the objects are packed: that is how they are found most of the time.
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      return await measure(server);
    } finally {
      await server.stop();
    }
  } finally {
    await sim.stop();
  }
}
