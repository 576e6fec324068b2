import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { constants, createGzip } from 'node:zlib';
import { refusals } from './api-status.ts';
import { releaseChunk } from './chunk-pool.ts';
import type { Reply } from './reply.ts';
import type { SimEndpoint } from './sim-endpoint.ts';
import type { Requester } from './sim-user.ts';

/** One request on its way through the handlers. */
export interface RequestContext {
  readonly endpoint: SimEndpoint;
  readonly request: IncomingMessage | Http2ServerRequest;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: Requester;
  readonly reply: Reply;
}

/** Source: k8s.io/apiserver pkg/endpoints/handlers/responsewriters/writers.go defaultGzipThresholdBytes */
const gzipThresholdBytes = 128 * 1024;
/** Source: k8s.io/api core/v1 zz_generated.prerelease-lifecycle.go */
const endpointsWarning = '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"';
const largestBodyBytes = 3 * 1024 * 1024;

/** The headers that every answer carries; the date is the cluster's. */
export function baseHeaders(context: Pick<RequestContext, 'endpoint' | 'path'>, type = 'application/json'): Record<string, string> {
  return {
    ...(/^\/api\/v1\/(?:namespaces\/[^/]+\/)?endpoints(?:\/|$)/.test(context.path) ? { warning: endpointsWarning } : {}),
    date: new Date(context.endpoint.settings.clock.nowMs()).toUTCString(),
    'audit-id': randomUUID(),
    'cache-control': 'no-cache, private',
    'content-type': type,
    'x-kubernetes-pf-flowschema-uid': '5f3c1a52-7f7e-4c77-9d0a-3a0b0f5f9e01',
    'x-kubernetes-pf-prioritylevel-uid': 'c2b8d7a4-1d0e-4b1b-8f0e-6a4d1c9e7b02',
  };
}

/** Answers with a JSON value and a newline, as Go's encoder ends. */
export async function sendJson(
  context: RequestContext,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const text = JSON.stringify(value, undefined, wantsPretty(context) ? 2 : undefined);
  await sendChunks(context, status, [Buffer.from(`${text}\n`)], headers);
}

/** Answers with plain text. */
export async function sendText(context: RequestContext, status: number, text: string): Promise<void> {
  const headers = { ...baseHeaders(context, 'text/plain; charset=utf-8'), 'x-content-type-options': 'nosniff' };
  context.reply.head(status, { ...headers, 'content-length': String(Buffer.byteLength(text)) });
  context.reply.push(Buffer.from(text));
  context.reply.end();
}

/**
 * Answers with chunks as fast as the client takes them; gzip at level 1 when it is accepted and the body passes 128 KB.
 * Small bodies carry their length; long ones do not, as a real server streams them.
 */
export async function sendChunks(
  context: RequestContext,
  status: number,
  chunks: Iterable<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const iterator = chunks[Symbol.iterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  let next = iterator.next();
  for (; next.done !== true && bytes < gzipThresholdBytes; next = iterator.next()) {
    first.push(next.value);
    bytes += next.value.length;
  }
  const { reply } = context;
  const all = { ...baseHeaders(context), ...headers };
  const gzip = bytes >= gzipThresholdBytes && acceptsGzip(context);
  if (gzip) reply.head(status, { ...all, 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  else reply.head(status, next.done === true && bytes < 2048 ? { ...all, 'content-length': String(bytes) } : all);
  const rest = (function* () {
    yield* first;
    for (; next.done !== true; next = iterator.next()) yield next.value;
  })();
  if (gzip) await pushCompressed(reply, rest);
  else {
    for (const chunk of rest) {
      reply.push(chunk);
      await breath();
      await reply.room();
      if (reply.closed) return;
    }
  }
  reply.end();
}

async function pushCompressed(reply: Reply, chunks: Iterable<Uint8Array>): Promise<void> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 64 * 1024 });
  gzip.on('data', (chunk: Uint8Array) => reply.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    gzip.once('end', resolve);
    gzip.once('error', reject);
  });
  for (const chunk of chunks) {
    if (!gzip.write(chunk, () => releaseChunk(chunk))) await new Promise<void>((resolve) => gzip.once('drain', resolve));
    await reply.room();
    if (reply.closed) {
      gzip.destroy();
      return;
    }
  }
  gzip.end();
  await ended;
}

/** Lets other connections have a turn between two chunks of a long list. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The whole body of a request; 413 beyond 3 MB. Source: k8s.io/apiserver pkg/server/config.go MaxRequestBodyBytes */
export async function readBody(context: RequestContext): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of context.request) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > largestBodyBytes) throw refusals.badRequest(`Request entity is too large: limit is ${largestBodyBytes}`);
  }
  return Buffer.concat(parts);
}

/** A header as one text. */
export function header(context: Pick<RequestContext, 'request'>, name: string): string | undefined {
  const value = context.request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function acceptsGzip(context: RequestContext): boolean {
  return /(^|,)\s*(gzip|\*)\s*($|,|;\s*q=(?!0(\.0*)?\s*($|,)))/.test(header(context, 'accept-encoding') ?? '');
}

/** Source: k8s.io/apiserver pkg/endpoints/handlers/negotiation/negotiate.go isPrettyPrint */
export function wantsPretty(context: RequestContext): boolean {
  const asked = context.query.get('pretty');
  if (asked !== null && asked !== '') return ['1', 'true', 't', 'T', 'TRUE', 'True'].includes(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(header(context, 'user-agent') ?? '');
}
