import { everything } from '../../../core/fleet/fleet-view.ts';
import type { Access } from './access.ts';
import { bearerToken } from './bearer-token.ts';
import { readCookie } from './read-cookie.ts';
import { sameSecret } from './same-secret.ts';

const cookieName = 'hindsight';

/**
 * Local mode: the printed address carries a token that one browser redeems once for an HttpOnly cookie; programs send the token as bearer.
 * Source: design §5.
 */
export function localAccess(q: { readonly token: string; readonly cookieSecret: string }): Access {
  let redeemed = false;
  return {
    label: 'local: one browser by the printed address, programs by its token as bearer',
    decide({ headers, token }) {
      const bearer = bearerToken(headers);
      if (bearer !== undefined) {
        return sameSecret(bearer, q.token)
          ? { allowed: true, viewer: 'local', scope: everything }
          : { allowed: false, message: 'the bearer token is not the one that `hindsight serve` printed' };
      }
      const cookie = readCookie(headers.cookie, cookieName);
      if (cookie !== undefined && sameSecret(cookie, q.cookieSecret)) return { allowed: true, viewer: 'local', scope: everything };
      if (token === undefined || !sameSecret(token, q.token)) return { allowed: false, message: 'this request carries no token' };
      if (redeemed) return { allowed: false, message: 'this address was opened once already, and its cookie is in that browser' };
      redeemed = true;
      return { allowed: 'redeemed', cookie: `${cookieName}=${q.cookieSecret}; HttpOnly; SameSite=Strict; Path=/` };
    },
  };
}

/** `--auth none`, and demo: everybody who reaches the port may look. */
export function openAccess(): Access {
  return {
    label: 'none: everybody who reaches this port sees everything that these clusters show',
    decide: () => ({ allowed: true, viewer: 'anonymous', scope: everything }),
  };
}
