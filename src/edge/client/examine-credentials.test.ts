import { expect, test } from 'vitest';
import { makeAuthority } from '../../../test/kit/real-certificates.ts';
import { credentialFindings } from './examine-credentials.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const withToken = (token: string) =>
  credentialFindings({ headers: { authorization: `Bearer ${token}` }, clientCertificate: undefined }, nowMs);

test('a token that has expired is told, one that will be renewed is not', () => {
  expect(withToken(jwt({ exp: nowMs / 1000 - 7200 }))).toMatchObject([{ severity: 'broken', text: 'the token expired 2 hours ago' }]);
  expect(withToken(jwt({ exp: nowMs / 1000 + 600 }))).toEqual([]);
});

test('tokens that tell nothing, or lie, are no findings and never in one', () => {
  for (const token of ['opaque', 'a.b.c', jwt({}), jwt({ exp: 'soon' }), `${jwt({ exp: 1 })}x`])
    for (const finding of withToken(token)) expect(JSON.stringify(finding)).not.toContain(token);
});

test('a client certificate that ends soon or has ended', () => {
  const { cert, key } = makeAuthority('doctor-test').issue({ commonName: 'me' });
  const at = (atMs: number) => credentialFindings({ headers: {}, clientCertificate: { cert, key } }, atMs).map(({ severity }) => severity);
  const day = 86_400_000;
  const untilMs = lastDay(cert);
  expect([at(untilMs - 8 * day), at(untilMs - 3 * day), at(untilMs + day)]).toEqual([[], ['warning'], ['broken']]);
  expect(credentialFindings({ headers: {}, clientCertificate: { cert: 'no pem', key } }, nowMs)).toEqual([]);
});

function lastDay(cert: string): number {
  let [low, high] = [Date.now(), Date.now() + 400 * 86_400_000];
  const isOver = (atMs: number): boolean =>
    credentialFindings({ headers: {}, clientCertificate: { cert, key: '' } }, atMs).some(({ severity }) => severity === 'broken');
  while (high - low > 1000) {
    const middle = (low + high) / 2;
    if (isOver(middle)) high = middle;
    else low = middle;
  }
  return high;
}
