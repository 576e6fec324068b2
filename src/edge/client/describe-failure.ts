import type { ApiFailure } from './api-server.ts';

/** A failure as the reason of a state, for a person at night: short, without secrets, without a final stop. */
export function describeFailure(failure: ApiFailure): string {
  const { message, status } = failure;
  switch (failure.kind) {
    case 'unauthorized':
      return `credentials not accepted (401${message === 'Unauthorized' || message === '' ? '' : `: ${message}`})`;
    case 'forbidden':
      return message === '' ? 'forbidden (403)' : message;
    case 'throttled':
      return failure.retryAfterMs === undefined
        ? 'the server asks for less requests (429)'
        : `the server asks to wait ${Math.ceil(failure.retryAfterMs / 1_000)} s (429)`;
    case 'server-error':
      return `server error ${status ?? ''}${message === '' || message === `HTTP status ${status}` ? '' : `: ${message}`}`.replace(
        '  ',
        ' ',
      );
    case 'gone':
      return 'the version asked for is too old (410)';
    case 'version-too-large':
      return 'the server has not seen that version yet (504)';
    case 'garbage':
      return `not understood: ${message}`;
    case 'not-found':
      return status === undefined || message.includes('not found') ? message : `not found (404): ${message}`;
    default:
      return message;
  }
}
