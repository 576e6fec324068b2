import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { formerOptions } from '../../../edge/config/former-options.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { CommandInput } from '../command.ts';
import { followFleet } from './follow-fleet.ts';
import { openFleet } from './open-fleet.ts';
import { readAccess } from './read-access.ts';
import { readSettings, withSettings } from './read-settings.ts';
import { serveFleet } from './serve-fleet.ts';
import { untilStopped } from './until-stopped.ts';

/** Serves until Ctrl-C or SIGTERM. SIGHUP reads the configuration again. */
export async function runServe(input: CommandInput): Promise<number> {
  const { terminal, flags, env } = input;
  const effective = await readSettings(input);
  const former = formerOptions(flags, env);
  const access = readAccess(effective, env);
  if (former.oauth && effective.value(settings.auth) === 'none') {
    throw new HindsightError('refused', 'a login is configured for kube-web-view, and --auth none would serve everybody without one', {
      hint: 'Use --auth proxy, or take OAUTH2_AUTHORIZE_URL and OAUTH2_ACCESS_TOKEN_URL out of the environment.',
    });
  }
  for (const notice of [...effective.notices(), ...former.notices]) terminal.note(visibleText(notice));
  const opened = await openFleet(input);
  const { targets } = opened;
  const running = await serveFleet(withSettings(input, effective), {
    targets,
    access: access.access,
    effective,
    listen: access.listen,
    publicUrl: access.publicUrl,
    identity: effective.value(settings.identity),
    keepsState: true,
    awaited: () => opened.plugins.runner.awaited,
  });
  const stopFollowing = followFleet(input, { opened, running, access });
  const count = `${targets.length} cluster${targets.length === 1 ? '' : 's'}`;
  await terminal.write(`Hindsight serves ${count} at ${running.url}/${access.addressSuffix}\n`);
  terminal.note(access.note);
  try {
    return await untilStopped(running, terminal);
  } finally {
    stopFollowing();
  }
}
