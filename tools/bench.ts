/**
 * `npm run bench`: figures beside budgets, fails on a miss. `--quick` leaves out what takes minutes, `--only NAME` runs one case,
 * `--calibrate` writes the reference speeds of this machine into bench/budgets.json (by a decision record only).
 */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchCase } from '../bench/bench-case.ts';
import { calibrate, type MachineSpeed, slowness } from '../bench/calibrate.ts';
import { runStep } from './run-step.ts';

/** One line of bench/budgets.json. Times scale with the machine; nothing else does. */
interface Budget {
  readonly id: string;
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  readonly kind: 'time' | 'fixed';
  /** `most`: the figure may not exceed the limit; `least`: it may not fall below. */
  readonly bound: 'most' | 'least';
}

const root = join(import.meta.dirname, '..');
const budgetsFile = join(root, 'bench/budgets.json');
const budgets: { reference: MachineSpeed; budgets: readonly Budget[] } = JSON.parse(readFileSync(budgetsFile, 'utf8'));
const flag = (name: string): boolean => process.argv.includes(`--${name}`);
const only = process.argv[process.argv.indexOf('--only') + 1];

async function loadCases(): Promise<BenchCase[]> {
  const files = globSync('bench/cases/*.bench.ts', { cwd: root }).sort();
  const modules = await Promise.all(files.map((file) => import(join(root, file)) as Promise<Record<string, BenchCase>>));
  return modules
    .flatMap((module) => Object.values(module))
    .filter((bench) => (flag('only') ? bench.name === only : !(flag('quick') && bench.slow)));
}

function verdict(budget: Budget, figure: number, slow: number): { readonly allowed: number; readonly met: boolean } {
  const allowed = budget.kind === 'time' ? budget.limit * slow : budget.limit;
  return { allowed, met: budget.bound === 'most' ? figure <= allowed : figure >= allowed };
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

async function measure(): Promise<Map<string, number>> {
  const figures = new Map<string, number>();
  for (const bench of await loadCases()) {
    const folder = mkdtempSync(join(tmpdir(), 'hindsight-bench-'));
    console.log(`\n── ${bench.name}`);
    try {
      const context = {
        quick: flag('quick'),
        cliPath: join(root, 'bin/hindsight.cjs'),
        folder,
        log: (line: string) => console.log(`   ${line}`),
      };
      for (const [id, figure] of Object.entries(await bench.run(context))) figures.set(id, figure);
    } catch (error) {
      console.error(`   ${bench.name} failed: ${error instanceof Error ? error.stack : error}`);
      figures.set(`failed:${bench.name}`, Number.NaN);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}

function printTable(figures: ReadonlyMap<string, number>, slow: number): boolean {
  let fine = true;
  console.log('\n| what | figure | budget | |\n|---|---|---|---|');
  for (const budget of budgets.budgets) {
    const figure = figures.get(budget.id);
    if (figure === undefined) continue;
    const { allowed, met } = verdict(budget, figure, slow);
    fine &&= met;
    const sign = budget.bound === 'most' ? '≤' : '≥';
    const scaled = allowed === budget.limit ? '' : ` (here ${format(allowed)})`;
    console.log(
      `| ${budget.what} | ${format(figure)} ${budget.unit} | ${sign} ${budget.limit} ${budget.unit}${scaled} | ${met ? 'met' : 'MISSED'} |`,
    );
  }
  for (const id of figures.keys()) {
    if (id.startsWith('failed:')) fine = false;
    if (!budgets.budgets.some((budget) => budget.id === id)) console.log(`| ${id} | ${format(figures.get(id) as number)} | | |`);
  }
  return fine;
}

const before = await calibrate();
if (flag('calibrate')) {
  writeFileSync(budgetsFile, `${JSON.stringify({ ...budgets, reference: before }, null, 2)}\n`);
  console.log(`reference speeds written: ${JSON.stringify(before)}`);
} else {
  if ((await runStep('node', ['tools/build.ts'], { cwd: root })) !== 0) process.exit(1);
  const figures = await measure();
  const slow = slowness(before, budgets.reference);
  console.log(
    `\nThis machine: JSON.parse ${format(before.jsonParseMBps)} MB/s (reference ${format(budgets.reference.jsonParseMBps)}), ${format(before.hashesPerMs)} hashes/ms (${format(budgets.reference.hashesPerMs)}), round trip ${before.roundTripMs.toFixed(3)} ms (${budgets.reference.roundTripMs.toFixed(3)}); times may be ${slow.toFixed(2)} × their budget.`,
  );
  const fine = printTable(figures, slow);
  writeFileSync(
    join(root, 'bench/latest.json'),
    `${JSON.stringify({ speed: before, slowness: slow, figures: Object.fromEntries(figures) }, null, 2)}\n`,
  );
  console.log(fine ? '\nAll budgets met.' : '\nA budget was missed.');
  process.exitCode = fine ? 0 : 1;
}
