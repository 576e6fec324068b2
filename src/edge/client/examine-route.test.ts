import { afterEach, expect, test } from 'vitest';
import { fakeTarget } from '../../../test/kit/fake-target.ts';
import { type RawApiServer, startRawApiServer } from '../../../test/kit/raw-api-server.ts';
import { makeAuthority } from '../../../test/kit/real-certificates.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { examineRoute, type RouteExamination } from './examine-route.ts';

const servers: RawApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(protocol: 'h2' | 'http/1.1' | 'plain' = 'h2'): Promise<RawApiServer> {
  const server = await startRawApiServer({ protocol, handle: (_, reply) => reply.json(200, {}) });
  servers.push(server);
  return server;
}

const examine = (
  target: ClusterTarget,
  more: { nowMs?: number; env?: Record<string, string>; connectDeadlineMs?: number } = {},
): Promise<RouteExamination> =>
  examineRoute(target, {
    env: {},
    connectDeadlineMs: 2000,
    nowMs: Date.now(),
    signal: new AbortController().signal,
    clientCertificate: undefined,
    ...more,
  });
const credentials: ClusterTarget['credentials'] = { label: 'token', get: async () => ({ headers: {}, clientCertificate: undefined }) };
const troubles = ({ findings }: RouteExamination): string[] =>
  findings.filter(({ severity }) => severity !== 'note').map(({ check, severity, text }) => `${severity} ${check}: ${text}`);

test('a way without trouble, in both protocols', async () => {
  const h2 = await examine((await start('h2')).target({ credentials }));
  expect(h2).toMatchObject({ protocol: 'HTTP/2', isBroken: false, findings: [] });
  expect(h2.certificateUntilMs).toBeGreaterThan(Date.now());
  const http1 = await examine((await start('http/1.1')).target({ credentials }));
  expect(http1).toMatchObject({ protocol: 'HTTP/1.1', isBroken: false, findings: [{ check: 'protocol', severity: 'note' }] });
});

test('what is wrong with a certificate is said, each with its own remedy', async () => {
  const server = await start();
  const foreign = makeAuthority('foreign').cert;
  const tls = { ca: server.caPem, insecureSkipVerify: false, serverName: undefined };
  const unknown = await examine(server.target({ credentials, tls: { ...tls, ca: foreign } }));
  expect([troubles(unknown), unknown.findings[0]?.remedy]).toEqual([
    ['broken tls: certificate signed by an unknown authority'],
    expect.stringContaining('another authority than the kubeconfig says'),
  ]);
  const none = await examine(server.target({ credentials, tls: { ...tls, ca: undefined } }));
  expect(none.findings[0]?.remedy).toContain('certificate-authority-data');
  const named = await examine(server.target({ credentials, tls: { ...tls, serverName: 'api.other.example' } }));
  expect([troubles(named), named.findings[0]?.remedy]).toEqual([
    ['broken tls: certificate is not for api.other.example, but for 127.0.0.1'],
    expect.stringContaining('tls-server-name'),
  ]);
  const untilMs = (await examine(server.target({ credentials }))).certificateUntilMs ?? 0;
  expect(troubles(await examine(server.target({ credentials }), { nowMs: untilMs - 3 * 86_400_000 }))).toEqual([
    'warning tls: the server certificate expires in 3 days',
  ]);
});

test('a name that is not known, a port that is closed, a port that speaks no TLS, a host that never answers', async () => {
  const dns = await examine(fakeTarget('x', { credentials, server: 'https://no-such-host.invalid:6443' }));
  expect(troubles(dns)[0]).toMatch(/^broken dns: no-such-host\.invalid cannot be resolved/);
  expect(troubles(await examine(fakeTarget('x', { credentials, server: 'https://127.0.0.1:1' })))).toEqual([
    'broken connect: connection refused',
  ]);
  const plain = await start('plain');
  const spoken = await examine(fakeTarget('x', { credentials, server: plain.url.replace('http:', 'https:') }));
  expect(troubles(spoken)[0]).toMatch(/^broken tls: the server does not speak TLS on this port/);
  expect(spoken.findings[0]?.remedy).toContain('Check the port');
});

test('what is unwise in the kubeconfig entry', async () => {
  const server = await start();
  const careless = await examine(server.target({ tls: { ca: undefined, insecureSkipVerify: true, serverName: undefined } }));
  expect(troubles(careless)).toEqual([
    'warning kubeconfig: the server certificate is not checked (insecure-skip-tls-verify)',
    'warning kubeconfig: the context has no credentials',
  ]);
  const plain = await start('plain');
  expect(troubles(await examine(plain.target({ credentials })))).toEqual(['warning kubeconfig: the server is spoken to without TLS']);
  expect(troubles(await examine(fakeTarget('x', { credentials, server: 'nonsense' })))).toEqual([
    'broken kubeconfig: server "nonsense" is no address',
  ]);
});

test('a proxy is named without its password', async () => {
  const target = fakeTarget('x', { credentials, server: 'https://api.example:6443', proxyUrl: 'http://me:hunter2@127.0.0.1:1' });
  const { findings } = await examine(target);
  expect(findings.map(({ text }) => text)).toContain('goes through the proxy http://127.0.0.1:1');
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});
