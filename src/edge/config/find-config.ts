import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { ConfigFile } from './config-file.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the configuration is looked for when no flag names it; the first file that exists counts. The working folder is not among them: whoever can write there would decide which commands run. */
export function configPlaces(env: Env): readonly string[] {
  const own =
    env.XDG_CONFIG_HOME !== undefined && env.XDG_CONFIG_HOME !== ''
      ? env.XDG_CONFIG_HOME
      : env.HOME === undefined
        ? undefined
        : join(env.HOME, '.config');
  return [...(own === undefined ? [] : [join(own, 'hindsight', 'hindsight.yaml')]), '/etc/hindsight/hindsight.yaml'];
}

/** Reads the configuration file that applies; undefined when there is none. HindsightError `config-invalid`. Nothing but this costs the start when there is no file. */
export async function loadConfig(named: string | undefined, env: Env): Promise<ConfigFile | undefined> {
  const path = named ?? (env.HINDSIGHT_CONFIG === '' ? undefined : env.HINDSIGHT_CONFIG);
  if (path !== undefined) {
    const text = await readIfThere(path);
    if (text === undefined) {
      throw new HindsightError('config-invalid', `${path} does not exist`, {
        hint: `Check the path in ${named === undefined ? 'HINDSIGHT_CONFIG' : '--config'}.`,
        place: { source: path },
      });
    }
    return parse(text, resolve(path));
  }
  for (const place of configPlaces(env)) {
    const text = await readIfThere(place);
    if (text !== undefined) return parse(text, place);
  }
  return undefined;
}

async function parse(text: string, path: string): Promise<ConfigFile> {
  const { parseConfig } = await import('./parse-config.ts');
  return parseConfig(text, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HindsightError('config-invalid', `${path} cannot be read: ${code ?? String(error)}`, {
      place: { source: path },
      cause: error,
    });
  }
}
