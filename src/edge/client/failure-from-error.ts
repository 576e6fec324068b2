import { ApiFailure, type ApiFailureKind } from './api-server.ts';
import { safeLine } from './failure-text.ts';

/** The code of a Node error, wherever it hides. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined ? (typeof code === 'string' ? code : '') : codeOf(cause);
}

const byCode: Readonly<Record<string, readonly [ApiFailureKind, string]>> = {
  ENOTFOUND: ['dns', 'host name not found'],
  EAI_AGAIN: ['dns', 'name server does not answer'],
  EAI_FAIL: ['dns', 'name server failed'],
  ENODATA: ['dns', 'host name has no address'],
  ECONNREFUSED: ['refused', 'connection refused'],
  EHOSTUNREACH: ['refused', 'no route to host'],
  ENETUNREACH: ['refused', 'network unreachable'],
  EADDRNOTAVAIL: ['refused', 'address not available'],
  ECONNRESET: ['reset', 'connection reset'],
  ECONNABORTED: ['reset', 'connection aborted'],
  EPIPE: ['reset', 'connection closed'],
  ETIMEDOUT: ['timeout', 'connection timed out'],
  UND_ERR_SOCKET: ['reset', 'connection closed'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'connection timed out'],
  UND_ERR_CLOSED: ['reset', 'connection closed'],
  UND_ERR_DESTROYED: ['reset', 'connection closed'],
  ERR_HTTP2_GOAWAY_SESSION: ['reset', 'server is closing the connection'],
  ERR_HTTP2_STREAM_CANCEL: ['reset', 'connection closed'],
  ERR_HTTP2_SESSION_ERROR: ['reset', 'connection closed'],
  ERR_HTTP2_STREAM_ERROR: ['reset', 'stream reset by the server'],
  ERR_HTTP2_INVALID_SESSION: ['reset', 'connection closed'],
  ERR_HTTP2_ERROR: ['garbage', 'the answer is not HTTP/2'],
  ERR_SOCKET_CLOSED: ['reset', 'connection closed'],
  EPROTO: ['tls', 'TLS handshake failed'],
  ERR_STREAM_PREMATURE_CLOSE: ['reset', 'connection closed'],
  Z_DATA_ERROR: ['garbage', 'the answer is not valid gzip'],
  Z_BUF_ERROR: ['reset', 'the compressed answer ends early'],
};

/** Errors that the network never makes: ours. */
const defects = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Turns whatever the network layer threw into an ApiFailure; an ApiFailure passes unchanged, a defect of ours (TypeError …) too. */
export function failureFromError(error: unknown, signal?: AbortSignal): ApiFailure {
  if (error instanceof ApiFailure) return error;
  if (signal?.aborted === true) return abortFailure(signal);
  const code = codeOf(error);
  const known = byCode[code];
  if (known !== undefined) return new ApiFailure(known[0], known[1], { cause: error });
  if (/^(HPE_|UND_ERR_)/.test(code) || (error instanceof Error && error.name === 'HTTPParserError'))
    return new ApiFailure('garbage', 'the answer is not HTTP', { cause: error });
  const message = error instanceof Error ? safeLine(error.message) : 'unknown error';
  if (/^ERR_(SSL|TLS|OSSL)|SSL routines/.test(`${code} ${message}`)) return new ApiFailure('tls', tlsText(message), { cause: error });
  if (defects.some((type) => error instanceof type)) throw error;
  return new ApiFailure('reset', message === '' ? 'connection closed' : message, { cause: error });
}

/** The failure of a request that its caller gave up, or that ran into the deadline named as the signal's reason. */
export function abortFailure(signal: AbortSignal): ApiFailure {
  return signal.reason instanceof ApiFailure ? signal.reason : new ApiFailure('aborted', 'given up by the caller');
}

function tlsText(message: string): string {
  if (/wrong version number|http request|packet length too long|record layer failure/i.test(message))
    return 'the server does not speak TLS on this port';
  if (/certificate required|bad certificate|unknown ca|handshake failure/i.test(message)) {
    return `TLS handshake refused by the server (${/alert ([a-z ]+)/i.exec(message)?.[1]?.trim() ?? 'client certificate not accepted'})`;
  }
  return 'TLS handshake failed';
}
