import { EffectiveSettings } from '../../../edge/config/effective-settings.ts';
import { loadConfig } from '../../../edge/config/find-config.ts';
import type { Setting } from '../../../edge/config/setting.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { CommandInput } from '../command.ts';

/** What holds for this command line: flags, environment, file, defaults. HindsightError `config-invalid` or `usage`. */
export async function readSettings({ flags, env }: Pick<CommandInput, 'flags' | 'env'>): Promise<EffectiveSettings> {
  const file = await loadConfig(flags.text('config'), env);
  return new EffectiveSettings({ file, flags, env });
}

/** The same command line, whose flags also answer what file and environment say: for code that knows flags only. */
export function withSettings(input: CommandInput, effective: EffectiveSettings): CommandInput {
  const { flags } = input;
  const further = new Map<string, readonly string[]>();
  for (const setting of Object.values(settings as Readonly<Record<string, Setting<unknown>>>)) {
    const { from } = effective.origin(setting);
    if (setting.flag === undefined || from === 'default' || from === 'flag') continue;
    const texts = textsOf(effective.value(setting));
    if (texts !== undefined) further.set(setting.flag, texts);
  }
  return {
    ...input,
    flags: {
      ...flags,
      has: (name) => further.has(name) || flags.has(name),
      text: (name) => further.get(name)?.at(-1) ?? flags.text(name),
      texts: (name) => further.get(name) ?? flags.texts(name),
      list: (name) => further.get(name) ?? flags.list(name),
      // What is here was checked when it was read.
      integer: (name, bounds) => (further.has(name) ? Number(further.get(name)?.at(-1)) : flags.integer(name, bounds)),
    },
  };
}

/** Undefined for a switch that is off, and for what no flag can say. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value : undefined;
  if (value === false || value === undefined || typeof value === 'object') return undefined;
  return [String(value)];
}
