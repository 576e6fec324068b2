import type { FastifyInstance } from 'fastify';
import type { ServerMetrics } from '../metrics.ts';
import type { ServerParts } from '../server-parts.ts';

/** `/health`: the process lives. `/readyz`: every reachable cluster's pinned resources are synced or given up on. `/metrics`: figures. */
export function healthRoutes(server: FastifyInstance, parts: ServerParts, metrics: ServerMetrics): void {
  server.get('/health', async (_request, reply) => reply.type('text/plain; charset=utf-8').send('OK'));
  server.get('/readyz', async (_request, reply) => {
    const { done, total } = parts.syncProgress();
    const ready = done === total;
    const text = `${ready ? 'ready' : 'syncing'}: ${done} of ${total} clusters\n`;
    return reply
      .status(ready ? 200 : 503)
      .type('text/plain; charset=utf-8')
      .send(text);
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
