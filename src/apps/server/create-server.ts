import websocket from '@fastify/websocket';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { Scope } from '../../core/fleet/fleet-view.ts';
import type { AccessRequest } from './access/access.ts';
import { originGuard } from './access/origin-guard.ts';
import { errorReplies } from './error-reply.ts';
import { RecentAnswers } from './live/recent-answers.ts';
import { serverMetrics } from './metrics.ts';
import { Overviews } from './overviews.ts';
import { pageContext } from './page-context.ts';
import { PageSurroundings } from './page-surroundings.ts';
import { requestParams, requestUrl } from './request-format.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { clusterRoutes } from './routes/cluster-routes.ts';
import { eventRoutes } from './routes/event-routes.ts';
import { findingsRoutes } from './routes/findings-routes.ts';
import { formRoute } from './routes/form-route.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { listRoutes } from './routes/list-routes.ts';
import { liveRoute } from './routes/live-route.ts';
import { logRoutes } from './routes/log-routes.ts';
import { nameRoute } from './routes/name-route.ts';
import { preferenceRoutes } from './routes/preference-routes.ts';
import { resourceTypeRoutes } from './routes/resource-type-routes.ts';
import { searchRoutes } from './routes/search-routes.ts';
import { storyRoutes } from './routes/story-routes.ts';
import type { ServerParts } from './server-parts.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who looks; set before any route but the open ones runs. */
    scope: Scope;
    /** Their name, where somebody vouches for it; set with the scope. */
    viewer: string;
  }
}

/** Cluster lists stand in paths: 148 names of 63 characters. */
const maxParamLength = 16_384;

/** Pages run nothing but our own files and load nothing from elsewhere. Styles stand in the page only where no files were built. */
function pagePolicy(hasAssets: boolean): string {
  const styles = hasAssets ? "'self'" : "'unsafe-inline'";
  return `default-src 'none'; script-src 'self'; style-src ${styles}; connect-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
}

/** Builds the HTTP server over a fleet; it does not listen yet. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = fastify({ logger: false, forceCloseConnections: 'idle', routerOptions: { maxParamLength } });
  const guard = originGuard({ publicUrl: parts.publicUrl, ...(parts.hostNames !== undefined && { names: parts.hostNames }) });
  let liveTables = 0;
  const recent = new RecentAnswers();
  const metrics = serverMetrics({
    status: parts.status,
    store: parts.figures,
    liveTables: () => liveTables,
    state: parts.state,
    findings: parts.findings,
  });

  const policy = pagePolicy(parts.assets !== undefined);

  server.decorateRequest('scope');
  server.decorateRequest('viewer', '');
  const overviews = new Overviews(parts);
  const surroundings = new PageSurroundings(server, parts, overviews);
  server.addHook('onRequest', (request, _reply, done) => pageContext.run(surroundings.of(request), done));
  server.addHook('onRequest', async (request, reply) => {
    const asker = accessRequest(request);
    // A kubelet asks by the address of the pod.
    if (parts.publicUrl !== undefined && isOpen(request)) return;
    guard({ host: parts.access.hostOf === undefined ? request.headers.host : parts.access.hostOf(asker), origin: request.headers.origin });
    const mended = withoutTrailingSlash(request);
    if (mended !== undefined) return reply.redirect(mended, 302);
    if (isOpen(request)) return;
    const decision = parts.access.decide(asker);
    if (decision.allowed === 'redeemed') return reply.header('set-cookie', decision.cookie).redirect(withoutToken(request), 302);
    if (!decision.allowed) throw new HindsightError('unauthorized', decision.message);
    request.scope = decision.scope;
    request.viewer = decision.viewer;
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // Addresses say what somebody looks at, and once the token: no other site is told them.
    if (!reply.hasHeader('referrer-policy')) reply.header('referrer-policy', 'no-referrer');
    if (String(reply.getHeader('content-type')).startsWith('text/html')) reply.header('content-security-policy', policy);
  });
  server.addHook('onResponse', async (request, reply) => {
    // A socket that was to become a WebSocket is no connection of the HTTP server any more: refused, nobody else would ever close it.
    if (request.headers.upgrade !== undefined && reply.statusCode >= 300) request.raw.socket.destroySoon();
    // The route, never the address: addresses may carry a token.
    parts.log.debug(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  errorReplies(server, parts);
  await server.register(websocket, { options: { maxPayload: 64 * 1024 } });
  healthRoutes(server, parts, metrics);
  assetRoutes(server, parts.assets);
  clusterRoutes(server, parts, overviews);
  resourceTypeRoutes(server, parts);
  preferenceRoutes(server, parts);
  formRoute(server);
  eventRoutes(server, parts);
  listRoutes(server, parts, { metrics, recent });
  searchRoutes(server, parts);
  storyRoutes(server, parts);
  logRoutes(server, parts);
  findingsRoutes(server, parts);
  nameRoute(server, parts);
  liveRoute(server, parts, {
    recent,
    onCount: (change) => {
      liveTables += change;
    },
  });
  return server;
}

function accessRequest(request: FastifyRequest): AccessRequest {
  return {
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
    token: requestParams(request).get('token') ?? undefined,
    remoteAddress: request.raw.socket.remoteAddress ?? '',
  };
}

/** Health and readiness need nobody's leave. Source: kube-web-view exempts /health. */
function isOpen(request: FastifyRequest): boolean {
  return request.routeOptions.url === '/health' || request.routeOptions.url === '/readyz';
}

/** The same address without slashes at the end of its path; undefined when there are none. Source: kube-web-view's redirect. */
function withoutTrailingSlash(request: FastifyRequest): string | undefined {
  const { pathname, search } = requestUrl(request);
  return pathname === '/' || !pathname.endsWith('/') ? undefined : `/${pathname.replaceAll(/^\/+|\/+$/g, '')}${search}`;
}

/** The same address on this server without its token. */
function withoutToken(request: FastifyRequest): string {
  const { pathname, searchParams } = requestUrl(request);
  searchParams.delete('token');
  const rest = searchParams.toString();
  return `/${pathname.replace(/^\/+/, '')}${rest === '' ? '' : `?${rest}`}`;
}
