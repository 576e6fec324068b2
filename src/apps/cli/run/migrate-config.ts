import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { yamlText } from '../../../core/reports/yaml-text.ts';
import { EffectiveSettings, type FlagReader } from '../../../edge/config/effective-settings.ts';
import { formerOptions } from '../../../edge/config/former-options.ts';
import type { Setting } from '../../../edge/config/setting.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { CommandInput } from '../command.ts';
import { findCommand } from '../find-command.ts';
import { parseArguments } from '../parse-arguments.ts';

/**
 * Prints `hindsight.yaml` from the command line of kube-web-view; what has no meaning here is said on stderr, what must not be asked for is an error.
 * The program's own name and a leading `python -m` may stand in front, as they are copied from a manifest.
 */
export async function migrate(input: CommandInput, words: readonly string[]): Promise<number> {
  const { terminal, env } = input;
  const first = words.findIndex((word) => word.startsWith('--'));
  const { words: rest, flags } = parseArguments(findCommand(input.commands, 'config'), words.slice(Math.max(0, first)));
  if (first > 0 && !/kube-web(?:-view)?|kube_web/.test(words[first - 1] ?? '')) throw notUnderstood(words.slice(0, first));
  if (rest.length > 0) throw notUnderstood(rest);
  const given: FlagReader = {
    has: (name) => flags.has(name) || input.flags.has(name),
    texts: (name) => (flags.has(name) ? flags.texts(name) : input.flags.texts(name)),
  };
  const former = formerOptions(given, env);
  const effective = new EffectiveSettings({ file: undefined, flags: given, env: {} });
  const content = contentOf(effective);
  if (Object.keys(content).length === 0)
    throw new HindsightError('usage', 'there are no flags to migrate', {
      hint: 'Write them behind --: `hindsight config migrate -- --port=8080`.',
    });
  await terminal.write(`# Made by \`hindsight config migrate\`; docs/guide/configuration.md documents every key.\n${yamlText(content)}`);
  for (const notice of [...effective.notices(), ...former.notices]) terminal.note(notice);
  if (effective.origin(settings.port).from === 'flag' || effective.value(settings.auth) === 'local') {
    terminal.note(
      'kube-web-view listened on every address without a login; Hindsight listens on 127.0.0.1 until a login proxy is configured (docs/guide/access.md).',
    );
  }
  return 0;
}

function notUnderstood(words: readonly string[]): HindsightError {
  return new HindsightError('usage', `"${words.join(' ')}" is no flag of kube-web-view`, {
    hint: 'Write what follows kube-web-view on its command line.',
  });
}

/** What was given, as the nested maps of the file. */
function contentOf(effective: EffectiveSettings): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = {};
  for (const setting of Object.values(settings as Readonly<Record<string, Setting<unknown>>>)) {
    if (effective.origin(setting).from === 'default') continue;
    const parts = setting.key.split('.');
    const last = parts.pop() as string;
    let at = root;
    for (const part of parts) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[last] = effective.value(setting);
  }
  return root;
}
