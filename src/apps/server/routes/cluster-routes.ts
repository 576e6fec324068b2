import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClusterFacts } from '../../../core/fleet/fleet-view.ts';
import { clustersAnswer } from '../../../core/query/clusters-answer.ts';
import { withForbidden } from '../../../core/query/with-forbidden.ts';
import { answerCsvPieces } from '../../../core/reports/answer-csv.report.ts';
import { answerTsvPieces } from '../../../core/reports/answer-tsv.report.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { overviewText } from '../../../core/reports/overview/overview-text.report.ts';
import { tableTextPieces } from '../../../core/reports/table-text.report.ts';
import { yamlText } from '../../../core/reports/yaml-text.ts';
import { wireClusters } from '../../../core/wire/clusters-schema.ts';
import { wireOverview } from '../../../core/wire/overview-schema.ts';
import { contentTypes } from '../negotiate.ts';
import { overviewSections } from '../overview-sections.ts';
import type { Overviews } from '../overviews.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import { sendPieces } from '../send-pieces.ts';
import type { ServerParts } from '../server-parts.ts';
import { sendClusterPage } from './send-cluster-page.ts';

/** The fleet at a glance, its clusters, and one of them: `/`, `/clusters`, `/clusters/{cluster}`. */
export function clusterRoutes(server: FastifyInstance, parts: ServerParts, overviews: Overviews): void {
  server.get('/', (request, reply) => sendOverview(request, reply, parts, overviews));
  server.get('/clusters', (request, reply) => sendClusters(request, reply, parts));
  server.get<{ Params: { cluster: string } }>('/clusters/:cluster', (request, reply) => sendClusterPage(request, reply, parts));
}

function sendOverview(request: FastifyRequest, reply: FastifyReply, parts: ServerParts, overviews: Overviews): FastifyReply {
  const started = performance.now();
  const form = requestFormat(request);
  const overview = overviews.of(request.scope);
  pageHeaders(reply, contentTypes[form]);
  switch (form) {
    case 'html': {
      const sections = overviewSections(parts, request.scope, overview);
      const seconds = (performance.now() - started) / 1000;
      return reply.send(parts.render.overviewPage({ overview, sections, seconds, params: requestParams(request) }));
    }
    case 'json':
      return reply.send(harmlessJson(wireOverview(overview)));
    case 'yaml':
      return reply.send(yamlText(wireOverview(overview)));
    default:
      return reply.type(contentTypes.text).send(overviewText(overview));
  }
}

async function sendClusters(request: FastifyRequest, reply: FastifyReply, parts: ServerParts): Promise<FastifyReply> {
  const form = requestFormat(request);
  const params = requestParams(request);
  const nowMs = parts.clock.nowMs();
  const known = withForbidden(parts.directory.clusters(), parts.view(request.scope));
  const answer = clustersAnswer(
    known.filter((facts) => isMeant(facts, params)),
    { nowMs, wide: form !== 'text', selector: params.get('selector') ?? '', filter: params.get('filter') ?? '' },
  );
  const kept = new Set(answer.coverage.asked);
  const facts = known.filter(({ id }) => kept.has(id));
  pageHeaders(reply, contentTypes[form]);
  switch (form) {
    case 'html':
      return reply.send(parts.render.clustersPage({ clusters: known, answer, nowMs, params }));
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
}

/** `state=stale` and `version=v1.34.2`: the lists behind the counts of the first page. */
function isMeant({ state, version = '' }: ClusterFacts, params: URLSearchParams): boolean {
  const wanted = params.get('state');
  return (wanted === null || wanted === '' || wanted === state) && (!params.has('version') || params.get('version') === version);
}

function pageHeaders(reply: FastifyReply, type: string): void {
  reply.type(type).header('vary', 'Accept, User-Agent, Cookie').header('cache-control', 'no-cache');
}
