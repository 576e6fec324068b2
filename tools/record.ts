/**
 * `node tools/record.ts`: writes docs/images/terminal.svg, five commands and what they really print on the simulated fleet of a pinned seed and instant.
 * `--check` fails when the picture is stale. The seconds that answers took are the only thing that differs between two runs; a picture that differs in nothing else is kept.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCommandLine } from '../src/apps/cli/main.ts';
import { composeFleet } from '../src/apps/server/compose-fleet.ts';
import { ManualClock } from '../src/core/base/clock.ts';
import { growWorld } from '../src/core/sim/world.ts';
import { targetsFromKubeconfig } from '../src/edge/client/kubeconfig-targets.ts';
import { startSimApi } from '../src/edge/simapi/start-sim-api.ts';
import { serveComposed } from '../test/kit/serve-composed.ts';
import { type TerminalScene, terminalSvg } from './terminal-svg.ts';

/** Certificates of the simulated servers are made for this instant, which is not far from any day on which this runs. */
const epochMs = Date.parse('2026-11-24T12:00:00Z');
const columns = 134;
const file = join(import.meta.dirname, '../docs/images/terminal.svg');

/** What is shown: words, and how many lines of the answer fit. */
const commands: readonly { readonly args: readonly string[]; readonly lines?: number }[] = [
  {
    args: [
      'get',
      'pods',
      '-A',
      '--filter',
      'problems',
      '--channel',
      'stable',
      '--sort-by',
      'Restarts:desc',
      '--limit',
      '10',
      '--hide-columns',
      'Problem Since',
    ],
  },
  { args: ['describe', 'deploy/password-api', '-n', 'identity', '--clusters', 'iam-prod-1'], lines: 24 },
  {
    args: [
      'events',
      '--types',
      'Warning',
      '--filter',
      'Reason=Unhealthy|FailedScheduling',
      '--limit',
      '8',
      '-n',
      'identity,visibility,platform,search',
    ],
  },
  { args: ['top', 'nodes', '--sort-by', 'cpu%', '--limit', '8'] },
  { args: ['diff', '*', 'daemonset/kube-proxy', '-n', 'kube-system'] },
];

const folder = mkdtempSync(join(tmpdir(), 'hindsight-record-'));
process.env.TZ = 'UTC';
const clock = new ManualClock(epochMs);
const world = growWorld({ seed: 1, epochMs, clusters: 12, pods: 1200 });
const sim = await startSimApi({ world, clock });
const kubeconfig = join(folder, 'kubeconfig.yaml');
writeFileSync(kubeconfig, sim.kubeconfig(), { mode: 0o600 });
const targets = (await targetsFromKubeconfig({ files: [kubeconfig], env: {} })).map((target) => ({
  ...target,
  labels: world.cluster(target.id)?.labels ?? {},
}));
const fleet = composeFleet({ targets, mode: 'watch', userAgent: 'hindsight/record', env: {}, clock, gzip: 'never' });
const server = await serveComposed(fleet);
try {
  while (!fleet.source.status().ready) await new Promise((resolve) => setTimeout(resolve, 20));
  const scenes: TerminalScene[] = [];
  for (const { args, lines } of commands) scenes.push(await record(args, lines));
  keep(terminalSvg(scenes, `Five commands of Hindsight on a simulated fleet: ${commands.map(({ args }) => args[0]).join(', ')}`));
} finally {
  await server.close();
  await sim.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(process.exitCode ?? 0);

/** Runs one command as on a terminal; a longer answer is cut as by `head`, and the command line says so. */
async function record(args: readonly string[], lines: number | undefined): Promise<TerminalScene> {
  const chunks: string[] = [];
  const stream = (): Writable & { readonly isTTY: boolean; readonly columns: number } =>
    Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          chunks.push(String(chunk));
          done();
        },
      }),
      { isTTY: true, columns },
    );
  const code = await runCommandLine(args, {
    streams: { stdout: stream(), stderr: stream() },
    env: { HINDSIGHT_SERVER: server.url, HOME: folder },
  });
  if (code > 1) throw new Error(`hindsight ${args.join(' ')} ended with ${code}:\n${chunks.join('')}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: progress lines are cleared with escapes
  const output = chunks.join('').replace(/\r?\x1b\[2K/g, '');
  const wrapped = output.split('\n').flatMap(wrapLine).join('\n');
  const command = `hindsight ${args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ')}`;
  return lines === undefined
    ? { command, output: wrapped }
    : { command: `${command} | head -${lines}`, output: output.split('\n').slice(0, lines).join('\n') };
}

/** Breaks a line where a terminal does; escapes take no room. */
function wrapLine(line: string): readonly string[] {
  const lines = [''];
  let width = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sign is what is looked for
  for (const sign of line.match(/\x1b\[\d*m|[\s\S]/gu) ?? []) {
    const isEscape = sign.length > 2;
    if (!isEscape && ++width > columns) {
      lines.push('');
      width = 1;
    }
    lines[lines.length - 1] += sign;
  }
  return lines;
}

/** Writes the picture, or tells that it is stale; seconds do not count. */
function keep(svg: string): void {
  const timeless = (text: string): string => text.replaceAll(/in \d+\.\d{3} seconds/g, 'in N seconds');
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // The first time.
  }
  if (timeless(before) === timeless(svg)) return;
  if (process.argv.includes('--check')) {
    process.stderr.write('docs/images/terminal.svg is stale: run `node tools/record.ts`\n');
    process.exitCode = 1;
  } else writeFileSync(file, svg);
}
