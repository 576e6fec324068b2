import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { resourceId } from '../../core/kube/api-resource.ts';
import { answerRequest } from './answer-request.ts';
import { ApiRefusal, refusals, statusObject } from './api-status.ts';
import { type BodyFault, Reply } from './reply.ts';
import { header, type RequestContext, sendChunks, sendJson } from './request-context.ts';
import { resourcePath, verbOf } from './route.ts';
import type { SimEndpoint } from './sim-endpoint.ts';
import type { FaultSubject, SimFault } from './sim-fault.ts';
import type { Requester } from './sim-user.ts';

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

/** Kinds of faults that strike single requests, as opposed to connections or authorization. */
const requestFaults = ['hang-headers', 'hang-body', 'trickle', 'reset', 'cut', 'status', 'garbage', 'latency'] as const;
type RequestFault = SimFault & { readonly type: (typeof requestFaults)[number] };

/** The rim of an endpoint: identifies who asks, lets faults strike, waits the latency out, and turns refusals into Status answers. */
export async function handleRequest(endpoint: SimEndpoint, request: AnyRequest, response: AnyResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const user = endpoint.settings.users.identify(header({ request }, 'authorization'), request.socket as TLSSocket);
  const faults = endpoint.board.strike(subjectOf(request, url, user), requestFaults);
  const reply = new Reply(response, bodyFault(faults));
  const context = { endpoint, request, method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, reply };
  const injectedMs = faults.reduce((sum, fault) => sum + (fault.type === 'latency' ? fault.latencyMs : 0), 0);
  const latencyMs = endpoint.settings.latencyMs + injectedMs;
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  if (reply.closed) return;
  try {
    if (await struck({ ...context, user: user ?? nobody }, faults)) return;
    if (user === undefined) throw refusals.unauthorized();
    await answerRequest({ ...context, user });
  } catch (error) {
    await refuse({ ...context, user: user ?? nobody }, error);
  }
}

const nobody: Requester = { name: '', groups: [] };

/** Lets faults answer in place of the server; true when one did. */
async function struck(context: RequestContext, faults: readonly RequestFault[]): Promise<boolean> {
  for (const fault of faults) {
    switch (fault.type) {
      case 'hang-headers':
        context.endpoint.strand(context.reply);
        return true;
      case 'reset':
        context.endpoint.reset(context.request.socket.remotePort);
        return true;
      case 'garbage':
        await sendChunks(context, 200, [Buffer.from('\u0000\u0001<html>{"kind":"PodList","items":[{"metadata":{"name":"x"}},,,\u0007\n')]);
        return true;
      case 'status':
        await refuse(context, statusFault(fault));
        return true;
      default:
        break;
    }
  }
  return false;
}

/** Answers what a handler threw; a defect of the simulation answers 500 with its message. */
async function refuse(context: RequestContext, error: unknown): Promise<void> {
  const { reply } = context;
  if (reply.closed) return;
  if (reply.headersSent) return reply.destroy();
  const refusal =
    error instanceof ApiRefusal
      ? error
      : new ApiRefusal({
          code: 500,
          reason: 'InternalError',
          message: `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`,
          details: { causes: [{ reason: '', message: String(error) }] },
        });
  const { code, details } = refusal.parts;
  const retryAfter = details?.retryAfterSeconds;
  await sendJson(context, code, statusObject(refusal.parts), retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
}

const faultReasons: Readonly<Record<number, { reason: string; message: string }>> = {
  401: { reason: 'Unauthorized', message: 'Unauthorized' },
  403: { reason: 'Forbidden', message: 'forbidden by the simulation' },
  404: { reason: 'NotFound', message: 'the server could not find the requested resource' },
  410: { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' },
  429: { reason: 'TooManyRequests', message: 'Too many requests, please try again later.' },
  500: { reason: 'InternalError', message: 'Internal error occurred: etcdserver: request timed out' },
  502: { reason: 'BadGateway', message: 'bad gateway' },
  503: { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  504: { reason: 'Timeout', message: 'Timeout: request did not complete within the allotted timeout' },
};

function statusFault(fault: SimFault & { readonly type: 'status' }): ApiRefusal {
  const { status, retryAfterSeconds, message } = fault;
  const usual = faultReasons[status] ?? { reason: 'Unknown', message: 'unknown' };
  return new ApiRefusal({
    code: status,
    reason: usual.reason,
    message: message ?? usual.message,
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } }),
  });
}

function bodyFault(faults: readonly RequestFault[]): BodyFault {
  const fault: { hangAfterBytes?: number; cutAfterBytes?: number; bytesPerSecond?: number } = {};
  for (const each of faults) {
    if (each.type === 'hang-body') fault.hangAfterBytes = each.afterBytes ?? 1000;
    if (each.type === 'cut') fault.cutAfterBytes = each.afterBytes ?? 1000;
    if (each.type === 'trickle') fault.bytesPerSecond = each.bytesPerSecond;
  }
  return fault;
}

function subjectOf(request: AnyRequest, url: URL, user: Requester | undefined): FaultSubject {
  const path = resourcePath(url.pathname);
  const verb = path === undefined ? undefined : verbOf(request.method ?? 'GET', path, url.searchParams);
  return { verb: verb ?? 'get', resource: path && resourceId(path), user: user?.name ?? '', path: url.pathname };
}
