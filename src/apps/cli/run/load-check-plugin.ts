import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Check } from '../../../core/checks/check.ts';

/**
 * The checks that a file of the user exports, each shaped as ours are. It runs with the rights of this process, so only a command line can name one.
 * HindsightError `usage` where the file cannot be loaded or exports no check.
 */
export async function loadCheckPlugin(path: string): Promise<readonly Check[]> {
  const found = Object.values(await loaded(path)).filter(isCheck);
  if (found.length > 0) return found;
  throw new HindsightError('usage', `${path} exports no check`, {
    place: { source: '--plugin' },
    hint: 'It exports objects with id, title, group, explanation, fix, sources, replaces, rules and examples: docs/guide/check-configuration.md.',
  });
}

async function loaded(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new HindsightError('usage', `${path} cannot be loaded: ${(error as Error).message}`, {
      place: { source: '--plugin' },
      cause: error,
    });
  }
}

function isCheck(value: unknown): value is Check {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, explanation, fix, sources, replaces, rules, examples } = value as Partial<Record<keyof Check, unknown>>;
  return (
    [id, title, explanation, fix].every((text) => typeof text === 'string') &&
    [sources, replaces, rules].every(Array.isArray) &&
    (rules as readonly unknown[]).every(isRule) &&
    isExamples(examples)
  );
}

function isRule(value: unknown): boolean {
  const { id, title, severity, runsOn, anchor, reads, judge } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    [id, title, severity, anchor].every((text) => typeof text === 'string') &&
    [runsOn, reads].every(Array.isArray) &&
    typeof judge === 'function'
  );
}

function isExamples(value: unknown): boolean {
  const { flags, passes, guards } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [flags, passes, guards].every(Array.isArray);
}
