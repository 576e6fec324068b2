import { HindsightError } from '../../../core/base/hindsight-error.ts';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that came by a name that is not ours (DNS rebinding) or from a page of somebody else (cross-site requests and WebSockets).
 * `names` are further host names the server answers to, without port; `publicUrl` is the address of the login proxy, whose pages alone may ask under its name.
 * Source: design §5.
 */
export function originGuard(q: {
  readonly names?: readonly string[];
  readonly publicUrl?: URL | undefined;
}): (headers: { host?: string | undefined; origin?: string | undefined }) => void {
  const ours = new Set([...loopbackNames, ...(q.names ?? [])]);
  const { publicUrl } = q;
  return ({ host, origin }) => {
    const isPublic = host !== undefined && publicUrl !== undefined && withoutDefaultPort(host, publicUrl) === publicUrl.host;
    if (!isPublic && (host === undefined || !ours.has(hostName(host)))) {
      throw new HindsightError('forbidden', `this server does not answer to the name "${host ?? ''}"`);
    }
    if (origin === undefined) return;
    const allowed = isPublic ? [publicUrl?.origin] : [`http://${host}`, `https://${host}`];
    if (allowed.includes(origin)) return;
    throw new HindsightError('forbidden', `a page of ${origin} may not ask this server`);
  };
}

/** The name in a Host header, without port, lower case. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Some proxies write the port that browsers leave out. */
function withoutDefaultPort(host: string, { protocol }: URL): string {
  return host.toLowerCase().replace(protocol === 'https:' ? /:443$/ : /:80$/, '');
}
