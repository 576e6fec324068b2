import { expect, test } from 'vitest';
import { ApiFailure } from './api-server.ts';
import { describeFailure } from './describe-failure.ts';
import { deadlineText, safeLine, spanText } from './failure-text.ts';
import { tlsFailure } from './tls-failure.ts';

test('spans and deadlines as a person says them', () => {
  expect([3 * 86_400_000, 3_600_000, 61_000, 1_000, 5].map(spanText)).toEqual(['3 days', '1 hour', '1 minute', '1 second', '0 seconds']);
  expect([11_000, 150].map(deadlineText)).toEqual(['11 s', '150 ms']);
});

test('foreign text is one clean line without tokens', () => {
  expect(safeLine('\n  first \u001b[31mred\nsecond')).toBe('first  [31mred');
  expect(safeLine('Authorization: Bearer abc.def')).not.toContain('abc');
  expect(safeLine(`x ${'y'.repeat(500)}`)).toHaveLength(200);
});

test('expired and future certificates say since when', () => {
  const q = { host: 'h', nowMs: Date.UTC(2026, 10, 24) };
  const certificate = { valid_to: 'Nov 21 00:00:00 2026 GMT', valid_from: 'Nov 25 00:00:00 2026 GMT' } as never;
  expect(tlsFailure('CERT_HAS_EXPIRED', certificate, q).message).toBe('certificate expired 3 days ago');
  expect(tlsFailure('CERT_NOT_YET_VALID', certificate, q).message).toBe('certificate becomes valid only in 1 day');
  expect(tlsFailure('CERT_HAS_EXPIRED', undefined, q).message).toBe('certificate expired');
  expect(tlsFailure('HOSTNAME_MISMATCH', undefined, q).message).toBe('certificate not accepted (hostname mismatch)');
});

test.each([
  [new ApiFailure('refused', 'connection refused'), 'connection refused'],
  [new ApiFailure('unauthorized', 'Unauthorized', { status: 401 }), 'credentials not accepted (401)'],
  [new ApiFailure('forbidden', 'pods is forbidden: User "x"', { status: 403 }), 'pods is forbidden: User "x"'],
  [new ApiFailure('throttled', 'x', { status: 429, retryAfterMs: 1_500 }), 'the server asks to wait 2 s (429)'],
  [new ApiFailure('server-error', 'HTTP status 503', { status: 503 }), 'server error 503'],
  [new ApiFailure('server-error', 'etcd', { status: 500 }), 'server error 500: etcd'],
  [new ApiFailure('garbage', 'the answer is no list'), 'not understood: the answer is no list'],
  [new ApiFailure('gone', 'x', { status: 410 }), 'the version asked for is too old (410)'],
])('%s', (failure, text) => expect(describeFailure(failure)).toBe(text));
