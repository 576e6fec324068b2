import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { time } from './der.ts';
import { createAuthority } from './sim-certificates.ts';

test('the server certificate is for loopback and signed by the authority', () => {
  const { caPem, server } = createAuthority();
  const [ca, certificate] = [new X509Certificate(caPem), new X509Certificate(server.certPem)];
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect([ca.ca, certificate.ca]).toEqual([true, false]);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost('localhost')).toBe('localhost');
});

test('a client certificate names its user and groups', () => {
  const { caPem, issueClient } = createAuthority();
  const certificate = new X509Certificate(issueClient('jane', ['dev', 'ops']).certPem);
  expect(certificate.subject.split('\n')).toEqual(['O=dev', 'O=ops', 'CN=jane']);
  expect(certificate.verify(new X509Certificate(caPem).publicKey)).toBe(true);
  expect(new X509Certificate(createAuthority().caPem).publicKey.equals(new X509Certificate(caPem).publicKey)).toBe(false);
});

test('times are UTCTime until 2049 and GeneralizedTime after', () => {
  expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1')).toBe('\u0017\r491231235959Z');
  expect(time(Date.UTC(2050, 0, 1)).toString('latin1')).toBe('\u0018\u000f20500101000000Z');
});
