import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from './bench-case.ts';

/** A child process of a bench; stopped by its id. */
export interface BenchProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A simulated fleet in its own process. */
export interface SimProcess extends BenchProcess {
  readonly kubeconfig: string;
  /** Control address: faults and more. */
  readonly controlUrl: string;
  /** Switches a fault on (or off with null) for one cluster. */
  setFault(cluster: string, fault: unknown): Promise<void>;
  /** Grows and serialises objects of all clusters beforehand: the simulator's own work is not what is measured. */
  warm(resources: readonly string[]): Promise<void>;
}

/** A serving process. */
export interface ServeProcess extends BenchProcess {
  readonly url: string;
  /** Milliseconds from start to the printed address. */
  readonly listeningMs: number;
  readonly startedAt: number;
  get(path: string, accept: string): Promise<string>;
  /** One figure of `/metrics`, summed over its labels. */
  metric(name: string): Promise<number>;
  memoryBytes(): number;
  cpuMs(): number;
  readonly token: string;
}

function start(context: BenchContext, args: readonly string[], nodeFlags: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...nodeFlags, context.cliPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
}

function stopper(child: ChildProcess): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    });
}

/** Resolves with the first line of stdout that matches; rejects when the process ends before. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match);
    });
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.slice(1).join(' ')} ended with ${code}:\n${text}`)));
  });
}

/** Starts `hindsight sim`; resolves when its servers listen. */
export async function startSim(context: BenchContext, args: readonly string[]): Promise<SimProcess> {
  const kubeconfig = join(context.folder, `sim-${args.join('_').replaceAll(/[^a-z0-9_]/gi, '')}.yaml`);
  const child = start(context, ['sim', '--kubeconfig', kubeconfig, ...args], ['--max-old-space-size=8192']);
  const [, controlUrl = ''] = await lineOf(child, /control +(http:\S+)/);
  if (!existsSync(kubeconfig)) throw new Error(`${kubeconfig} was not written`);
  const control = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${controlUrl}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${answer.status} ${await answer.text()}`);
  };
  return {
    pid: child.pid as number,
    kubeconfig,
    controlUrl,
    setFault: (cluster, fault) => control('faults', { cluster, fault }),
    warm: (resources) => control('warm', { resources }),
    stop: stopper(child),
  };
}

/** Starts `hindsight serve`; resolves when it listens, which says nothing of its being ready. */
export async function startServe(context: BenchContext, kubeconfig: string, args: readonly string[] = []): Promise<ServeProcess> {
  const startedAt = performance.now();
  const state = args.includes('--state-dir') ? [] : ['--no-state'];
  const child = start(context, ['serve', '--port', '0', '--kubeconfig', kubeconfig, ...state, ...args]);
  const [, url = '', token = ''] = await lineOf(child, /(http:\/\/127\.0\.0\.1:\d+)\/\?token=(\S+)/);
  const listeningMs = performance.now() - startedAt;
  const get = async (path: string, accept: string): Promise<string> => {
    const answer = await fetch(url + path, { headers: { accept, authorization: `Bearer ${token}` } });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body.slice(0, 500)}`);
    return body;
  };
  return {
    pid: child.pid as number,
    url,
    token,
    listeningMs,
    startedAt,
    get,
    async metric(name) {
      const lines = (await get('/metrics', 'text/plain'))
        .split('\n')
        .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
    memoryBytes: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    cpuMs: () => cpuMs(child.pid as number),
    stop: stopper(child),
  };
}

/** User and system CPU time of a process so far. Source: proc(5), clock ticks of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Asks until the answer is yes; rejects after `timeoutMs`. */
export async function until(what: string, timeoutMs: number, ask: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < timeoutMs) {
    if (await ask().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`);
}
