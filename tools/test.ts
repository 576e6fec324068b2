/**
 * `npm test`: everything that can be tested on this machine, in the order in which it fails fastest.
 * Ends with the plain line `N passed, N failed`; a step without tests of its own counts as one.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findComponents } from './components.ts';
import { findChromium } from './find-chromium.ts';
import { runStep } from './run-step.ts';

const root = join(import.meta.dirname, '..');
const flags = [...process.argv.slice(2), ...(process.env.HINDSIGHT_TEST_FLAGS ?? '').split(' ')];
const reports = mkdtempSync(join(tmpdir(), 'hindsight-test-'));
const tally = { passed: 0, failed: 0 };
const failures: string[] = [];
const notRun: string[] = [];

function count(name: string, code: number): boolean {
  tally[code === 0 ? 'passed' : 'failed']++;
  if (code !== 0) failures.push(name);
  return code === 0;
}

async function step(name: string, program: string, args: readonly string[]): Promise<boolean> {
  console.log(`\n── ${name}`);
  return count(name, await runStep(program, args, { cwd: root }));
}

/** Runs a Vitest project; its tests are counted one by one. */
async function suite(project: string): Promise<void> {
  console.log(`\n── ${project} tests`);
  const file = join(reports, `${project}.json`);
  const code = await runStep(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { cwd: root },
  );
  const report = readReport(file);
  tally.passed += report.numPassedTests;
  tally.failed += report.numFailedTests;
  if (report.numFailedTests > 0) failures.push(`${report.numFailedTests} ${project} tests`);
  else if (code !== 0 || report.numPassedTests === 0) count(`${project} tests (vitest exit ${code})`, 1);
}

function readReport(file: string): { numPassedTests: number; numFailedTests: number } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

await step('generated files are fresh', 'node', ['tools/generate.ts', '--check']);
await step('lint and format', 'biome', ['check', '.']);
await step('types', 'tsc', ['-p', 'tsconfig.json']);
await step('types of core, without Node or DOM', 'tsc', ['-p', 'tsconfig.core.json']);
await step('types of what the browser runs', 'tsc', ['-p', 'tsconfig.web.json']);
if (await step('build', 'node', ['tools/build.ts'])) await step('the packed tarball runs', 'node', ['tools/try-package.ts']);
await suite('unit');
await suite('simulated');
if (findChromium() !== undefined) await suite('browser');
else if (flags.includes('--require-browser')) count('pages in a browser: no Chromium or Chrome was found', 1);
else notRun.push('the pages in a browser: no Chromium or Chrome on the PATH (or $HINDSIGHT_CHROMIUM)');

const install = flags.includes('--install-go') ? ['--install-go'] : [];
console.log('\n── real kube-apiserver and etcd');
const built = (await runStep('node', ['tools/components.ts', ...install], { cwd: root })) === 0;
const components = built ? findComponents() : { missing: 'they could not be built; Go 1.26 or newer, or KUBEBUILDER_ASSETS, is needed' };
if ('folder' in components) await suite('contract');
else if (flags.includes('--require-components')) count(`real kube-apiserver and etcd: ${components.missing}`, 1);
else notRun.push(`the contract suite against a real kube-apiserver and etcd, parity of all columns included: ${components.missing}`);

rmSync(reports, { recursive: true, force: true });
for (const name of failures) console.log(`\nFAILED: ${name}`);
for (const name of notRun) console.log(`\nNOT RUN: ${name}`);
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed > 0 ? 1 : 0;
