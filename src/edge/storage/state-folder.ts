import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HindsightError } from '../../core/base/hindsight-error.ts';

/** Names of what we put into a state folder begin so. */
const ownNames = /^(state\.db|records\.db|names\.json|serving\.json)/;

/** The folder of this platform for what a program remembers. Source: XDG Base Directory Specification, $XDG_STATE_HOME. */
export function defaultStateFolder(
  env: Readonly<Record<string, string | undefined>>,
  q: { readonly platform: NodeJS.Platform; readonly home: string } = { platform: process.platform, home: homedir() },
): string {
  if (q.platform === 'darwin') return join(q.home, 'Library', 'Application Support', 'hindsight');
  const base = env.XDG_STATE_HOME;
  return join(base?.startsWith('/') ? base : join(env.HOME ?? q.home, '.local', 'state'), 'hindsight');
}

/**
 * Makes sure that a folder exists, belongs to us and is closed to others (0700).
 *
 * Throws HindsightError `cannot-start` when it belongs to somebody else, is no folder, or is open to others and has files that are not ours.
 */
export function prepareStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(folder, `cannot be made: ${(error as Error).message}`, error);
  }
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw unusable(folder, 'is no folder');
  const us = process.getuid?.();
  if (us !== undefined && found.uid !== us) throw unusable(folder, `belongs to user ${found.uid}, we are ${us}`);
  if (us === undefined || (found.mode & 0o077) === 0) return;
  const foreign = readdirSync(folder).find((name) => !ownNames.test(name));
  if (foreign !== undefined) throw unusable(folder, `is open to others and holds more than our files ("${foreign}")`);
  chmodSync(folder, 0o700);
}

function unusable(folder: string, why: string, cause?: unknown): HindsightError {
  return new HindsightError('cannot-start', `the state folder ${folder} ${why}`, {
    hint: 'Name a folder of its own with --state-dir, or keep nothing with --no-state.',
    cause,
  });
}
