import type { FastifyInstance } from 'fastify';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { knownNames } from '../../../edge/storage/known-names.ts';
import { contentTypes } from '../negotiate.ts';
import type { ServerParts } from '../server-parts.ts';

/** `/api/names`: clusters, namespaces and resources by name, for the completion of command lines. */
export function nameRoute(server: FastifyInstance, parts: ServerParts): void {
  server.get('/api/names', async (request, reply) => {
    reply.type(contentTypes.json).header('cache-control', 'no-cache');
    return harmlessJson(knownNames(parts.view(request.scope)));
  });
}
