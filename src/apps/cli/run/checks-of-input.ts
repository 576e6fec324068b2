import { type ConfiguredChecks, configuredChecks } from '../../../edge/config/check-settings.ts';
import type { CommandInput } from '../command.ts';
import { loadCheckPlugin } from './load-check-plugin.ts';
import { readSettings } from './read-settings.ts';

/** What the configuration and --plugin make of the checks; without them, ours with their defaults. HindsightError `config-invalid` or `usage`. */
export async function checksOfInput(input: CommandInput): Promise<ConfiguredChecks> {
  const plugins = [];
  for (const path of input.flags.texts('plugin')) plugins.push(...(await loadCheckPlugin(path)));
  return configuredChecks(await readSettings(input), plugins);
}
