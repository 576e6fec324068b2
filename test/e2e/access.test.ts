import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localAccess, openAccess } from '../../src/apps/server/access/local-access.ts';
import { proxyAccess } from '../../src/apps/server/access/proxy-access.ts';
import { trustedNetworks } from '../../src/apps/server/access/trusted-networks.ts';
import { namespacePolicy } from '../../src/edge/config/namespace-policy.ts';
import { runCli } from '../kit/run-cli.ts';
import { type AccessBench, serveWithAccess } from '../kit/serve-with-access.ts';

const secret = 'a-secret-of-the-proxy';
const publicUrl = new URL('https://fleet.example.org');
const behind = (trusted: string, more: { logs?: boolean; token?: string } = {}) =>
  proxyAccess({
    header: 'X-Forwarded-User',
    trustedProxies: [trusted],
    secret: () => secret,
    publicUrl,
    logs: more.logs ?? false,
    token: more.token,
  });

const get = (path: string, ...headers: string[]): string[] => [`GET ${path} HTTP/1.1`, 'Connection: close', ...headers];
const upgrade = (...headers: string[]): string[] => [
  'GET /api/live HTTP/1.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ...headers,
];

describe('behind a login proxy', () => {
  let bench: AccessBench;
  beforeAll(async () => {
    bench = await serveWithAccess(behind('127.0.0.1', { token: 'token-for-prometheus' }), { publicUrl });
  });
  afterAll(() => bench.close());
  const host = 'Host: fleet.example.org';
  const proof = `X-Hindsight-Proxy-Secret: ${secret}`;
  const user = 'X-Forwarded-User: jane@example.org';

  test('what the proxy vouches for is let in', async () => {
    expect((await bench.raw(get('/clusters', 'Host: Fleet.example.org:443', proof, user))).status).toBe(200);
    expect((await bench.raw(get('/clusters', host, proof, user))).status).toBe(200);
    expect((await bench.raw(upgrade(host, proof, user, 'Origin: https://fleet.example.org'))).status).toBe(101);
  });

  test.each([
    ['no secret', [user]],
    ['a wrong secret', [user, 'X-Hindsight-Proxy-Secret: guessed']],
    ['an empty secret', [user, 'X-Hindsight-Proxy-Secret: ']],
    ['a prefix of the secret', [user, `X-Hindsight-Proxy-Secret: ${secret.slice(0, -1)}`]],
    ['the secret twice', [user, proof, proof]],
    ['no viewer', [proof]],
    ['an empty viewer', [proof, 'X-Forwarded-User: ']],
    ['two viewers: the proxy appends its own to a forged one', [proof, 'X-Forwarded-User: admin', user]],
    ['a viewer in another spelling beside the right one', [proof, 'x-forwarded-user: admin', user]],
    ['a viewer under a name that some proxies fold', [proof, 'X_Forwarded_User: admin']],
    ['a viewer in the address', [proof]],
    ['the secret as bearer', [user, `Authorization: Bearer ${secret}`]],
    ['the secret as cookie', [user, `Cookie: hindsight=${secret}`]],
    ['another secret header folded into a name', [user, `X_Hindsight_Proxy_Secret: ${secret}`]],
  ])('%s is refused', async (_what, headers) => {
    for (const request of [
      get('/clusters?X-Forwarded-User=admin', host, ...headers),
      upgrade(host, 'Origin: https://fleet.example.org', ...headers),
    ]) {
      const answer = await bench.raw(request);
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain(secret);
    }
  });

  test.each([
    ['a blank before the colon', ['X-Forwarded-User : admin']],
    ['a folded line', ['X-Forwarded-User: jane', ' admin']],
    ['a bare line feed that hides a second header', [`X-Ignored: x\nX-Forwarded-User: admin`]],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 5']],
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['a NUL in the viewer', ['X-Forwarded-User: jane\0admin']],
  ])('%s never gets through', async (_what, headers) => {
    const { status, text } = await bench.raw(get('/clusters', host, proof, ...headers));
    expect([400, 401, 0]).toContain(status);
    expect(text).not.toContain('NAME');
  });

  test('pages of others may not ask, nor may names that are not ours', async () => {
    expect((await bench.raw(upgrade(host, proof, user, 'Origin: https://evil.example'))).status).toBe(403);
    expect((await bench.raw(upgrade(host, proof, user, 'Origin: http://fleet.example.org'))).status).toBe(403);
    expect((await bench.raw(upgrade(host, proof, user, 'Origin: null'))).status).toBe(403);
    expect((await bench.raw(get('/clusters', 'Host: evil.example', proof, user))).status).toBe(403);
    expect((await bench.raw(get('/clusters', 'Host: fleet.example.org.evil.example', proof, user))).status).toBe(403);
    expect((await bench.raw(get('/clusters', 'Host: fleet.example.org:8443', proof, user))).status).toBe(403);
  });

  test('a forwarded host counts from the proxy only', async () => {
    const forwarded = 'X-Forwarded-Host: fleet.example.org';
    expect((await bench.raw(get('/clusters', 'Host: 10.0.0.7:8080', forwarded, proof, user))).status).toBe(200);
    expect((await bench.raw(get('/clusters', 'Host: 10.0.0.7:8080', forwarded, user))).status).toBe(403);
    expect((await bench.raw(get('/clusters', host, 'X-Forwarded-Host: evil.example', proof, user))).status).toBe(403);
  });

  test('health is for the kubelet, figures for whoever has the token; nothing else is open', async () => {
    expect((await bench.raw(get('/health', 'Host: 10.0.0.7:8080'))).status).toBe(200);
    expect((await bench.raw(get('/readyz', 'Host: 10.0.0.7:8080'))).status).toBe(200);
    expect((await bench.raw(get('/metrics', 'Host: 10.0.0.7:8080'))).status).toBe(403);
    expect((await bench.raw(get('/metrics', host))).status).toBe(401);
    expect((await bench.raw(get('/metrics', 'Host: 10.0.0.7:8080', 'Authorization: Bearer token-for-prometheus'))).status).toBe(200);
    expect((await bench.raw(get('/metrics', 'Host: 10.0.0.7:8080', 'Authorization: Bearer token-for-prometheu'))).status).toBe(403);
  });

  test('nothing secret is logged', async () => {
    await bench.raw(get('/clusters', host, proof, user));
    expect(bench.logged.join('')).not.toMatch(/a-secret-of-the-proxy|token-for-prometheus/);
  });
});

test('from an address that is not the proxy’s nothing helps, not even the secret', async () => {
  const bench = await serveWithAccess(behind('10.0.0.0/8'), { publicUrl });
  try {
    const headers = [
      `X-Hindsight-Proxy-Secret: ${secret}`,
      'X-Forwarded-User: jane',
      'X-Forwarded-For: 10.0.0.1',
      'X-Real-IP: 10.0.0.1',
      'Forwarded: for=10.0.0.1',
    ];
    expect((await bench.raw(get('/clusters', 'Host: fleet.example.org', ...headers))).status).toBe(401);
    expect((await bench.raw(upgrade('Host: fleet.example.org', 'Origin: https://fleet.example.org', ...headers))).status).toBe(401);
  } finally {
    await bench.close();
  }
});

test('logs of containers need a word of their own behind a proxy', () => {
  const request = (access = behind('127.0.0.1')) =>
    access.decide({
      headers: {},
      rawHeaders: ['X-Hindsight-Proxy-Secret', secret, 'X-Forwarded-User', 'jane'],
      token: undefined,
      remoteAddress: '::ffff:127.0.0.1',
    });
  const denied = request();
  const allowed = request(behind('127.0.0.1', { logs: true }));
  if (denied.allowed !== true || allowed.allowed !== true) throw new Error('refused');
  expect(denied.viewer).toBe('jane');
  expect([denied.scope.grant('c', 'pods', 'list'), denied.scope.grant('c', 'pods', 'logs')]).toEqual(['all', 'none']);
  expect(allowed.scope.grant('c', 'pods', 'logs')).toBe('all');
  expect(denied.scope.id).not.toBe(allowed.scope.id);
});

test('networks of a proxy', () => {
  const trusts = trustedNetworks(['10.2.0.0/16', '192.168.1.7', 'fd00::/8']);
  expect(['10.2.255.1', '::ffff:10.2.0.1', '192.168.1.7', 'fd12::1'].map(trusts)).toEqual([true, true, true, true]);
  expect(['10.3.0.1', '192.168.1.8', 'fe80::1', '', 'localhost', '10.2.0.1, 1.2.3.4'].map(trusts)).toEqual(Array(6).fill(false));
  for (const word of ['0.0.0.0/0', '::/0']) expect(() => trustedNetworks([word])).toThrow(/everybody/);
  for (const word of ['10.0.0.0/33', '10.0.0/8', 'proxy', '10.0.0.0/8/8', '10.0.0.0/x', ''])
    expect(() => trustedNetworks([word])).toThrow(/takes addresses/);
});

describe('local mode', () => {
  let bench: AccessBench;
  beforeAll(async () => {
    bench = await serveWithAccess(localAccess({ token: 'the-printed-token', cookieSecret: 'cookie-secret' }));
  });
  afterAll(() => bench.close());
  const bearer = 'Authorization: Bearer the-printed-token';

  test('DNS rebinding: a foreign name is refused, whatever it carries', async () => {
    for (const name of ['evil.example', `127.0.0.1.evil.example:${bench.port}`, 'localhost.evil.example', '0.0.0.0']) {
      expect((await bench.raw(get('/clusters', `Host: ${name}`, bearer))).status).toBe(403);
      expect((await bench.raw(get('/?token=the-printed-token', `Host: ${name}`))).status).toBe(403);
      expect((await bench.raw(upgrade(`Host: ${name}`, bearer, `Origin: http://${name}`))).status).toBe(403);
    }
    expect((await bench.raw(get('/clusters', 'Host: evil.example', 'X-Forwarded-Host: localhost', bearer))).status).toBe(403);
  });

  test('a page of another site opens no WebSocket and reads no list, also with the cookie', async () => {
    const host = `Host: 127.0.0.1:${bench.port}`;
    const cookie = 'Cookie: hindsight=cookie-secret';
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'file://']) {
      expect((await bench.raw(upgrade(host, cookie, `Origin: ${origin}`))).status).toBe(403);
      expect((await bench.raw(get('/clusters', host, cookie, `Origin: ${origin}`))).status).toBe(403);
    }
    expect((await bench.raw(upgrade(host, cookie, `Origin: http://127.0.0.1:${bench.port}`))).status).toBe(101);
    expect((await bench.raw(upgrade(host, `Origin: http://127.0.0.1:${bench.port}`))).status).toBe(401);
  });

  test('forwarded users mean nothing', async () => {
    const headers = ['X-Forwarded-User: admin', 'X-Hindsight-Proxy-Secret: cookie-secret'];
    expect((await bench.raw(get('/clusters', `Host: 127.0.0.1:${bench.port}`, ...headers))).status).toBe(401);
  });

  test('the token stands in no log, no redirect and no Referer', async () => {
    const host = `Host: 127.0.0.1:${bench.port}`;
    const first = await bench.raw(get('/clusters?token=the-printed-token&filter=x', host));
    expect(first.status).toBe(302);
    expect(/^location: (.*)$/im.exec(first.text)?.[1]).toBe('/clusters?filter=x');
    const again = await bench.raw(get('/clusters/_all/nodes?token=the-printed-token', host));
    const missing = await bench.raw(get('/nowhere?token=the-printed-token', host, 'Cookie: hindsight=cookie-secret'));
    expect([again.status, missing.status]).toEqual([401, 404]);
    for (const { text } of [first, again, missing]) {
      expect(text).not.toContain('the-printed-token');
      expect(text.toLowerCase()).toContain('referrer-policy: no-referrer');
    }
    expect(bench.logged.join('')).not.toContain('the-printed-token');
    expect(bench.logged.join('')).not.toContain('cookie-secret');
  });
});

test('a namespace that the configuration denies is refused by name and absent from lists of all', async () => {
  const namespaces = namespacePolicy({ include: ['team-.*'], exclude: ['team-secret'] });
  if (namespaces === undefined) throw new Error('no policy');
  const bench = await serveWithAccess(openAccess(), { namespaces });
  try {
    const ask = async (namespace: string): Promise<number> =>
      (await bench.raw(get(`/clusters/_all/namespaces/${namespace}/pods`, 'Host: localhost'))).status;
    expect(await ask('team-secret')).toBe(403);
    expect(await ask('a-team-x')).toBe(403);
    expect(await ask('team-a,kube-system')).toBe(403);
    expect(await ask('team-a')).toBe(200);
    expect(await ask('_all')).toBe(200);
  } finally {
    await bench.close();
  }
});

describe('what `serve` refuses to start with', () => {
  const kubeconfig = ['--kubeconfig', '/nonexistent'];
  test.each([
    [['--listen', '0.0.0.0'], 2, /nothing listens on 0\.0\.0\.0/],
    [['--listen', '::', '--auth', 'none'], 2, /nothing listens on ::/],
    [['--auth', 'proxy'], 2, /needs --trusted-proxies, --proxy-secret-file and --public-url/],
    [['--auth', 'oidc'], 2, /takes local, none or proxy/],
    [['--show-secrets'], 2, /values of Secrets are never read/],
    [['--cluster-auth-use-session-token'], 2, /viewers have no tokens/],
  ])('%j', async (args, code, message) => {
    const run = await runCli(['serve', '--port', '0', ...args, ...kubeconfig]);
    expect([run.code, run.stderr]).toEqual([code, expect.stringMatching(message)]);
  });
});
