import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { Kubeconfig } from '../config/kubeconfig-file.ts';
import { readKubeconfigText } from '../config/load-kubeconfig.ts';

/** A kubeconfig that lies in a folder. */
export interface FoundKubeconfig {
  readonly file: string;
  /** File name without its ending. */
  readonly stem: string;
  readonly config: Kubeconfig;
}

/** More is no kubeconfig. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads the kubeconfigs of a folder, in the order of their names, each a world of its own: many programs write the same names into every file. A file that cannot be
 * used is told, and what it said before stays. Files of other users, and files that everybody may write, are not read: they could name any command and server.
 */
export class KubeconfigFolder {
  readonly path: string;
  readonly #known = new Map<string, { readonly mark: string; readonly found: FoundKubeconfig | undefined; readonly notice: string }>();

  constructor(path: string) {
    this.path = path;
  }

  async read(): Promise<{ readonly found: readonly FoundKubeconfig[]; readonly notices: readonly string[] }> {
    const files = await this.#files();
    for (const file of this.#known.keys()) if (!files.includes(file)) this.#known.delete(file);
    const all = [];
    for (const file of files) all.push(await this.#readFile(file));
    return { found: all.flatMap(({ found }) => found ?? []), notices: all.map(({ notice }) => notice).filter((notice) => notice !== '') };
  }

  async #files(): Promise<readonly string[]> {
    try {
      const { uid } = await stat(this.path);
      if (isForeign(uid))
        throw new HindsightError('kubeconfig-missing', `${this.path} belongs to another user (uid ${uid}): it is not read`);
      const names = await readdir(this.path);
      return names
        .filter((name) => !name.startsWith('.') && !/~$|\.(?:bak|swp|tmp|lock)$/.test(name))
        .sort()
        .map((name) => join(this.path, name));
    } catch (error) {
      if (error instanceof HindsightError) throw error;
      const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
      throw new HindsightError('kubeconfig-missing', `the folder ${this.path} ${reason}`, {
        hint: 'Check the path in --kubeconfig-dir.',
        cause: error,
      });
    }
  }

  async #readFile(file: string): Promise<{ readonly found: FoundKubeconfig | undefined; readonly notice: string }> {
    const known = this.#known.get(file);
    const keep = (notice: string, mark: string): { found: FoundKubeconfig | undefined; notice: string } => {
      const entry = { mark, found: known?.found, notice: known?.found === undefined ? notice : `${notice}; what it said before holds` };
      this.#known.set(file, entry);
      return entry;
    };
    try {
      const { uid, mode, size, mtimeMs, ino, isFile } = await statOf(file);
      const mark = `${mtimeMs} ${size} ${ino} ${uid} ${mode}`;
      if (known?.mark === mark) return known;
      if (!isFile) return { found: undefined, notice: '' };
      if (isForeign(uid)) return this.#drop(file, mark, `${file} belongs to another user (uid ${uid}): it is not read`);
      if ((mode & 0o002) !== 0) return this.#drop(file, mark, `${file} may be written by everybody: it is not read (chmod o-w)`);
      if (size > mostBytes) return keep(`${file} is larger than any kubeconfig: it is not read`, mark);
      return this.#take(file, mark, await readFile(file, 'utf8'), keep);
    } catch (error) {
      return keep(`${file} cannot be read: ${(error as Error).message}`, '');
    }
  }

  async #take(
    file: string,
    mark: string,
    text: string,
    keep: (notice: string, mark: string) => { found: FoundKubeconfig | undefined; notice: string },
  ): Promise<{ readonly found: FoundKubeconfig | undefined; readonly notice: string }> {
    try {
      const stem = (file.split('/').at(-1) ?? file).replace(/\.(?:ya?ml|json|conf|config|kubeconfig)$/i, '');
      const entry = { mark, found: { file, stem, config: await readKubeconfigText(text, file) }, notice: '' };
      this.#known.set(file, entry);
      return entry;
    } catch (error) {
      if (error instanceof HindsightError) return keep(error.message, mark);
      throw error;
    }
  }

  #drop(file: string, mark: string, notice: string): { readonly found: undefined; readonly notice: string } {
    this.#known.set(file, { mark, found: undefined, notice });
    return { found: undefined, notice };
  }
}

async function statOf(file: string): Promise<{ uid: number; mode: number; size: number; mtimeMs: number; ino: number; isFile: boolean }> {
  const facts = await stat(file);
  const { uid, mode, size, mtimeMs, ino } = facts;
  return { uid, mode, size, mtimeMs, ino, isFile: facts.isFile() };
}

/** Neither ours nor root's. Windows knows no such ids. */
function isForeign(uid: number): boolean {
  const own = process.getuid?.();
  return own !== undefined && uid !== own && uid !== 0;
}
