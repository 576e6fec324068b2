import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { type CentralSuppression, readCentralSuppressions } from '../../../core/checks/central-suppression.ts';
import type { CommandInput } from '../command.ts';

const standard = 'hindsight.suppressions.yaml';

/** The central suppressions: of the file that is named, else of `hindsight.suppressions.yaml` where there is one. HindsightError `config-invalid`. */
export function suppressionsOf({ flags }: CommandInput): readonly CentralSuppression[] {
  const file = flags.text('suppressions');
  if (file === undefined && !existsSync(standard)) return [];
  const source = file ?? standard;
  const text = readNamed(source, 'suppressions');
  return readCentralSuppressions(text.trim() === '' ? undefined : parsed(text, source), source);
}

/** The text of a file that a flag names; HindsightError `config-invalid` where it cannot be read. */
export function readNamed(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HindsightError('config-invalid', `${file} cannot be read`, { place: { source: `--${flag}` }, cause: error });
  }
}

function parsed(text: string, source: string): unknown {
  try {
    return load(text);
  } catch (error) {
    throw new HindsightError('config-invalid', `${source} is no valid YAML: ${(error as Error).message.split('\n')[0]}`, {
      place: { source },
      cause: error,
    });
  }
}
