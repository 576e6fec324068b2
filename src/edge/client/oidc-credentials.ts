import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../core/base/clock.ts';
import { ApiFailure } from './api-server.ts';
import type { CredentialSource, Credentials } from './cluster-target.ts';
import { safeLine } from './failure-text.ts';
import { jsonObject } from './json-object.ts';
import { tokenEndMs } from './token-end.ts';
import { untilAborted } from './until-aborted.ts';

type Config = Readonly<Record<string, unknown>>;

/** Renewed so long before it expires. */
const renewBeforeMs = 30_000;
/** A token that was just fetched is not fetched again because of a 401. */
const youngMs = 10_000;
/** A failure is not tried again for so long: 148 contexts may share it. */
const failureKeptMs = 5_000;
const deadlineMs = 30_000;

/**
 * Credentials of `auth-provider: oidc`: the id token, refreshed by the refresh token when it expires. What is refreshed is kept in memory only.
 * Source: k8s.io/client-go plugin/pkg/client/auth/oidc/oidc.go; OpenID Connect Core §12, Discovery §4. Why not the official client: docs/decisions/0027.
 */
export class OidcCredentials implements CredentialSource {
  readonly label: string;
  readonly #config: Config;
  readonly #q: { readonly clock: Clock; readonly folder: string };
  #idToken: string | undefined;
  #refreshToken: string | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  #failed: { readonly atMs: number; readonly failure: ApiFailure } | undefined;
  #running: Promise<string> | undefined;

  /** `folder` is where relative paths in the configuration count from. */
  constructor(config: Config, q: { readonly clock: Clock; readonly folder: string }) {
    this.#config = config;
    this.#q = q;
    this.#idToken = textOf(config['id-token']);
    this.#refreshToken = textOf(config['refresh-token']);
    this.label = `oidc ${URL.parse(String(config['idp-issuer-url'] ?? ''))?.host ?? 'without an issuer'}`;
  }

  async get({ fresh, signal }: { fresh: boolean; signal: AbortSignal }): Promise<Credentials> {
    const nowMs = this.#q.clock.nowMs();
    const young = nowMs - this.#refreshedAtMs < youngMs;
    const usable = this.#idToken !== undefined && (young || (!fresh && nowMs < (tokenEndMs(this.#idToken) ?? 0) - renewBeforeMs));
    const token = usable ? (this.#idToken as string) : await untilAborted(this.#refreshed(), signal);
    return { headers: { authorization: `Bearer ${token}` }, clientCertificate: undefined };
  }

  /** One refresh at a time, whoever asks. */
  #refreshed(): Promise<string> {
    const failed = this.#failed;
    if (failed !== undefined && this.#q.clock.nowMs() - failed.atMs < failureKeptMs) return Promise.reject(failed.failure);
    this.#running ??= this.#refresh()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? safeLine(reasonOf(error)) : 'unknown reason';
        const failure = new ApiFailure('credentials', `${this.label}: the token could not be refreshed: ${reason}`, { cause: error });
        this.#failed = { atMs: this.#q.clock.nowMs(), failure };
        throw failure;
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #refresh(): Promise<string> {
    const issuer = textOf(this.#config['idp-issuer-url']);
    const clientId = textOf(this.#config['client-id']);
    if (issuer === undefined || clientId === undefined) throw new Error('idp-issuer-url or client-id is missing');
    if (this.#refreshToken === undefined) throw new Error('it has expired, and there is no refresh-token; log in again');
    const answer = await this.#askIssuer(issuer, clientId);
    const idToken = textOf(answer.id_token);
    if (idToken === undefined) throw new Error('the issuer answered without an id token');
    this.#idToken = idToken;
    this.#refreshToken = textOf(answer.refresh_token) ?? this.#refreshToken;
    this.#refreshedAtMs = this.#q.clock.nowMs();
    this.#failed = undefined;
    return idToken;
  }

  async #askIssuer(issuer: string, clientId: string): Promise<Config> {
    const { Agent } = await import('undici');
    const ca = await this.#authority();
    const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
    try {
      const discovery = await ask(dispatcher, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      const endpoint = textOf(discovery.token_endpoint);
      if (endpoint === undefined) throw new Error('the issuer names no token endpoint');
      return await ask(dispatcher, endpoint, this.#tokenRequest(clientId, discovery));
    } finally {
      await dispatcher.close();
    }
  }

  /** The secret as the issuer wants it; basic is what it takes when it does not say. Source: RFC 6749 §2.3.1, OpenID Connect Discovery §3. */
  #tokenRequest(clientId: string, discovery: Config): TokenRequest {
    const secret = textOf(this.#config['client-secret']);
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: this.#refreshToken ?? '' });
    const methods = discovery.token_endpoint_auth_methods_supported;
    const inBody = secret === undefined || (Array.isArray(methods) && !methods.includes('client_secret_basic'));
    if (!inBody) {
      const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
      return { body, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    }
    body.set('client_id', clientId);
    if (secret !== undefined) body.set('client_secret', secret);
    return { body, authorization: undefined };
  }

  async #authority(): Promise<string | undefined> {
    const inline = textOf(this.#config['idp-certificate-authority-data']);
    if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
    const file = textOf(this.#config['idp-certificate-authority']);
    return file === undefined ? undefined : readFile(isAbsolute(file) ? file : join(this.#q.folder, file), 'utf8');
  }
}

interface TokenRequest {
  readonly body: URLSearchParams;
  readonly authorization: string | undefined;
}

/** Asks the issuer, whose certificate may come from an authority of its own. undici is loaded only here. */
async function ask(dispatcher: Dispatcher, address: string, form?: TokenRequest): Promise<Config> {
  const { fetch } = await import('undici');
  const url = URL.parse(address);
  if (url === null || !(url.protocol === 'https:' || isLoopback(url))) throw new Error('the issuer is no https address');
  const base = { dispatcher, redirect: 'error', signal: AbortSignal.timeout(deadlineMs) } as const;
  const answer = await fetch(url, form === undefined ? base : { ...base, ...postOf(form) });
  const body = jsonObject(await answer.text()) as Config | undefined;
  // The error of the standard is a code such as `invalid_grant`; descriptions may hold more than a log should.
  if (!answer.ok) throw new Error(`the issuer answered ${answer.status}${codeOf(body)}`);
  if (body === undefined) throw new Error('the issuer answered something that is no JSON');
  return body;
}

function postOf({ body, authorization }: TokenRequest): { method: 'POST'; body: string; headers: Record<string, string> } {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(authorization === undefined ? {} : { authorization }) };
  return { method: 'POST', body: body.toString(), headers };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

function codeOf(body: Config | undefined): string {
  const code = textOf(body?.error);
  return code !== undefined && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : '';
}

/** undici says `fetch failed`, and why in the cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
