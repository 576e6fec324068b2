import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../core/base/clock.ts';
import { OidcCredentials } from './oidc-credentials.ts';

const jwt = (expiresAtMs: number, name = 'x'): string =>
  `e30.${Buffer.from(JSON.stringify({ exp: expiresAtMs / 1000, sub: name })).toString('base64url')}.sig`;

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

let issuer: Server;
let url = '';
let asked: Asked[] = [];
let methods: readonly string[] | undefined;
let answer: () => { status: number; body: unknown } = () => ({ status: 200, body: {} });
beforeAll(async () => {
  issuer = createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    asked.push({ path: request.url, authorization: request.headers.authorization, form });
    const discovery = { token_endpoint: `${url}/token`, ...(methods !== undefined && { token_endpoint_auth_methods_supported: methods }) };
    const { status, body } = request.url?.endsWith('openid-configuration') ? { status: 200, body: discovery } : answer();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});
afterAll(() => {
  issuer.closeAllConnections();
  issuer.close();
});
beforeEach(() => {
  asked = [];
  methods = undefined;
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

const never = new AbortController().signal;
const clock = new ManualClock(1_000_000);
const config = (more: object = {}) => ({
  'idp-issuer-url': url,
  'client-id': 'k8s',
  'client-secret': 's/cret',
  'refresh-token': 'r1',
  'id-token': jwt(500_000),
  ...more,
});
const open = (more: object = {}) => new OidcCredentials(config(more), { clock, folder: '/' });
const tokenOf = async (credentials: OidcCredentials, fresh = false) =>
  (await credentials.get({ fresh, signal: never })).headers.authorization?.replace('Bearer ', '');

test('a token that holds is sent without asking anybody', async () => {
  const token = jwt(2_000_000);
  expect(await tokenOf(open({ 'id-token': token }))).toBe(token);
  expect(asked).toEqual([]);
});

test('one that has expired is refreshed once for all, and kept until it expires by its own word', async () => {
  const tokens = [jwt(4_600_000, 'one'), jwt(9_000_000, 'two')];
  let round = 0;
  answer = () => ({ status: 200, body: { id_token: tokens[round++], refresh_token: `r${round + 1}`, expires_in: 1 } });
  const credentials = open();
  expect(credentials.label).toBe(`oidc ${new URL(url).host}`);
  expect(await Promise.all([1, 2, 3].map(() => tokenOf(credentials)))).toEqual(Array(3).fill(tokens[0]));
  expect(asked.map(({ path }) => path)).toEqual(['/.well-known/openid-configuration', '/token']);
  expect(Object.fromEntries(asked[1]?.form ?? [])).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
  expect(asked[1]?.authorization).toBe(`Basic ${Buffer.from('k8s:s%2Fcret').toString('base64')}`);
  // Brand new: a 401 is not its fault.
  expect(await tokenOf(credentials, true)).toBe(tokens[0]);
  clock.advance(3_580_000);
  expect(await tokenOf(credentials)).toBe(tokens[1]);
  expect(asked.at(-1)?.form.get('refresh_token')).toBe('r2');
});

test('the secret goes where the issuer wants it', async () => {
  methods = ['client_secret_post'];
  answer = () => ({ status: 200, body: { id_token: jwt(clock.nowMs() + 100_000) } });
  await tokenOf(open());
  expect(Object.fromEntries(asked[1]?.form ?? [])).toMatchObject({ client_id: 'k8s', client_secret: 's/cret' });
  expect(asked[1]?.authorization).toBeUndefined();
  asked = [];
  await tokenOf(open({ 'client-secret': undefined }));
  expect(Object.fromEntries(asked[1]?.form ?? [])).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'k8s' });
});

test.each([
  [
    {},
    { status: 400, body: { error: 'invalid_grant', error_description: 'token r1 is used up' } },
    /the issuer answered 400 \(invalid_grant\)$/,
  ],
  [{}, { status: 500, body: { error: 'Something with r1 in it' } }, /the issuer answered 500$/],
  [{}, { status: 200, body: {} }, /answered without an id token$/],
  [{ 'refresh-token': undefined }, { status: 200, body: {} }, /it has expired, and there is no refresh-token; log in again$/],
  [{ 'idp-issuer-url': undefined }, { status: 200, body: {} }, /idp-issuer-url or client-id is missing$/],
  [{ 'idp-issuer-url': 'http://login.example.org' }, { status: 200, body: {} }, /no https address$/],
  [{ 'idp-issuer-url': 'http://127.0.0.1:1' }, { status: 200, body: {} }, /bad port/],
])('%j, %j', async (more, said, message) => {
  answer = () => said;
  const credentials = open(more);
  const failure = () => tokenOf(credentials).catch((error: unknown) => error);
  const first = await failure();
  expect(first).toMatchObject({ kind: 'credentials', message: expect.stringMatching(message) });
  expect(String(first)).not.toMatch(/r1|cret/);
  // 148 contexts may share it: it is not asked again at once.
  const before = asked.length;
  expect(await failure()).toBe(first);
  expect(asked.length).toBe(before);
});
