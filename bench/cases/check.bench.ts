import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { growManifests } from '../grow-manifests.ts';
import { median } from '../statistics.ts';

const manifests = 10_000;

/** `hindsight check` on folders of manifests, from process start to its end. */
export const checkManifestsBench: BenchCase = {
  name: 'check',
  slow: false,
  async run(context) {
    const mixed = grown(context, 'mixed', { manifests, flawed: 0.2 });
    const flawed = grown(context, 'flawed', { manifests, flawed: 1 });
    const half = grown(context, 'half', { manifests: manifests / 2, flawed: 0.2 });
    const small = grown(context, 'small', { manifests: 100, flawed: 0.2 });
    const rounds = context.quick ? 2 : 4;
    const whole = await checked(context, mixed, rounds);
    const halved = await checked(context, half, rounds);
    const start = await checked(context, small, rounds);
    const all = await checked(context, flawed, 2);
    return {
      'check-10k': whole.wallMs,
      'check-10k-memory': whole.peakMb,
      'check-10k-flawed': all.wallMs,
      'check-100': start.wallMs,
      // Twice the manifests, without what every run costs.
      'check-linear': (whole.cpuMs - start.cpuMs) / (halved.cpuMs - start.cpuMs),
    };
  },
};

function grown(context: BenchContext, name: string, q: { readonly manifests: number; readonly flawed: number }): string {
  const folder = join(context.folder, name);
  mkdirSync(folder);
  const { files, bytes } = growManifests({ folder, ...q });
  context.log(`${name}: ${q.manifests} manifests in ${files} files, ${(bytes / 1e6).toFixed(1)} MB`);
  return folder;
}

interface Run {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

async function checked(context: BenchContext, folder: string, rounds: number): Promise<Run> {
  const runs: Run[] = [];
  for (let i = 0; i < rounds; i++) runs.push(await once(context, folder));
  return {
    wallMs: median(runs.map(({ wallMs }) => wallMs)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
  };
}

/** The process says at its end what it used: loaded before it, this writes its figures into a file. */
const witness = `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(process.env.BENCH_WITNESS, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 }));
});
`;

async function once({ cliPath, folder: own }: BenchContext, folder: string): Promise<Run> {
  const preload = join(own, 'witness.mjs');
  const figures = join(own, 'witness.json');
  writeFileSync(preload, witness);
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const args = ['--import', preload, cliPath, 'check', folder, '--fail-on', 'never'];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BENCH_WITNESS: figures },
    });
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`check ended with ${code}`))));
  });
  const wallMs = performance.now() - started;
  return { wallMs, ...(JSON.parse(readFileSync(figures, 'utf8')) as { cpuMs: number; peakMb: number }) };
}
