import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { everything, type Scope } from '../../../core/fleet/fleet-view.ts';
import type { Access, AccessDecision, AccessRequest } from './access.ts';
import { bearerToken } from './bearer-token.ts';
import { sameSecret } from './same-secret.ts';
import { singleHeader } from './single-header.ts';
import { trustedNetworks } from './trusted-networks.ts';

/** Header in which the login proxy proves that it is the login proxy. */
export const proxySecretHeader = 'x-hindsight-proxy-secret';

/** What the login proxy and we agreed on. */
export interface ProxyAccessOptions {
  /** Header in which it says who looks. */
  readonly header: string;
  /** Its addresses, or networks they are in. */
  readonly trustedProxies: readonly string[];
  /** Asked for every request: the secret may rotate. */
  secret(): string;
  /** Address under which people reach us through it. */
  readonly publicUrl: URL;
  /** Whether viewers may read logs of containers. */
  readonly logs: boolean;
  /** A token for programs that come past the proxy, such as Prometheus; none when undefined. */
  readonly token?: string | undefined;
}

/** Looking without logs of containers. */
const withoutLogs: Scope = { id: 'everything-but-logs', grant: (_cluster, _resource, verb) => (verb === 'logs' ? 'none' : 'all') };

/**
 * Behind a login proxy: a request counts when it comes from the proxy's address, carries the proxy's secret, and names exactly one viewer. What anybody else says in
 * `X-Forwarded-*` is ignored. Source: design §5.
 */
export function proxyAccess(q: ProxyAccessOptions): Access {
  const trusts = trustedNetworks(q.trustedProxies);
  const header = checkedHeader(q.header);
  const scope = q.logs ? everything : withoutLogs;

  const objection = (request: AccessRequest): string | undefined => {
    if (!trusts(request.remoteAddress)) return 'only the login proxy may ask here';
    const secret = singleHeader(request, proxySecretHeader);
    return secret !== undefined && sameSecret(secret, q.secret()) ? undefined : 'the login proxy did not prove itself';
  };
  const hasToken = ({ headers }: AccessRequest): boolean => {
    const given = bearerToken(headers);
    return given !== undefined && q.token !== undefined && sameSecret(given, q.token);
  };

  return {
    label: `by the login proxy, in ${q.header}`,
    decide(request): AccessDecision {
      if (hasToken(request)) return { allowed: true, viewer: 'token', scope };
      const refusal = objection(request);
      if (refusal !== undefined) return { allowed: false, message: refusal };
      const viewer = singleHeader(request, header);
      if (viewer === undefined) return { allowed: false, message: `the login proxy did not say in ${q.header} who asks` };
      return { allowed: true, viewer, scope };
    },
    hostOf(request) {
      // Whoever has the token is no browser that was led here under a wrong name.
      if (hasToken(request)) return q.publicUrl.host;
      return objection(request) === undefined ? (singleHeader(request, 'x-forwarded-host') ?? request.headers.host) : request.headers.host;
    },
  };
}

/** Headers that browsers, proxies and Node give a meaning of their own cannot also say who asks. */
const taken = new Set([
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'host',
  'origin',
  'referer',
  'set-cookie',
  'transfer-encoding',
  proxySecretHeader,
]);

function checkedHeader(name: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(name) && !taken.has(name.toLowerCase())) return name.toLowerCase();
  throw new HindsightError('usage', `--auth-header takes the name of a header that only the login proxy sets, not "${name}"`);
}
