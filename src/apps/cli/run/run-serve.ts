import { randomBytes } from 'node:crypto';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { Access } from '../../server/access/access.ts';
import { localAccess, openAccess } from '../../server/access/local-access.ts';
import type { CommandInput } from '../command.ts';
import { openTargets } from './open-targets.ts';
import { serveFleet } from './serve-fleet.ts';
import { untilStopped } from './until-stopped.ts';

/** Serves until Ctrl-C or SIGTERM. */
export async function runServe(input: CommandInput): Promise<number> {
  const { terminal } = input;
  const token = input.env.HINDSIGHT_TOKEN ?? randomBytes(24).toString('base64url');
  const auth = readAuth(input);
  const access: Access = auth === 'none' ? openAccess() : localAccess({ token, cookieSecret: randomBytes(24).toString('base64url') });
  const targets = await openTargets(input);
  const running = await serveFleet(input, { targets, access });
  const count = `${targets.length} cluster${targets.length === 1 ? '' : 's'}`;
  await terminal.write(`Hindsight serves ${count} at ${running.url}/${auth === 'none' ? '' : `?token=${token}`}\n`);
  if (auth === 'none') terminal.note(`Access ${access.label}.`);
  else terminal.note('The address opens one browser; programs send its token as bearer, `--server` among them.');
  return untilStopped(running, terminal);
}

function readAuth({ flags }: CommandInput): 'local' | 'none' {
  const text = flags.text('auth') ?? 'local';
  if (text === 'local' || text === 'none') return text;
  throw new HindsightError('usage', `--auth takes local or none, not "${text}"`, {
    hint: 'Login proxies and OIDC come with a later version; until then the server listens on loopback only.',
  });
}
