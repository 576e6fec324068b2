import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { ClusterTarget } from '../../../edge/client/cluster-target.ts';
import { targetsFromKubeconfig } from '../../../edge/client/kubeconfig-targets.ts';
import type { SimFault } from '../../../edge/simapi/sim-fault.ts';
import { openAccess } from '../../server/access/local-access.ts';
import type { CommandInput, GivenFlags } from '../command.ts';
import { simFlags } from '../sim-flags.ts';
import { serveFleet } from './serve-fleet.ts';
import { untilStopped } from './until-stopped.ts';

/** How long after the first full sync trouble begins. */
const troubleAfterMs = 30_000;

/** Starts a simulated fleet in a process of its own, and serves it. */
export async function runDemo(input: CommandInput): Promise<number> {
  const { terminal, env, flags } = input;
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-demo-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const child = startSimProcess(flags, kubeconfig);
  try {
    terminal.progress('growing a simulated fleet');
    const controlUrl = await simReady(child, terminal.signal);
    const targets = await labelled(await targetsFromKubeconfig({ files: [kubeconfig], env }), controlUrl);
    const running = await serveFleet(input, { targets, access: openAccess(), gzip: 'never' });
    await terminal.write(`Hindsight serves ${targets.length} simulated clusters at ${running.url}/\n`);
    terminal.note(`Watch pods come and go: ${running.url}/clusters/_all/namespaces/_all/pods?sort=Age&limit=50&reload=2`);
    terminal.note(`Or in a terminal: curl ${running.url}/clusters/_all/nodes, hindsight get pods -A --server ${running.url}`);
    let trouble: NodeJS.Timeout | undefined;
    const begin = (): void => {
      makeTrouble(
        controlUrl,
        targets.map(({ id }) => id),
        terminal.note,
      ).catch((error: Error) => terminal.note(`The planned trouble could not be made: ${error.message}`));
    };
    const code = await untilStopped(running, terminal, () => {
      if (!flags.has('calm')) trouble = setTimeout(begin, troubleAfterMs);
    });
    clearTimeout(trouble);
    return code;
  } finally {
    child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Growing a fleet makes much garbage beside what stays: with room for it less is copied about. */
const roomyYoungGeneration = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** The same program with `sim`; it ends when this process does, because the channel between them closes. */
function startSimProcess(flags: GivenFlags, kubeconfig: string): ChildProcess {
  const passedOn = simFlags.flatMap(({ name, value }) => {
    if (!flags.has(name)) return [];
    return value === undefined ? [`--${name}`] : [`--${name}`, flags.text(name) as string];
  });
  const program = process.argv[1] as string;
  return spawn(process.execPath, [...roomyYoungGeneration, ...process.execArgv, program, 'sim', '--kubeconfig', kubeconfig, ...passedOn], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The control address, once the simulated servers listen. */
function simReady(child: ChildProcess, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { controlUrl: string }).controlUrl));
    child.once('exit', (code) => reject(new HindsightError('cannot-start', `the simulated fleet ended with ${code} before it was ready`)));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A kubeconfig knows no labels; the simulated fleet says channel, environment and region of its clusters. */
async function labelled(targets: readonly ClusterTarget[], controlUrl: string): Promise<readonly ClusterTarget[]> {
  const answer = await fetch(`${controlUrl}/clusters`);
  const clusters = (await answer.json()) as readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
  const labels = new Map(clusters.map((cluster) => [cluster.name, cluster.labels]));
  return targets.map((target) => ({ ...target, labels: labels.get(target.id) ?? target.labels }));
}

/** Shows what the product is for: two clusters stop to answer, in one events become forbidden. */
async function makeTrouble(controlUrl: string, clusters: readonly string[], note: (text: string) => void): Promise<void> {
  const plan = demoTrouble(clusters);
  for (const { cluster, fault } of plan) {
    await fetch(`${controlUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cluster, fault }),
    });
  }
  const [hanging, refusing, forbidden] = plan.map(({ cluster }) => cluster);
  note(
    `Trouble, as planned: ${hanging} and ${refusing} stop to answer, ${forbidden} forbids its events. Every row stays on screen, with its age.`,
  );
}

/** Which cluster gets which trouble; the clusters that scenarios use are spared. */
function demoTrouble(clusters: readonly string[]): readonly { readonly cluster: string; readonly fault: SimFault }[] {
  const famous = new Set(['shop-prod-1', 'shop-test-1', 'infra-alpha-1', 'iam-prod-1']);
  const others = clusters.filter((cluster) => !famous.has(cluster));
  const pool = others.length >= 3 ? others : clusters;
  const at = (share: number): string => pool[Math.floor(share * (pool.length - 1))] as string;
  return [
    { cluster: at(0.3), fault: { type: 'hang-connect' } },
    { cluster: at(0.6), fault: { type: 'refuse' } },
    { cluster: at(0.9), fault: { type: 'forbid', match: { resources: ['events'] } } },
  ];
}
