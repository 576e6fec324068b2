/**
 * Packs the package as published and runs it outside the repository: `hindsight --version`, and `hindsight get nodes` against a simulated cluster.
 * Without flags the unpacked tarball stands beside the repository's own node_modules; `--install` installs it from the registry into an empty folder.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'hindsight-package-'));
const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Packs, and answers the launcher of the unpacked or installed package. */
function unpack(): string {
  const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }).trim();
  if (process.argv.includes('--install')) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', join(folder, name)], { cwd: folder, stdio: 'inherit' });
    return join(folder, 'node_modules/kube-hindsight/bin/hindsight.cjs');
  }
  mkdirSync(join(folder, 'unpacked'));
  execFileSync('tar', ['-xzf', join(folder, name), '-C', join(folder, 'unpacked')]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'unpacked/node_modules'));
  return join(folder, 'unpacked/package/bin/hindsight.cjs');
}

/** Waits for the file that `hindsight sim` writes once its servers listen. */
async function waitFor(file: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (existsSync(file)) return;
    if (child.exitCode !== null) throw new Error(`hindsight sim ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('hindsight sim wrote no kubeconfig within 30 s');
}

let sim: ChildProcess | undefined;
try {
  const launcher = unpack();
  const run = (...args: string[]): string => execFileSync(process.execPath, [launcher, ...args], { cwd: folder, encoding: 'utf8' });
  const printed = run('--version').trim();
  if (!printed.includes(version)) throw new Error(`--version printed ${printed}, not ${version}`);
  const kubeconfig = join(folder, 'sim.yaml');
  sim = spawn(process.execPath, [launcher, 'sim', '--clusters', '1', '--pods', '20', '--kubeconfig', kubeconfig], {
    cwd: folder,
    stdio: 'inherit',
  });
  await waitFor(kubeconfig, sim);
  const nodes = run('get', 'nodes', '--kubeconfig', kubeconfig);
  if (!/^NAME +STATUS +ROLES/.test(nodes) || nodes.trim().split('\n').length < 2) throw new Error(`get nodes printed:\n${nodes}`);
  console.log(`${printed}: packed, started, read ${nodes.trim().split('\n').length - 1} nodes`);
} finally {
  sim?.kill();
  rmSync(folder, { recursive: true, force: true });
}
