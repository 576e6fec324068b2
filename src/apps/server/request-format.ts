import type { FastifyRequest } from 'fastify';
import { type AnswerFormat, negotiateFormat } from './negotiate.ts';

/** Takes the target of a request apart; whatever it holds, it is a path on this server. */
export function requestUrl({ url }: Pick<FastifyRequest, 'url'>): URL {
  return new URL(`http://local${url.startsWith('/') ? '' : '/'}${url}`);
}

/** The parameters of an address, in order, repeats kept. */
export function requestParams(request: FastifyRequest): URLSearchParams {
  return requestUrl(request).searchParams;
}

/** The form in which a request wants its answer. HindsightError when there is no such form. */
export function requestFormat(request: FastifyRequest): AnswerFormat {
  return negotiateFormat({
    accept: request.headers.accept,
    userAgent: request.headers['user-agent'],
    download: requestParams(request).get('download') ?? undefined,
  });
}

/** How strictly the path holds resources to its scope: `scope=any` lets namespaces be named for any, as on the command line. */
export function namesOf(params: URLSearchParams): 'strict' | 'lenient' {
  return params.get('scope') === 'any' ? 'lenient' : 'strict';
}

/** What a parameter switches on. */
export function isOn(params: URLSearchParams, name: string): boolean {
  return !['', '0', 'false', 'no'].includes(params.get(name) ?? '');
}

/** What a browser saves an answer as: `clusters_local_namespaces_default_pods.tsv`. Source: kube-web-view's downloads. */
export function fileName(request: FastifyRequest, form: AnswerFormat): string {
  const path = requestUrl(request)
    .pathname.replace(/^\/+/, '')
    .replaceAll(/[^a-zA-Z0-9_.,-]/g, '_');
  return `${path.slice(0, 180)}.${form}`;
}
