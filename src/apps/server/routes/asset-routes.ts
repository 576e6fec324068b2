import type { FastifyInstance } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { favicon } from '../../../core/reports/page-frame.ts';
import type { WebAssets } from '../web-assets.ts';

/** Names carry a hash of their content: what was loaded once is never asked for again. */
const forEver = 'public, max-age=31536000, immutable';

/** `/assets/*`: what pages load besides themselves. */
export function assetRoutes(server: FastifyInstance, assets: WebAssets | undefined): void {
  server.get('/favicon.svg', (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(favicon),
  );
  server.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const asset = assets?.files.get(request.params.name);
    if (asset === undefined) throw new HindsightError('not-found', `there is no asset ${request.params.name}`);
    reply.type(asset.type).header('cache-control', forEver).header('etag', asset.tag).header('vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === asset.tag) return reply.status(304).send();
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const coding = (['br', 'gzip'] as const).find((one) => accepted.includes(one) && asset.compressed.has(one));
    if (coding === undefined) return reply.send(asset.bytes);
    return reply.header('content-encoding', coding).send(asset.compressed.get(coding));
  });
}
