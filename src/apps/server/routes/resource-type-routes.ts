import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resolveClusters } from '../../../core/query/resolve-clusters.ts';
import { resourceTypes } from '../../../core/query/resource-types.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { textGrid } from '../../../core/reports/text-grid.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { yamlText } from '../../../core/reports/yaml-text.ts';
import { refuseDenied } from '../ask.ts';
import { contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

interface TypesRequest {
  readonly Params: { readonly clusters: string; readonly namespaces?: string };
}

/** What clusters serve: `/clusters/{clusters}[/namespaces/{namespaces}]/_resource-types`. Source: kube-web-view (web-view.md A.1, A.2). */
export function resourceTypeRoutes(server: FastifyInstance, parts: ServerParts): void {
  const send = (request: FastifyRequest<TypesRequest>, reply: FastifyReply): FastifyReply => {
    const { clusters, namespaces } = request.params;
    if (namespaces !== undefined) refuseDenied({ namespaces: namespaces.split(',') }, parts.namespaces);
    const asked = resolveClusters(clusters.split(','), parts.directory);
    const types = resourceTypes(asked, parts.directory, namespaces !== undefined);
    const form = requestFormat(request);
    reply.type(contentTypes[form]).header('vary', 'Accept, User-Agent, Cookie').header('cache-control', 'no-cache');
    if (form === 'html') return reply.send(parts.render.resourceTypesPage({ types, clusters, namespaces, params: requestParams(request) }));
    if (form === 'json') return reply.send(harmlessJson(types));
    if (form === 'yaml') return reply.send(yamlText(types));
    const rows = types.types.map(({ kind, plural, versions, preferred }) =>
      [kind, plural, versions.join(','), preferred ? 'Yes' : ''].map((cell) => visibleText(cell)),
    );
    if (form === 'text') return reply.send(textGrid(rows, ['KIND', 'PLURAL', 'VERSION', 'PREFERRED']));
    const separator = form === 'csv' ? ',' : '\t';
    return reply.send([['Kind', 'Plural', 'Version', 'Preferred'], ...rows].map((row) => `${row.join(separator)}\n`).join(''));
  };
  server.get('/clusters/:clusters/_resource-types', send);
  server.get('/clusters/:clusters/namespaces/:namespaces/_resource-types', send);
}
