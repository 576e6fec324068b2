import type { KubeStatus } from '../../core/kube/watch-event.ts';
import { ApiFailure, type ApiFailureKind } from './api-server.ts';
import { safeLine } from './failure-text.ts';

/** What an API server's "no" means: an ApiFailure from status code, headers and body. The message is the server's own, shortened. */
export function statusFailure(q: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly nowMs: number;
}): ApiFailure {
  const body = parseStatus(q.body);
  const retryAfterMs = retryAfter(q.headers['retry-after'], body, q.nowMs);
  return new ApiFailure(kindOf(q.status, body), safeLine(body?.message ?? plainText(q)), {
    status: q.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(body === undefined ? {} : { body }),
  });
}

function parseStatus(text: string): KubeStatus | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const body = JSON.parse(text) as { kind?: unknown };
    return body.kind === 'Status' ? (body as KubeStatus) : undefined;
  } catch {
    return undefined;
  }
}

/** Proxies in front of API servers answer HTML: then the status alone is said. */
function plainText(q: { status: number; headers: Readonly<Record<string, string>>; body: string }): string {
  if (q.status >= 300 && q.status < 400) return `redirected to ${hostOf(q.headers.location)}: a login page in front of the API server?`;
  const isText = (q.headers['content-type'] ?? '').startsWith('text/plain');
  const line = isText ? safeLine(q.body) : '';
  return line === '' ? `HTTP status ${q.status}` : line;
}

function hostOf(location: string | undefined): string {
  return (location === undefined ? undefined : URL.parse(location)?.host) ?? 'another page';
}

/** Source: k8s.io/apimachinery pkg/api/errors (reasons and codes), apiserver storage NewTooLargeResourceVersionError (504 with this cause). */
function kindOf(status: number, body: KubeStatus | undefined): ApiFailureKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 410:
      return 'gone';
    case 429:
      return 'throttled';
    case 504:
      return isVersionTooLarge(body) ? 'version-too-large' : 'server-error';
    default:
      if (status >= 500) return 'server-error';
      return status >= 400 ? 'bad-request' : 'garbage';
  }
}

function isVersionTooLarge(body: KubeStatus | undefined): boolean {
  const causes = (body?.details as { causes?: readonly { reason?: string }[] } | undefined)?.causes;
  return causes?.some((cause) => cause.reason === 'ResourceVersionTooLarge') ?? /too large resource version/i.test(body?.message ?? '');
}

function retryAfter(header: string | undefined, body: KubeStatus | undefined, nowMs: number): number | undefined {
  if (header !== undefined) {
    const seconds = Number(header);
    if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
    const atMs = Date.parse(header);
    if (!Number.isNaN(atMs)) return Math.max(0, atMs - nowMs);
  }
  const seconds = body?.details?.retryAfterSeconds;
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
}
