import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { type Kubeconfig, mergeKubeconfigs } from './kubeconfig-file.ts';
import { kubeconfigPaths } from './kubeconfig-paths.ts';
import { readPlainKubeconfig } from './plain-kubeconfig.ts';

/** Reads and merges the kubeconfig files that apply. Throws HindsightError `kubeconfig-missing` or `kubeconfig-invalid`. */
export async function loadKubeconfig(
  files: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Kubeconfig> {
  const { paths, required } = kubeconfigPaths(files, env);
  const configs: Kubeconfig[] = [];
  for (const path of paths) {
    const text = await readIfThere(path);
    if (text !== undefined) configs.push(await readKubeconfigText(text, resolve(path)));
    else if (required === 'all') throw missing(path, 'Check the path in --kubeconfig.');
  }
  if (configs.length === 0 && required === 'one') throw missing(paths.join(', '), 'Check the paths in $KUBECONFIG.');
  return mergeKubeconfigs(configs);
}

/**
 * Reads the text of one kubeconfig; HindsightError `kubeconfig-invalid` with the place. The YAML library takes 40 ms to load and another 100 for 148 contexts: only for
 * files that need it.
 */
export async function readKubeconfigText(raw: string, file: string): Promise<Kubeconfig> {
  // A byte order mark is what some editors on Windows put in front; to YAML it is nothing.
  const text = raw.replace(/^\ufeff/, '');
  const plain = readPlainKubeconfig(text, file);
  if (plain !== undefined) return plain;
  const { parseKubeconfig } = await import('./parse-kubeconfig.ts');
  return parseKubeconfig(text, file);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message;
    throw new HindsightError('kubeconfig-missing', `${path} cannot be read: ${reason}`, { place: { source: path }, cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
};

function missing(path: string, hint: string): HindsightError {
  return new HindsightError('kubeconfig-missing', `${path} does not exist`, { hint, place: { source: path } });
}
