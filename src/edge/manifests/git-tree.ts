import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { HindsightError } from '../../core/base/hindsight-error.ts';

/** The files of a commit, written into a folder of their own. */
export interface GitTree {
  /** The paths that were asked for, there; those that the commit does not have are left out. */
  readonly paths: readonly string[];
  remove(): Promise<void>;
}

const overlay = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/**
 * What paths held at a commit. Neither the index nor the working tree is touched, and no hook runs.
 * HindsightError `usage` where there is no repository or no such commit.
 */
export async function gitTree(ref: string, paths: readonly string[]): Promise<GitTree> {
  const root = (await git(['rev-parse', '--show-toplevel'], 'this folder is in no git repository')).trim();
  const commit = (
    await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], `git knows no commit "${ref}"`)
  ).trim();
  const asked = paths.map((path) => relative(root, resolve(path)));
  const outside = asked.find((path) => path.startsWith('..') || isAbsolute(path));
  if (outside !== undefined)
    throw new HindsightError('usage', `${outside} is outside the git repository at ${root}`, {
      hint: 'Run it with paths of one repository.',
    });
  const files = await filesOf(root, commit, asked);
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-diff-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await checkOut({ root, commit, files, folder });
  } catch (error) {
    await remove();
    throw error;
  }
  const there = asked.filter((path) => path === '' || files.some((file) => file === path || file.startsWith(`${path}/`)));
  return { paths: there.map((path) => join(folder, 'tree', path)), remove };
}

/** Overlays reach beyond their folder: with one of them the whole commit is needed. */
async function filesOf(root: string, commit: string, asked: readonly string[]): Promise<readonly string[]> {
  const list = async (paths: readonly string[]): Promise<string[]> =>
    (
      await git(
        ['-C', root, 'ls-tree', '-r', '-z', '--name-only', '--full-tree', commit, '--', ...paths.filter((path) => path !== '')],
        'git cannot list the commit',
      )
    )
      .split('\0')
      .filter((name) => name !== '');
  const files = await list(asked.includes('') ? [] : asked);
  return files.some((file) => overlay.test(file)) ? list([]) : files;
}

async function checkOut(q: {
  readonly root: string;
  readonly commit: string;
  readonly files: readonly string[];
  readonly folder: string;
}): Promise<void> {
  const env = { GIT_INDEX_FILE: join(q.folder, 'index') };
  await git(['-C', q.root, 'read-tree', q.commit], 'git cannot read the commit', env);
  await fed(
    ['-C', q.root, 'checkout-index', '-q', '-z', '--stdin', `--prefix=${join(q.folder, 'tree')}/`],
    q.files.map((file) => `${file}\0`).join(''),
    env,
  );
}

function git(args: readonly string[], trouble: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((done, failed) => {
    execFile('git', [...args], { env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' }, (error, stdout) => {
      if (error === null) done(stdout);
      else
        failed(
          new HindsightError('usage', (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'git is not here' : trouble, {
            hint: '--diff takes a commit, a tag or a branch of the repository that holds the paths.',
            cause: error,
          }),
        );
    });
  });
}

function fed(args: readonly string[], input: string, env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn('git', [...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', failed);
    child.once('close', (code) =>
      code === 0
        ? done()
        : failed(
            new HindsightError('usage', 'git cannot write out the files of the commit', {
              hint: 'Is the disk full, or the clone a shallow one?',
            }),
          ),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
