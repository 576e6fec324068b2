import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { BenchCase, BenchContext } from '../bench-case.ts';
import { type SimProcess, startSim, until } from '../start-process.ts';
import { percentile } from '../statistics.ts';

const pods = 20;
const linesPerSecond = 50_000;
const namespace = 'kube-system';
const warmUpMs = 5_000;

/**
 * 20 pods write 50,000 lines a second together, numbered without a gap; `logs -f` merges them into a pipe. Lag counts from the time of a line to its arrival here, the
 * holding time of the merge included; growth is the most of the second half above the most of the first; every line is looked for.
 */
export const followedLogs: BenchCase = {
  name: 'followed-logs',
  slow: false,
  async run(context) {
    const sim = await startSim(context, ['--still', '--clusters', '4', '--pods', '400']);
    try {
      const names = await podNames(context, sim);
      const clusters = new Set(names.map(({ cluster }) => cluster));
      for (const cluster of clusters) {
        await sim.setFault(cluster, { type: 'log-flood', linesPerSecond: linesPerSecond / pods, lineBytes: 120 });
      }
      return await follow(context, { sim, names: names.slice(0, pods) });
    } finally {
      await sim.stop();
    }
  },
};

interface PodName {
  readonly cluster: string;
  readonly name: string;
}

/** Running pods of one container. */
async function podNames({ cliPath }: BenchContext, sim: SimProcess): Promise<readonly PodName[]> {
  const args = [
    cliPath,
    'get',
    'pods',
    '-n',
    namespace,
    '--kubeconfig',
    sim.kubeconfig,
    '--filter',
    'Status=Running,Ready=1/1',
    '-o',
    'tsv',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  const [head = '', ...rows] = text.trim().split('\n');
  const columns = head.split('\t');
  const [cluster, name] = [columns.indexOf('Cluster'), columns.indexOf('Name')];
  return rows.map((row) => row.split('\t')).map((cells) => ({ cluster: cells[cluster] ?? '', name: cells[name] ?? '' }));
}

async function follow(
  context: BenchContext,
  { sim, names }: { sim: SimProcess; names: readonly PodName[] },
): Promise<Readonly<Record<string, number>>> {
  const words = [...new Set(names.map(({ name }) => name))];
  const flags = ['-n', namespace, '-f', '--tail', '0', '--timestamps', '-o', 'json', '--kubeconfig', sim.kubeconfig];
  const child = spawn(process.execPath, [context.cliPath, 'logs', ...words, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const reader = new LineReader();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  child.stdout.on('data', (chunk: Buffer) => reader.add(chunk));
  const seconds = context.quick ? 6 : 20;
  try {
    await until('lines of every pod', 30_000, async () => reader.sources >= names.length);
    // The heap finds its size in the first seconds.
    await pause(warmUpMs);
    const before = processFigures(child);
    reader.begin();
    const startedAt = performance.now();
    const early = await highestMemory(child, (seconds * 1000) / 2);
    const late = await highestMemory(child, (seconds * 1000) / 2);
    const elapsed = (performance.now() - startedAt) / 1000;
    const after = processFigures(child);
    const rate = reader.counted / elapsed;
    context.log(
      `${Math.round(rate).toLocaleString('en')} lines/s of ${reader.sources} containers, CPU ${((after.cpuMs - before.cpuMs) / elapsed / 10).toFixed(0)} % of one core, ` +
        `RSS ${(early / 1e6).toFixed(0)} → ${(late / 1e6).toFixed(0)} MB, lag median ${percentile(reader.lagsMs, 0.5).toFixed(0)} ms`,
    );
    if (complaints.includes('dropped')) throw new Error(`lines were dropped: ${complaints.slice(0, 300)}`);
    return {
      'logs-rate': (100 * rate) / linesPerSecond,
      'logs-lost': reader.lost + reader.doubled,
      'logs-lag-p95': percentile(reader.lagsMs, 0.95),
      'logs-memory': Math.max(early, late) / 1e6,
      'logs-growth': Math.max(0, late - early) / 1e6,
    };
  } finally {
    child.kill('SIGINT');
  }
}

/** Counts lines, and finds gaps in their numbers and how old they are; looks at one line of each chunk for its age. */
class LineReader {
  readonly #last = new Map<string, number>();
  #rest = '';
  #measuring = false;
  readonly lagsMs: number[] = [];
  counted = 0;
  lost = 0;
  doubled = 0;

  get sources(): number {
    return this.#last.size;
  }

  begin(): void {
    this.#measuring = true;
  }

  add(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    const last = lines.at(-1);
    if (this.#measuring && last !== undefined) this.lagsMs.push(Date.now() - Date.parse(between(last, '"time":"', '"')));
  }

  #line(line: string): void {
    const source = between(line, '"cluster":', ',"time"');
    const number = Number(between(line, '"text":"line=', ' '));
    const expected = (this.#last.get(source) ?? number - 1) + 1;
    if (number > expected) this.lost += number - expected;
    if (number < expected) this.doubled++;
    this.#last.set(source, number);
    if (this.#measuring) this.counted++;
  }
}

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
}

function processFigures({ pid }: ChildProcess): { readonly rssBytes: number; readonly cpuMs: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const rssBytes = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  return { rssBytes, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
}

async function highestMemory(child: ChildProcess, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let most = 0;
  while (performance.now() < until) {
    most = Math.max(most, processFigures(child).rssBytes);
    await pause(200);
  }
  return most;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
