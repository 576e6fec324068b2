import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { answerObjects } from '../../../core/query/answer-objects.ts';
import { answerVersion } from '../../../core/query/answer-version.ts';
import { isComplete } from '../../../core/query/coverage-of.ts';
import { KeptRows } from '../../../core/query/kept-rows.ts';
import type { Answer } from '../../../core/query/table.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { laterParameters, listSegments, tableQueryFromUrl } from '../../../core/query/table-query-url.ts';
import { answerCsvPieces } from '../../../core/reports/answer-csv.report.ts';
import { answerJsonPieces } from '../../../core/reports/answer-json.report.ts';
import { answerTsvPieces } from '../../../core/reports/answer-tsv.report.ts';
import { answerYaml } from '../../../core/reports/answer-yaml.report.ts';
import { coverageHeader, coverageLine } from '../../../core/reports/coverage-line.ts';
import { explainText } from '../../../core/reports/explain-text.ts';
import { objectsJsonPieces, objectsYamlPieces } from '../../../core/reports/object-list.report.ts';
import { tableTextPieces } from '../../../core/reports/table-text.report.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { type Asked, ask } from '../ask.ts';
import { askerSignal } from '../asker-signal.ts';
import { driveSlices } from '../drive-slices.ts';
import { withListDefaults } from '../list-defaults.ts';
import type { RecentAnswers } from '../live/recent-answers.ts';
import type { ServerMetrics } from '../metrics.ts';
import { type AnswerFormat, contentTypes } from '../negotiate.ts';
import { wantsObjectPage } from '../objects/object-question.ts';
import { fileName, isOn, namesOf, requestFormat, requestParams, requestUrl } from '../request-format.ts';
import { sendPieces } from '../send-pieces.ts';
import type { ServerParts } from '../server-parts.ts';
import { sendDescriptions, wantsDescription } from './send-descriptions.ts';
import { sendObjectPage } from './send-object-page.ts';

/** Printed ages move on while nothing changes: an entity tag of a form that prints them holds for so long. */
const agesHoldMs = 10_000;

/** Lists and single objects at the addresses of kube-web-view, in every form. */
export function listRoutes(
  server: FastifyInstance,
  parts: ServerParts,
  { metrics, recent }: { readonly metrics: ServerMetrics; readonly recent: RecentAnswers },
): void {
  const kept = new KeptRows();
  const list = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const form = requestFormat(request);
    const params = requestParams(request);
    const asAsked = withListDefaults(queryOf(request, params), params, parts.listDefaults);
    const query = form === 'html' ? parts.render.pageQuery(asAsked) : asAsked;
    const signal = askerSignal(reply);
    if (
      wantsObjectPage(asAsked, params, {
        form,
        directory: parts.directory,
        hasName: listSegments(requestUrl(request).pathname)?.name !== undefined,
      })
    ) {
      const sent = await sendObjectPage(reply, { parts, query: asAsked, params, form });
      if (sent !== undefined) return sent;
    }
    if (wantsDescription(query, params, form)) return sendDescriptions(reply, { parts, query, params, form });
    const asked = await ask(parts, {
      query,
      scope: request.scope,
      signal,
      kept,
      names: namesOf(params),
      explain: isOn(params, 'explain'),
    });
    const later = laterParameters(params);
    const answer = later.length === 0 ? asked.answer : { ...asked.answer, notices: [...asked.answer.notices, ...later] };
    metrics.observeQuery(form, answer.coverage.seconds);
    requireCoverage(answer, params);
    if (params.get('coverage') !== 'require' && params.get('objects') !== '0') requireNamedObject(answer, query);
    answerHeaders(reply, answer, form);
    const tag = entityTag(asked, form);
    reply.header('etag', tag);
    if (request.headers['if-none-match'] === tag && !isOn(params, 'explain')) return reply.status(304).send();
    if (wantsObjects(query, params, form)) return sendObjects(reply, { asked, query, form, signal });
    const cursor = answerVersion(asked.plan, asked.view);
    if (form === 'html') recent.keep({ query, scopeId: request.scope.id, cursor }, asked.answer);
    return sendPieces(reply, piecesOf({ answer, form, query: asAsked, parts, params, cursor }));
  };
  server.get('/clusters/:clusters/:resources', list);
  server.get('/clusters/:clusters/:resources/:name', list);
  server.get('/clusters/:clusters/namespaces/:namespaces/:resources', list);
  server.get('/clusters/:clusters/namespaces/:namespaces/:resources/:name', list);
}

function queryOf(request: FastifyRequest, params: URLSearchParams): TableQuery {
  const segments = listSegments(requestUrl(request).pathname);
  if (segments === undefined) throw new HindsightError('not-found', `there is no page ${request.url}`);
  return tableQueryFromUrl({ segments, params });
}

/** `coverage=require` turns incompleteness into 503. Source: docs/guide/query.md. */
function requireCoverage(answer: Answer, params: URLSearchParams): void {
  if (params.get('coverage') !== 'require' || isComplete(answer.coverage)) return;
  throw new HindsightError('coverage-insufficient', coverageLine(answer));
}

/** An address of one object is 404 where no cluster asked has it, and every one of them could say so. */
function requireNamedObject(answer: Answer, query: TableQuery): void {
  if (query.names.length !== 1 || answer.tables.some((table) => table.rows.length > 0) || !isComplete(answer.coverage)) return;
  throw new HindsightError('object-not-found', 'The requested Kubernetes object does not exist');
}

function answerHeaders(reply: FastifyReply, answer: Answer, form: AnswerFormat): void {
  reply.type(contentTypes[form]);
  reply.header('vary', 'Accept, Accept-Encoding, User-Agent, Cookie, Authorization');
  reply.header('cache-control', 'no-cache');
  reply.header('x-hindsight-coverage', coverageHeader(answer.coverage));
  if (form === 'tsv' || form === 'csv') reply.header('content-disposition', `attachment; filename="${fileName(reply.request, form)}"`);
}

function entityTag({ plan, view, answer }: Asked, form: AnswerFormat): string {
  const timed =
    (form === 'tsv' || form === 'csv') && plan.query.filter === '' ? '' : `-${Math.floor(answer.nowMs / agesHoldMs).toString(36)}`;
  return `W/"${answerVersion(plan, view)}-${form}${timed}"`;
}

/** Whole objects: at the address of one object, and where `objects` asks for them; `objects=0` asks for rows in any case. */
function wantsObjects(query: TableQuery, params: URLSearchParams, form: AnswerFormat): boolean {
  return (form === 'json' || form === 'yaml') && (params.get('objects') ?? (query.names.length === 1 ? '1' : '0')) !== '0';
}

async function sendObjects(
  reply: FastifyReply,
  { asked, query, form, signal }: { asked: Asked; query: TableQuery; form: AnswerFormat; signal: AbortSignal },
): Promise<FastifyReply> {
  const objects = await driveSlices(answerObjects(asked.answer, asked.view), { signal });
  const options = { oneCluster: asked.answer.coverage.asked.length === 1, oneObject: query.names.length === 1 };
  return sendPieces(reply, form === 'json' ? objectsJsonPieces(objects, options) : objectsYamlPieces(objects, options));
}

interface PageJob {
  readonly answer: Answer;
  readonly form: AnswerFormat;
  readonly query: TableQuery;
  readonly parts: ServerParts;
  readonly params: URLSearchParams;
  readonly cursor: string;
}

function piecesOf({ answer, form, query, parts, params, cursor }: PageJob): Iterable<string> {
  switch (form) {
    case 'json':
      return answerJsonPieces(answer);
    case 'yaml':
      return [answerYaml(answer)];
    case 'tsv':
      return answerTsvPieces(answer);
    case 'csv':
      return answerCsvPieces(answer);
    case 'text':
      return textPieces(answer);
    case 'html':
      return parts.render.answerPage({ answer, query, params, cursor });
  }
}

function* textPieces(answer: Answer): Generator<string> {
  yield* tableTextPieces(answer);
  if (answer.explain !== undefined) yield explainText(answer.explain);
  for (const notice of answer.notices) yield `${visibleText(notice)}\n`;
  yield `${coverageLine(answer)}\n`;
}
