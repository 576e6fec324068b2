import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../src/core/base/random.ts';

const program = join(import.meta.dirname, 'keep-child.ts');

/** Kills a process that keeps a fleet, at random moments, again and again: it starts every time with nothing older than what it last said to have kept. Answers the generation reached. */
export async function killKeeper(q: { readonly times: number; readonly seed: string }): Promise<number> {
  const random = seededRandom(q.seed);
  const folder = mkdtempSync(join(tmpdir(), 'hindsight-kill-'));
  let sure = 0;
  try {
    for (let time = 0; time < q.times; time++) {
      const killAfterMs = random.chance(0.15) ? random.int(500) : undefined;
      const said = await oneLife(join(folder, 'state'), { killAfterMs, liveMs: random.int(350) });
      const where = `seed ${q.seed}, life ${time}: `;
      if (said.trouble !== '') throw new Error(where + said.trouble);
      if (said.started !== undefined && said.started < sure)
        throw new Error(`${where}generation ${said.started} came back, ${sure} was kept`);
      sure = Math.max(sure, said.started ?? 0, said.kept);
    }
    return sure;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Life {
  readonly started: number | undefined;
  readonly kept: number;
  readonly trouble: string;
}

/** Killed so long after its start (it may not have come far), or so long after it said that it started. */
function oneLife(folder: string, q: { killAfterMs: number | undefined; liveMs: number }): Promise<Life> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const kill = (): void => void child.kill('SIGKILL');
  if (q.killAfterMs !== undefined) setTimeout(kill, q.killAfterMs);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (q.killAfterMs === undefined && !stdout.includes('started') && text.includes('started')) setTimeout(kill, q.liveMs);
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) =>
    child.once('close', (_, signal) => {
      const numbers = (word: string): number[] =>
        [...stdout.matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].map((match) => Number(match[1]));
      const trouble = signal === 'SIGKILL' ? stderr : `it ended by itself: ${stderr}`;
      resolve({ started: numbers('started')[0], kept: numbers('kept').at(-1) ?? 0, trouble });
    }),
  );
}
