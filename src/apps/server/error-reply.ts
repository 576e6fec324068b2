import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errorCatalogue } from '../../core/base/error-catalogue.ts';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { harmlessJson } from '../../core/reports/harmless-json.ts';
import { visibleText } from '../../core/reports/visible-text.ts';
import { wireError } from '../../core/wire/error-schema.ts';
import { type AnswerFormat, contentTypes, negotiateFormat } from './negotiate.ts';
import { requestParams, requestUrl } from './request-format.ts';
import type { ServerParts } from './server-parts.ts';

/** Answers every mistake and defect in the form that was asked for. */
export function errorReplies(server: FastifyInstance, parts: ServerParts): void {
  server.setErrorHandler((error, request, reply) => {
    const known = asHindsightError(error);
    if (known.code === 'internal') parts.log.error({ route: request.routeOptions.url, err: error }, 'defect');
    const { body, type } = errorBody(known, parts, errorFormat(request), request);
    return reply.status(errorCatalogue[known.code].status).type(type).header('vary', 'Accept, User-Agent').send(body);
  });
  server.setNotFoundHandler((request) => {
    throw new HindsightError('not-found', `there is no page ${requestUrl(request).pathname}`);
  });
}

/** A mistake with its code, or our own defect; Fastify's own refusals (a broken URL) are the asker's mistake. */
function asHindsightError(error: unknown): HindsightError {
  if (error instanceof HindsightError) return error;
  const status = (error as { statusCode?: number }).statusCode;
  const message = error instanceof Error ? error.message : String(error);
  if (status !== undefined && status >= 400 && status < 500)
    return new HindsightError('query-invalid', message, { hint: 'Check the address.' });
  return new HindsightError('internal', 'something in Hindsight broke while answering this', { cause: error });
}

function errorBody(
  error: HindsightError,
  { render }: ServerParts,
  form: AnswerFormat,
  request: FastifyRequest,
): { body: string; type: string } {
  if (form === 'html') return { body: render.errorPage(error, requestParams(request)), type: contentTypes.html };
  if (form === 'json') return { body: harmlessJson(wireError(error)), type: contentTypes.json };
  return { body: errorText(error), type: contentTypes.text };
}

function errorText(error: HindsightError): string {
  const { text, offset, length } = error.place ?? {};
  const mark =
    text === undefined || offset === undefined
      ? ''
      : `  ${visibleText(text)}\n  ${' '.repeat(offset)}${'^'.repeat(Math.max(1, length ?? 1))}\n`;
  return `error: ${visibleText(error.message)}\n${mark}  ${error.hint}\n`;
}

/** The form that Accept asks for, whatever the download; text where nothing that is accepted exists: it must not hide the error itself. */
function errorFormat(request: FastifyRequest): AnswerFormat {
  try {
    return negotiateFormat({ accept: request.headers.accept, userAgent: request.headers['user-agent'], download: undefined });
  } catch {
    return 'text';
  }
}
