import { resolve } from 'node:path';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import type { EffectiveSettings } from '../../../edge/config/effective-settings.ts';
import { configPlaces, loadConfig } from '../../../edge/config/find-config.ts';
import { formerOptions } from '../../../edge/config/former-options.ts';
import type { Setting } from '../../../edge/config/setting.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { CommandInput } from '../command.ts';
import { readSettings } from './read-settings.ts';

/** Runs one of the three; HindsightError `config-invalid` or `usage` for what is wrong. */
export async function runConfig(input: CommandInput): Promise<number> {
  const [verb, ...words] = input.words;
  switch (verb) {
    case 'show':
      return show(input);
    case 'validate':
      return validate(input, words[0]);
    case 'migrate': {
      const { migrate } = await import('./migrate-config.ts');
      return migrate(input, words);
    }
    default:
      throw new HindsightError('usage', verb === undefined ? 'say show, validate or migrate' : `\`config ${verb}\` is not there`, {
        hint: 'Write `hindsight config show`, `hindsight config validate FILE` or `hindsight config migrate -- FLAGS`.',
      });
  }
}

interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly from: string;
}

async function show(input: CommandInput): Promise<number> {
  const { terminal, flags, env } = input;
  const effective = await readSettings(input);
  const rows = allRows(effective);
  if (flags.text('output') === 'json') {
    await terminal.write(`${JSON.stringify({ file: effective.file?.path ?? null, settings: rows }, undefined, 2)}\n`);
    return 0;
  }
  if (flags.has('output')) throw new HindsightError('usage', `-o takes json, not "${flags.text('output')}"`);
  await terminal.write(rowsText(rows));
  const places = env.HINDSIGHT_CONFIG === undefined ? configPlaces(env).join(', ') : env.HINDSIGHT_CONFIG;
  terminal.note(
    effective.file === undefined ? `No configuration file; looked for ${places}.` : `Configuration file ${effective.file.path}.`,
  );
  for (const notice of [...effective.notices(), ...formerOptions(flags, env).notices]) terminal.note(visibleText(notice));
  return 0;
}

function allRows(effective: EffectiveSettings): readonly Row[] {
  return Object.values(settings as Readonly<Record<string, Setting<unknown>>>).map((setting) => ({
    key: setting.key,
    value: effective.value(setting) ?? null,
    from: effective.origin(setting).text,
  }));
}

function rowsText(rows: readonly Row[]): string {
  const cells = [['KEY', 'VALUE', 'FROM'], ...rows.map(({ key, value, from }) => [key, valueText(value), from])];
  const width = (i: number): number => Math.max(...cells.map((row) => row[i]?.length ?? 0));
  const [keys, values] = [width(0), Math.min(60, width(1))];
  return cells
    .map(([key = '', value = '', from = '']) => `${`${key.padEnd(keys)}  ${value.padEnd(values)}  ${from}`.trimEnd()}\n`)
    .join('');
}

function valueText(value: unknown): string {
  if (value === null || value === '') return '-';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return value.length === 0 ? '-' : visibleText(value.join(','));
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '-' : visibleText(JSON.stringify(value));
  return visibleText(String(value));
}

async function validate(input: CommandInput, word: string | undefined): Promise<number> {
  const { terminal, flags, env } = input;
  const file = await loadConfig(word ?? flags.text('config'), env);
  if (file === undefined) {
    throw new HindsightError('config-invalid', `there is no configuration file; looked for ${configPlaces(env).join(', ')}`, {
      hint: 'Name one: `hindsight config validate FILE`. docs/reference/hindsight.yaml is an example with every key.',
    });
  }
  await terminal.write(`${resolve(file.path)} is right.\n`);
  return 0;
}
