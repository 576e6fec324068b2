import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { defaultStateFolder, prepareStateFolder } from '../../../edge/storage/state-folder.ts';
import type { KeepSettings } from '../../server/keep-fleet.ts';
import type { CommandInput } from '../command.ts';
import { packageVersion } from '../user-agent.ts';

/** 300,000 pods and 200,000 other objects take some 150 MB; what died and waits to be cleaned up as much again. */
const defaultMaxMb = 1024;

/**
 * Where the last known state is to be kept, by the flags; undefined: nowhere.
 *
 * A folder that was named and cannot be used is an error; the default one is then done without, and said so.
 */
export function readState({ flags, env, terminal }: CommandInput, q: { readonly byDefault: boolean }): KeepSettings | undefined {
  const named = flags.text('state-dir');
  const maxMb = flags.integer('state-max-mb', { min: 16, max: 1_000_000 }) ?? defaultMaxMb;
  if (flags.has('no-state')) return undefined;
  if (named === undefined && !(q.byDefault && hasHome(env))) return undefined;
  const folder = named === undefined ? defaultStateFolder(env) : resolve(named);
  try {
    prepareStateFolder(folder);
  } catch (error) {
    if (named !== undefined || !(error instanceof HindsightError)) throw error;
    terminal.note(visibleText(`Nothing is kept for a restart: ${error.message}.`));
    return undefined;
  }
  return {
    folder,
    maxBytes: maxMb * 1024 * 1024,
    program: `hindsight ${packageVersion()}`,
    onHeld: (by) => terminal.note(visibleText(`Nothing is kept for a restart: ${folder} is in use by ${by}.`)),
  };
}

/** A home that does not exist is not made, as that of a service user often is. */
function hasHome({ HOME, XDG_STATE_HOME }: Readonly<Record<string, string | undefined>>): boolean {
  return [XDG_STATE_HOME, HOME].some((folder) => folder !== undefined && folder !== '' && existsSync(folder));
}
