import type { FastifyInstance } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { nearest } from '../../../core/base/nearest.ts';
import { readGrouping } from '../../../core/checks/live/finding-groups.ts';
import { findingQueryFromUrl } from '../../../core/checks/live/finding-query.ts';
import { briefingItems } from '../../../core/reports/findings/briefing.ts';
import { briefingMarkdown } from '../../../core/reports/findings/briefing-markdown.report.ts';
import { harmlessJson } from '../../../core/reports/harmless-json.ts';
import { type WireFindings, wireFinding } from '../../../core/wire/findings-schema.ts';
import {
  askFindings,
  askStatuses,
  askUnevaluated,
  countFindings,
  countSeverities,
  findingGroups,
  openQuery,
} from '../findings/ask-findings.ts';
import type { FindingsKeeper } from '../findings/findings-keeper.ts';
import { contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import { sendPieces } from '../send-pieces.ts';
import type { ServerParts } from '../server-parts.ts';

const varies = 'Accept, User-Agent, Cookie, Authorization';
const defaultLimit = 1000;
const mostFindings = 100_000;

/** Findings and checks: `/findings`, `/checks`, `/checks/{id}`, `/briefing`, and the same for programs below `/api`. */
export function findingsRoutes(server: FastifyInstance, parts: ServerParts): void {
  const { render } = parts;
  server.get('/api/findings', async (request, reply) => {
    const keeper = keeperOf(parts);
    const params = requestParams(request);
    const limit = readLimit(params);
    const found = askFindings(keeper, request.scope, findingQueryFromUrl(params, keeper.nowMs));
    const answer: WireFindings = {
      ...shared(keeper),
      total: found.length,
      bySeverity: countSeverities(found),
      unevaluated: [...askUnevaluated(keeper)],
      findings: findingGroups(keeper, found, 'cause')
        .flatMap(({ findings }) => findings)
        .slice(0, limit)
        .map(wireFinding),
    };
    return reply.type(contentTypes.json).header('cache-control', 'no-cache').send(harmlessJson(answer));
  });
  server.get('/api/checks', async (request, reply) => {
    const keeper = keeperOf(parts);
    const checks = askStatuses(keeper, request.scope).map(({ check, clusters, findings, reasons }) => ({
      id: check.id,
      title: check.title,
      group: check.group,
      rules: check.rules.map(({ id, title, severity }) => ({ id, title, severity })),
      clusters,
      findings,
      reasons,
    }));
    return reply
      .type(contentTypes.json)
      .header('cache-control', 'no-cache')
      .send(harmlessJson({ ...shared(keeper), checks }));
  });
  server.get('/findings', async (request, reply) => {
    const keeper = keeperOf(parts);
    const params = requestParams(request);
    if (requestFormat(request) === 'json') return reply.redirect(`/api/findings?${params}`, 302);
    const by = readGrouping(params.get('group'));
    const query = findingQueryFromUrl(params, keeper.nowMs);
    const findings = askFindings(keeper, request.scope, query);
    const page = {
      groups: findingGroups(keeper, findings, by),
      by,
      counts: countFindings(keeper, request.scope, { query, findings }),
      progress: keeper.progress(),
      checks: keeper.checks,
      params,
      nowMs: keeper.nowMs,
    };
    reply.type(contentTypes.html).header('vary', varies).header('cache-control', 'no-cache');
    return sendPieces(reply, render.findingsPage(page));
  });
  server.get('/checks', async (request, reply) => {
    const keeper = keeperOf(parts);
    if (requestFormat(request) === 'json') return reply.redirect('/api/checks', 302);
    const page = render.checksPage({
      statuses: askStatuses(keeper, request.scope),
      progress: keeper.progress(),
      params: requestParams(request),
    });
    return reply.type(contentTypes.html).header('vary', varies).header('cache-control', 'no-cache').send(page);
  });
  server.get('/checks/:id', async (request, reply) => {
    const keeper = keeperOf(parts);
    const { id } = request.params as { id: string };
    const status = askStatuses(keeper, request.scope).find(({ check }) => check.id === id);
    if (status === undefined) throw unknownCheck(id, keeper);
    const found = askFindings(keeper, request.scope, { ...openQuery, checks: [id] });
    const findings = findingGroups(keeper, found, 'cause').flatMap((group) => group.findings);
    reply.type(contentTypes.html).header('vary', varies).header('cache-control', 'no-cache');
    return sendPieces(
      reply,
      render.checkPage({ check: status.check, status, findings, nowMs: keeper.nowMs, params: requestParams(request) }),
    );
  });
  server.get('/briefing', async (request, reply) => {
    const keeper = keeperOf(parts);
    const params = requestParams(request);
    const items = briefingItems(findingGroups(keeper, askFindings(keeper, request.scope, openQuery), 'cause'));
    const q = { items, progress: keeper.progress(), nowMs: keeper.nowMs };
    reply.header('cache-control', 'no-cache').header('vary', varies);
    if (params.get('download') === 'md')
      return reply
        .type('text/markdown; charset=utf-8')
        .header('content-disposition', 'attachment; filename="briefing.md"')
        .send(briefingMarkdown(items, q));
    return reply.type(contentTypes.html).send(render.briefingPage({ ...q, params }));
  });
}

function keeperOf({ findings }: ServerParts): FindingsKeeper {
  if (findings !== undefined) return findings;
  throw new HindsightError('not-found', 'this server does not judge its clusters', { hint: 'It was started with --no-checks.' });
}

function shared(keeper: FindingsKeeper): { readonly judged: number; readonly clusters: number } {
  return keeper.progress();
}

function readLimit(params: URLSearchParams): number {
  const text = params.get('limit');
  if (text === null || text === '') return defaultLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 0 && limit <= mostFindings) return limit;
  throw new HindsightError('query-invalid', `limit is a number up to ${mostFindings}, not "${text}"`, {
    place: { source: 'limit', text, offset: 0, length: text.length },
    hint: 'For example limit=100.',
  });
}

function unknownCheck(id: string, { checks }: FindingsKeeper): HindsightError {
  const [near] = nearest(
    id,
    checks.map((check) => check.id),
  );
  return new HindsightError('not-found', `there is no check "${id}"`, {
    hint: near === undefined ? '/checks lists them all.' : `Is ${near} meant? /checks lists them all.`,
  });
}
