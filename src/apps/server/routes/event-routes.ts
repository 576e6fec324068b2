import type { FastifyInstance } from 'fastify';
import { tableQueryToUrl } from '../../../core/query/table-query-url.ts';
import { coverageHeader } from '../../../core/reports/coverage-line.ts';
import { eventsQuery } from '../../../core/reports/events/events-html.report.ts';
import { ask } from '../ask.ts';
import { askerSignal } from '../asker-signal.ts';
import { contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** Events that one page looks at, the newest; more are said to be left out. */
const mostEvents = 20_000;

/** `/events`: the events of the fleet by reason and object. Other forms than HTML are those of the list of events. */
export function eventRoutes(server: FastifyInstance, parts: ServerParts): void {
  server.get('/events', async (request, reply) => {
    const params = requestParams(request);
    const form = requestFormat(request);
    const query = eventsQuery(params, mostEvents);
    if (form !== 'html') {
      const extra = [...params].filter(([name]) => name === 'download' || name === 'coverage');
      return reply.redirect(tableQueryToUrl({ ...query, limit: undefined }, { extra }), 302);
    }
    const { answer } = await ask(parts, { query, scope: request.scope, signal: askerSignal(reply) });
    const total = answer.tables.reduce((sum, table) => sum + table.total, 0);
    const cut =
      total > mostEvents ? [`These are the newest ${mostEvents.toLocaleString('en')} of ${total.toLocaleString('en')} events.`] : [];
    reply.type(contentTypes.html).header('cache-control', 'no-cache').header('x-hindsight-coverage', coverageHeader(answer.coverage));
    reply.header('vary', 'Accept, Accept-Encoding, User-Agent, Cookie, Authorization');
    return reply.send(parts.render.eventsPage({ answer: { ...answer, notices: [...answer.notices, ...cut] }, query, params }));
  });
}
