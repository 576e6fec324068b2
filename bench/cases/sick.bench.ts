import type { BenchCase } from '../bench-case.ts';
import { measureGets } from '../measure-gets.ts';
import { startServe, startSim, until } from '../start-process.ts';
import { median, percentile } from '../statistics.ts';

const sicknesses = [{ type: 'hang-connect' }, { type: 'hang-headers' }, { type: 'refuse' }, { type: 'trickle', bytesPerSecond: 50 }];

/** What the healthy clusters' answers lose when 30 of 148 are sick: healthy and sick rounds in turn, median of five ratios. */
export const sickClusters: BenchCase = {
  name: 'sick-clusters',
  slow: true,
  async run(context) {
    const sim = await startSim(context, ['--still', '--pods', '5000']);
    const server = await startServe(context, sim.kubeconfig);
    try {
      await until('ready', 60_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
      const clusters = (JSON.parse(await server.get('/clusters', 'application/json')) as { clusters: { id: string }[] }).clusters.map(
        ({ id }) => id,
      );
      const sick = clusters.filter((_, i) => i % 5 === 0).slice(0, 30);
      const healthy = clusters.filter((id) => !sick.includes(id)).join(',');
      const p95 = async (): Promise<number> =>
        percentile(await measureGets(server, `/clusters/${healthy}/nodes`, { accept: 'application/json', count: 250 }), 0.95);
      const ratios: number[] = [];
      for (let round = 0; round < 5; round++) {
        for (const cluster of sick) await sim.setFault(cluster, null);
        await new Promise((resolve) => setTimeout(resolve, 2000));
        const well = await p95();
        for (const [i, cluster] of sick.entries()) await sim.setFault(cluster, sicknesses[i % sicknesses.length]);
        await new Promise((resolve) => setTimeout(resolve, 2000));
        ratios.push((await p95()) / well);
        context.log(`round ${round + 1}: ${ratios.at(-1)?.toFixed(3)}`);
      }
      return { 'sick-latency': median(ratios) };
    } finally {
      await server.stop();
      await sim.stop();
    }
  },
};
