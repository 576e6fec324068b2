import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import type { EffectiveSettings } from '../../../edge/config/effective-settings.ts';
import { settings } from '../../../edge/config/settings.ts';
import type { Access } from '../../server/access/access.ts';
import { localAccess, openAccess } from '../../server/access/local-access.ts';
import { proxyAccess } from '../../server/access/proxy-access.ts';
import { isLoopback } from '../../server/access/trusted-networks.ts';

/** Who may look, where to listen, and what to tell whoever started the server. */
export interface AccessChoice {
  readonly access: Access;
  readonly listen: string;
  readonly publicUrl: URL | undefined;
  /** What is printed behind the address: the token of local mode. */
  readonly addressSuffix: string;
  readonly note: string;
  /** Reads again what may have changed: the secret of the login proxy. */
  reload(): void;
}

/** Makes the access that the settings mean. HindsightError `refused` for an address beyond loopback without a login proxy. */
export function readAccess(effective: EffectiveSettings, env: Readonly<Record<string, string | undefined>>): AccessChoice {
  const mode = effective.value(settings.auth);
  const listen = effective.value(settings.listen);
  if (mode !== 'proxy' && !isLoopback(listen)) {
    throw new HindsightError('refused', `with access "${mode}" nothing listens on ${listen}: everybody in the network could ask`, {
      hint: 'Put a login proxy in front and start with --auth proxy (docs/guide/access.md), or leave --listen out.',
    });
  }
  if (mode === 'proxy') return behindProxy(effective, env, listen);
  const rest = { listen, publicUrl: undefined, reload: () => {} };
  if (mode === 'none') {
    const access = openAccess();
    return { ...rest, access, addressSuffix: '', note: `Access ${access.label}.` };
  }
  const token =
    env.HINDSIGHT_TOKEN === undefined || env.HINDSIGHT_TOKEN === '' ? randomBytes(24).toString('base64url') : env.HINDSIGHT_TOKEN;
  return {
    ...rest,
    access: localAccess({ token, cookieSecret: randomBytes(24).toString('base64url') }),
    addressSuffix: `?token=${token}`,
    note: 'The address opens one browser; programs send its token as bearer, `--server` among them.',
  };
}

function behindProxy(effective: EffectiveSettings, env: Readonly<Record<string, string | undefined>>, listen: string): AccessChoice {
  const trustedProxies = effective.value(settings.trustedProxies);
  const file = effective.value(settings.proxySecretFile);
  const text = effective.value(settings.publicUrl);
  if (trustedProxies.length === 0 || file === undefined || text === undefined) {
    throw new HindsightError('usage', '--auth proxy needs --trusted-proxies, --proxy-secret-file and --public-url', {
      hint: 'An address alone can be taken by any pod beside the proxy; docs/guide/access.md shows a whole set-up.',
    });
  }
  const publicUrl = URL.parse(text);
  if (publicUrl === null || !/^https?:$/.test(publicUrl.protocol) || publicUrl.pathname !== '/') {
    throw new HindsightError('usage', `--public-url takes an address without a path, such as https://fleet.example.org, not "${text}"`);
  }
  let secret = readSecret(file);
  const access = proxyAccess({
    header: effective.value(settings.authHeader),
    trustedProxies,
    secret: () => secret,
    publicUrl,
    logs: effective.value(settings.containerLogs),
    token: env.HINDSIGHT_TOKEN === '' ? undefined : env.HINDSIGHT_TOKEN,
  });
  const reload = (): void => {
    secret = readSecret(file);
  };
  return {
    access,
    listen,
    publicUrl,
    addressSuffix: '',
    note: `Access ${access.label}; the proxy is reached at ${publicUrl.href}`,
    reload,
  };
}

/** A short secret can be guessed, and there is nothing that counts attempts. */
const leastSecretLength = 16;

function readSecret(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new HindsightError('cannot-start', `the secret of the login proxy cannot be read from ${file}`, { cause: error });
  }
  if (text.length >= leastSecretLength && /^[\x21-\x7e]+$/.test(text)) return text;
  throw new HindsightError(
    'cannot-start',
    `the secret of the login proxy in ${file} is not one line of at least ${leastSecretLength} printable characters`,
  );
}
