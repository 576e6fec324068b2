import type { FastifyReply } from 'fastify';
import { HindsightError } from '../../../core/base/hindsight-error.ts';
import { isComplete } from '../../../core/query/coverage-of.ts';
import type { TableQuery } from '../../../core/query/table-query.ts';
import { coverageHeader } from '../../../core/reports/coverage-line.ts';
import { describedAnswerJson, describedAnswerText } from '../../../core/reports/describe/described-answer.ts';
import { askerSignal } from '../asker-signal.ts';
import { describeQuestion } from '../describe.ts';
import { type AnswerFormat, contentTypes } from '../negotiate.ts';
import { namesOf } from '../request-format.ts';
import type { ServerParts } from '../server-parts.ts';

/** Descriptions instead of rows: where `describe=1` asks for them, and as text at the address of one object. */
export function wantsDescription(query: TableQuery, params: URLSearchParams, form: AnswerFormat): boolean {
  if (form !== 'json' && form !== 'text') return false;
  const asked = params.get('describe');
  return asked === null ? form === 'text' && query.names.length === 1 : asked !== '0';
}

/** Answers with descriptions, as JSON or as text. */
export async function sendDescriptions(
  reply: FastifyReply,
  q: { readonly parts: ServerParts; readonly query: TableQuery; readonly params: URLSearchParams; readonly form: AnswerFormat },
): Promise<FastifyReply> {
  const { parts, query, params, form } = q;
  const described = await describeQuestion(parts, {
    query,
    scope: reply.request.scope,
    signal: askerSignal(reply),
    names: namesOf(params),
  });
  const { coverage } = described.answer;
  const nothing = described.descriptions.length === 0 && isComplete(coverage) && query.names.length === 1;
  if (nothing && params.get('objects') !== '0')
    throw new HindsightError('object-not-found', 'The requested Kubernetes object does not exist');
  reply.type(contentTypes[form]).header('vary', 'Accept, User-Agent, Cookie, Authorization').header('cache-control', 'no-cache');
  reply.header('x-hindsight-coverage', coverageHeader(coverage));
  return reply.send(form === 'json' ? describedAnswerJson(described) : describedAnswerText(described));
}
