import type { FastifyInstance } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { isComplete } from '../../../core/query/coverage-of.ts';
import type { SearchAnswer } from '../../../core/query/search/search-answer.ts';
import { SearchIndex } from '../../../core/query/search/search-index.ts';
import { asksAnything, offeredSearchTypes, type SearchQuery } from '../../../core/query/search/search-query.ts';
import { searchQueryFromUrl } from '../../../core/query/search/search-query-url.ts';
import { coverageHeader } from '../../../core/reports/coverage-line.ts';
import { searchJson } from '../../../core/reports/search-json.report.ts';
import { searchLine } from '../../../core/reports/search-line.ts';
import { searchCountsText, searchText } from '../../../core/reports/search-text.report.ts';
import { visibleText } from '../../../core/reports/visible-text.ts';
import { askSearch } from '../ask-search.ts';
import { askerSignal } from '../asker-signal.ts';
import { type AnswerFormat, contentTypes } from '../negotiate.ts';
import { requestFormat, requestParams } from '../request-format.ts';
import { sendPieces } from '../send-pieces.ts';
import type { ServerParts } from '../server-parts.ts';

/** `/search`: everything that is synced, by words; JSON, text and HTML by content negotiation. Source: kube-web-view's search page. */
export function searchRoutes(server: FastifyInstance, parts: ServerParts): void {
  const index = parts.searchIndex ?? new SearchIndex();
  server.get('/search', async (request, reply) => {
    const form = searchForm(requestFormat(request));
    const params = requestParams(request);
    const query = searchQueryFromUrl(params);
    const answer = asksAnything(query)
      ? (await askSearch(parts, { query, scope: request.scope, signal: askerSignal(reply), index })).answer
      : undefined;
    if (answer !== undefined) {
      if (params.get('coverage') === 'require' && !isComplete(answer.coverage))
        throw new HindsightError('coverage-insufficient', searchLine(answer));
      reply.header('x-hindsight-coverage', coverageHeader(answer.coverage));
    }
    reply.type(contentTypes[form]).header('vary', 'Accept, User-Agent, Cookie, Authorization').header('cache-control', 'no-cache');
    if (form === 'html') return sendPieces(reply, parts.render.searchPage({ answer, query, kinds: kindsOf(parts, query), params }));
    return sendPieces(reply, form === 'json' ? [searchJson(answer ?? nothingAsked(parts))] : textPieces(answer ?? nothingAsked(parts)));
  });
}

/** A search has no tables to download. */
function searchForm(form: AnswerFormat): 'html' | 'json' | 'text' {
  if (form === 'html' || form === 'json' || form === 'text') return form;
  throw new HindsightError('not-acceptable', `a search is answered as HTML, JSON or text, not as ${form}`);
}

/** The kinds of the resources that the form offers. */
function kindsOf({ directory }: ServerParts, query: SearchQuery): ReadonlyMap<string, string> {
  const cluster = directory.clusters()[0]?.id ?? '';
  const named = [...offeredSearchTypes, ...query.types].flatMap((type): [string, string][] => {
    const def = directory.resolve(cluster, type);
    return def === undefined || def === 'unknown' ? [] : [[type, def.kind]];
  });
  return new Map(named);
}

function nothingAsked({ clock }: ServerParts): SearchAnswer {
  const coverage = { asked: [], gaps: [], seconds: 0 };
  return {
    results: [],
    total: 0,
    byKind: [],
    byCluster: [],
    resources: [],
    coverage,
    notices: ['Nothing was asked: give words in `q`, or a `selector`.'],
    nowMs: clock.nowMs(),
  };
}

function* textPieces(answer: SearchAnswer): Generator<string> {
  yield searchText(answer);
  yield searchCountsText(answer);
  for (const notice of answer.notices) yield `${visibleText(notice)}\n`;
  yield `${searchLine(answer)}\n`;
}
