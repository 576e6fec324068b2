import type { FastifyRequest } from 'fastify';
import { type AnswerFormat, negotiateFormat } from './negotiate.ts';

/** The parameters of an address, in order, repeats kept. */
export function requestParams(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://local').searchParams;
}

/** The form in which a request wants its answer. HindsightError when there is no such form. */
export function requestFormat(request: FastifyRequest): AnswerFormat {
  return negotiateFormat({
    accept: request.headers.accept,
    userAgent: request.headers['user-agent'],
    download: requestParams(request).get('download') ?? undefined,
  });
}
