import websocket from '@fastify/websocket';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import type { Scope } from '../../core/fleet/fleet-view.ts';
import { originGuard } from './access/origin-guard.ts';
import { errorReplies } from './error-reply.ts';
import { serverMetrics } from './metrics.ts';
import { requestParams, requestUrl } from './request-format.ts';
import { clusterRoutes } from './routes/cluster-routes.ts';
import { formRoute } from './routes/form-route.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { listRoutes } from './routes/list-routes.ts';
import { liveRoute } from './routes/live-route.ts';
import type { ServerParts } from './server-parts.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who looks; set before any route but the open ones runs. */
    scope: Scope;
  }
}

/** Cluster lists stand in paths: 148 names of 63 characters. */
const maxParamLength = 16_384;

/** Pages carry no scripts and load nothing from elsewhere. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'";

/** Builds the HTTP server over a fleet; it does not listen yet. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = fastify({ logger: false, forceCloseConnections: 'idle', routerOptions: { maxParamLength } });
  const guard = originGuard(parts.hostNames === undefined ? {} : { names: parts.hostNames });
  let liveTables = 0;
  const metrics = serverMetrics({ status: parts.status, store: parts.figures, liveTables: () => liveTables });

  server.decorateRequest('scope');
  server.addHook('onRequest', async (request, reply) => {
    guard({ host: request.headers.host, origin: request.headers.origin });
    const mended = withoutTrailingSlash(request);
    if (mended !== undefined) return reply.redirect(mended, 302);
    if (isOpen(request)) return;
    const decision = parts.access.decide({
      headers: request.headers,
      token: requestParams(request).get('token') ?? undefined,
      remoteAddress: request.ip,
    });
    if (decision.allowed === 'redeemed') return reply.header('set-cookie', decision.cookie).redirect(withoutToken(request), 302);
    if (!decision.allowed) throw new HindsightError('unauthorized', decision.message);
    request.scope = decision.scope;
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (String(reply.getHeader('content-type')).startsWith('text/html')) reply.header('content-security-policy', pagePolicy);
  });
  server.addHook('onResponse', async (request, reply) => {
    // The route, never the address: addresses may carry a token.
    parts.log.debug(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  errorReplies(server, parts);
  await server.register(websocket, { options: { maxPayload: 64 * 1024 } });
  healthRoutes(server, parts, metrics);
  clusterRoutes(server, parts);
  formRoute(server);
  listRoutes(server, parts, metrics);
  liveRoute(server, parts, (change) => {
    liveTables += change;
  });
  return server;
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
