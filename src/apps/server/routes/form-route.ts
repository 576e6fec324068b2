import type { FastifyInstance } from 'fastify';
import { listUrlFromForm } from '../../../core/query/table-query-url.ts';
import { requestParams } from '../request-format.ts';

/** `/lists`: where the form of a page leads; redirects to the address that says the same. */
export function formRoute(server: FastifyInstance): void {
  server.get('/lists', async (request, reply) => reply.redirect(listUrlFromForm(requestParams(request)), 302));
}
