import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Check } from '../../../core/checks/check.ts';
import type { CheckSetting } from '../../../core/checks/check-setting.ts';
import { assertKnown, selectChecks } from '../../../core/checks/select-checks.ts';
import type { Severity } from '../../../core/checks/severity.ts';
import type { CommandInput } from '../command.ts';
import { checksOfInput } from './checks-of-input.ts';

/** What is asked, and how: the same for files and clusters. */
export interface CheckRequest {
  readonly checks: readonly Check[];
  readonly setting: CheckSetting;
  readonly failOn: Severity | 'never';
  readonly minor: number | undefined;
}

const bounds = ['critical', 'warning', 'info', 'never'] as const;
const levels = ['critical', 'warning', 'info', 'off'] as const;

/** Reads the flags that say what is asked. HindsightError `usage` names what is not understood. */
export async function readCheckRequest(input: CommandInput): Promise<CheckRequest> {
  const { flags } = input;
  const configured = await checksOfInput(input);
  const only = flags.list('only');
  // What is asked for by name is asked, whatever the configuration leaves out.
  const checks = selectChecks(only.length > 0 ? configured.all : configured.checks, { only, skip: flags.list('skip') }, configured.all);
  const given = new Map(flags.list('severity').map((text) => readSeverity(text, configured.all)));
  return {
    checks,
    setting: withSeverities(configured.setting, given),
    failOn: choice('fail-on', flags.text('fail-on') ?? 'critical', bounds),
    minor: readMinor(flags.text('target-version')),
  };
}

/** What a command line says wins over the configuration, in every namespace. */
function withSeverities(setting: CheckSetting, given: ReadonlyMap<string, Severity | 'off'>): CheckSetting {
  if (given.size === 0) return setting;
  return {
    ...setting,
    severities: new Map([...setting.severities, ...given]),
    ...(setting.namespaces === undefined ? {} : { namespaces: [{ namespaces: ['*'], severities: given }, ...setting.namespaces] }),
  };
}

function readSeverity(text: string, all: readonly Check[]): readonly [string, Severity | 'off'] {
  const at = text.indexOf('=');
  const word = at === -1 ? text : text.slice(0, at);
  assertKnown(word, all);
  if (at === -1)
    throw new HindsightError('usage', `--severity takes CHECK=SEVERITY, not "${text}"`, { hint: `For example --severity ${text}=info.` });
  return [word, choice('severity', text.slice(at + 1), levels)];
}

function choice<Word extends string>(flag: string, text: string, known: readonly Word[]): Word {
  const found = known.find((word) => word === text);
  if (found !== undefined) return found;
  throw new HindsightError('usage', `--${flag} is ${known.join(', ')}, not "${text}"`, {
    place: { source: `--${flag}`, text, offset: 0, length: text.length },
  });
}

/** 37 of `1.37`, `v1.37.2` or `37`. */
function readMinor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minor = /^(?:v?1\.)?(\d{1,3})(?:\.\d+)?$/.exec(text)?.[1];
  if (minor !== undefined) return Number(minor);
  throw new HindsightError('usage', `--target-version takes a version of Kubernetes such as 1.37, not "${text}"`, {
    place: { source: '--target-version', text, offset: 0, length: text.length },
  });
}
