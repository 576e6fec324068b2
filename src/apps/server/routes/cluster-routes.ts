import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { clustersAnswer } from '../../../core/query/clusters-answer.ts';
import { withForbidden } from '../../../core/query/with-forbidden.ts';
import { answerCsvPieces } from '../../../core/reports/answer-csv.report.ts';
import { answerTsvPieces } from '../../../core/reports/answer-tsv.report.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { tableTextPieces } from '../../../core/reports/table-text.report.ts';
import { yamlText } from '../../../core/reports/yaml-text.ts';
import { wireClusters } from '../../../core/wire/clusters-schema.ts';
import { contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import { sendPieces } from '../send-pieces.ts';
import type { ServerParts } from '../server-parts.ts';

/** The fleet and its clusters: `/` and `/clusters`, and the address of one cluster, which shows its namespaces. */
export function clusterRoutes(server: FastifyInstance, parts: ServerParts): void {
  const clusters = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const form = requestFormat(request);
    const params = requestParams(request);
    const nowMs = parts.clock.nowMs();
    const known = withForbidden(parts.directory.clusters(), parts.view(request.scope));
    const answer = clustersAnswer(known, {
      nowMs,
      wide: form !== 'text',
      selector: params.get('selector') ?? '',
      filter: params.get('filter') ?? '',
    });
    const kept = new Set(answer.coverage.asked);
    const facts = known.filter(({ id }) => kept.has(id));
    reply.type(contentTypes[form]).header('vary', 'Accept, User-Agent').header('cache-control', 'no-cache');
    switch (form) {
      case 'html':
        return reply.send(parts.render.clustersPage({ clusters: parts.directory.clusters(), answer, nowMs, params }));
      case 'json':
        return reply.send(harmlessJson(wireClusters(facts, nowMs)));
      case 'yaml':
        return reply.send(yamlText(wireClusters(facts, nowMs)));
      case 'tsv':
        return sendPieces(reply, answerTsvPieces(answer));
      case 'csv':
        return sendPieces(reply, answerCsvPieces(answer));
      case 'text':
        return sendPieces(reply, tableTextPieces(answer));
    }
  };
  server.get('/', clusters);
  server.get('/clusters', clusters);
  server.get('/clusters/:cluster', async (request, reply) => {
    const { cluster } = request.params as { cluster: string };
    const facts = parts.directory.cluster(cluster);
    if (facts === undefined) throw new HindsightError('cluster-unknown', `Cluster "${cluster}" not found`);
    return reply.redirect(`/clusters/${encodeURIComponent(facts.id)}/namespaces`, 302);
  });
}
