import { X509Certificate } from 'node:crypto';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { makeAuthority } from './real-certificates.ts';

test('an authority signs certificates that chain to it and carry names and groups', () => {
  const authority = makeAuthority('test-ca');
  const root = new X509Certificate(authority.cert);
  const leaf = new X509Certificate(
    authority.issue({ commonName: 'jane', organizations: ['sre', 'dev'], hosts: ['localhost', '127.0.0.1'] }).cert,
  );
  expect(root.ca).toBe(true);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.subject.split('\n')).toEqual(['O=sre', 'O=dev', 'CN=jane']);
  expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(leaf.verify(new X509Certificate(makeAuthority('another').cert).publicKey)).toBe(false);
});

test('both ends of a TLS connection accept them', async () => {
  const authority = makeAuthority('test-ca');
  const server = https.createServer({
    ...authority.issue({ commonName: 'server', hosts: ['127.0.0.1'] }),
    ca: authority.cert,
    requestCert: true,
  });
  server.on('request', (request, response) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = { host: '127.0.0.1', port, ca: authority.cert, ...authority.issue({ commonName: 'jane' }), agent: false } as const;
  const name = await new Promise((resolve, reject) => {
    https.get(client, (response) => response.on('data', (chunk) => resolve(String(chunk)))).on('error', reject);
  });
  server.close();
  expect(name).toBe('jane');
});
