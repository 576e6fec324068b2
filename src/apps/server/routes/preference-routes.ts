import type { FastifyInstance } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { themeNames } from '../../../core/reports/themes.ts';
import { readCookie } from '../access/read-cookie.ts';
import { contentTypes } from '../negotiate.ts';
import { requestParams } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** 600 days. Source: kube-web-view (web-view.md A.1). */
const maxAgeSeconds = 51_840_000;

/** A form of one field is small. */
const bodyLimit = 4_096;

/** `/preferences`: the theme, in a cookie. A form that another site sends is refused. */
export function preferenceRoutes(server: FastifyInstance, parts: ServerParts): void {
  server.get('/preferences', (request, reply) => {
    const chosen = readCookie(request.headers.cookie, 'theme') ?? '';
    reply.type(contentTypes.html).header('vary', 'Cookie').header('cache-control', 'no-cache');
    // Without a referrer browsers send `Origin: null` with a form, which no guard can tell from another site's. Source: Fetch, "append a request Origin header".
    reply.header('referrer-policy', 'same-origin');
    return reply.send(parts.render.preferencesPage({ chosen, params: requestParams(request) }));
  });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  server.post('/preferences', { bodyLimit }, (request, reply) => {
    refuseOtherSites(request.headers);
    const theme = request.body instanceof URLSearchParams ? (request.body.get('theme') ?? '') : '';
    if (!themeNames.includes(theme))
      throw new HindsightError('query-invalid', 'Invalid theme', { hint: `Known themes: ${themeNames.join(', ')}.` });
    return reply
      .header('set-cookie', `theme=${theme}; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}; Path=/`)
      .redirect('/preferences', 302);
  });
}

/** Browsers say where a form stands; the guard has compared `Origin` with this server's names already, where there is one. */
function refuseOtherSites(headers: { readonly [name: string]: string | string[] | undefined }): void {
  const site = headers['sec-fetch-site'];
  const isOurs = site === undefined ? headers.origin !== 'null' : site === 'same-origin' || site === 'none';
  if (!isOurs)
    throw new HindsightError('forbidden', 'Preferences are only taken from a page of this server.', {
      hint: 'Open /preferences and choose there.',
    });
}
