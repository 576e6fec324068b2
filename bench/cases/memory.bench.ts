import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { BenchCase } from '../bench-case.ts';
import { startServe, startSim, until } from '../start-process.ts';

const settleMs = 6000;

/** `demo` as a user starts it: time to ready, and the memory of its serving process. */
export const demo: BenchCase = {
  name: 'demo',
  slow: false,
  async run({ cliPath }) {
    const started = performance.now();
    const child = spawn(process.execPath, [cliPath, 'demo', '--calm', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          const match = /(http:\/\/127\.0\.0\.1:\d+)\//.exec(text);
          if (match) resolve(match[1] as string);
        });
        child.once('exit', (code) => reject(new Error(`demo ended with ${code}`)));
      });
      await until('demo ready', 60_000, async () => (await fetch(`${url}/readyz`)).ok);
      const readyMs = performance.now() - started;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      return { 'demo-ready': readyMs, 'demo-memory': residentBytes(child.pid as number) / 2 ** 20 };
    } finally {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  },
};

/** 148 clusters with hardly an object, twelve watches each, against one cluster alone: what an idle watch costs. */
export const idleWatches: BenchCase = {
  name: 'idle-watches',
  slow: true,
  async run(context) {
    const memory = async (clusters: number): Promise<number> => {
      const sim = await startSim(context, ['--clusters', String(clusters), '--pods', String(clusters * 2), '--still']);
      const server = await startServe(context, sim.kubeconfig);
      try {
        await until('ready', 60_000, async () => (await server.get('/readyz', 'text/plain')) !== '');
        await new Promise((resolve) => setTimeout(resolve, settleMs));
        context.log(
          `${clusters} clusters: ${await server.metric('hindsight_open_streams')} streams, ${Math.round(server.memoryBytes() / 2 ** 20)} MB`,
        );
        return server.memoryBytes() / 2 ** 20;
      } finally {
        await server.stop();
        await sim.stop();
      }
    };
    const one = await memory(1);
    return { 'idle-watches': (await memory(148)) - one };
  },
};

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
