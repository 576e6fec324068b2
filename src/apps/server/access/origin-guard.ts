import { HindsightError } from '../../../core/base/hindsight-error.ts';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that came by a name that is not ours (DNS rebinding) or from a page of somebody else (cross-site requests and WebSockets).
 * `names` are further host names the server answers to, without port. Source: design §5.
 */
export function originGuard(q: {
  readonly names?: readonly string[];
}): (headers: { host?: string | undefined; origin?: string | undefined }) => void {
  const ours = new Set([...loopbackNames, ...(q.names ?? [])]);
  return ({ host, origin }) => {
    if (host === undefined || !ours.has(hostName(host))) {
      throw new HindsightError('forbidden', `this server does not answer to the name "${host ?? ''}"`);
    }
    if (origin === undefined) return;
    if (origin === `http://${host}` || origin === `https://${host}`) return;
    throw new HindsightError('forbidden', `a page of ${origin} may not ask this server`);
  };
}

/** The name in a Host header, without port, lower case. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
