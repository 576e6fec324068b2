import type { Pool } from 'undici';
import { ApiFailure } from './api-server.ts';
import type { ClusterTarget, Credentials } from './cluster-target.ts';
import { Connector } from './connect-socket.ts';
import { failureFromError } from './failure-from-error.ts';
import { proxyFor } from './proxy-choice.ts';
import { statusFailure } from './status-failure.ts';

/** The only paths of an API server that anything of Hindsight POSTs to: they ask about ourselves and store nothing. */
const paths = {
  whoami: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  access: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
} as const;

/** Who we are to an API server. */
export interface SelfIdentity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** Something that we may or may not do. */
export interface SelfAccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Undefined: in all namespaces. */
  readonly namespace?: string;
}

/** What reviews are asked with. */
export interface SelfReviewOptions {
  readonly userAgent: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connectDeadlineMs: number;
  nowMs(): number;
}

const bodyBytes = 256 * 1024;

/**
 * Asks an API server about ourselves. Everything else of this client sends GET only; this one sends POST, to two fixed paths, since Kubernetes asks such questions that way.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export class SelfReviews {
  readonly #target: ClusterTarget;
  readonly #q: SelfReviewOptions;
  #pool: Promise<Pool> | undefined;
  #certificate: Credentials['clientCertificate'];

  constructor(target: ClusterTarget, q: SelfReviewOptions) {
    this.#target = target;
    this.#q = q;
  }

  /** Who we are. Throws ApiFailure: `not-found` by servers before 1.28. */
  async whoami(signal: AbortSignal): Promise<SelfIdentity> {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await this.#ask(paths.whoami, body, signal);
    const { username, groups } = (status as { userInfo?: { username?: unknown; groups?: unknown } } | undefined)?.userInfo ?? {};
    return { user: typeof username === 'string' ? username : '', groups: Array.isArray(groups) ? groups.map(String) : [] };
  }

  /** Whether we may do something. Throws ApiFailure. */
  async mayI({ verb, group, resource, subresource, namespace }: SelfAccessQuestion, signal: AbortSignal): Promise<boolean> {
    const resourceAttributes = { verb, group, resource, ...(subresource && { subresource }), ...(namespace && { namespace }) };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
    const { status } = await this.#ask(paths.access, body, signal);
    return (status as { allowed?: unknown } | undefined)?.allowed === true;
  }

  close(): void {
    this.#pool?.then((pool) => pool.destroy()).catch(() => undefined);
    this.#pool = undefined;
  }

  async #ask(path: (typeof paths)[keyof typeof paths], body: object, signal: AbortSignal): Promise<{ readonly status?: unknown }> {
    const credentials = await this.#target.credentials.get({ fresh: false, signal });
    try {
      const pool = await this.#poolFor(credentials);
      const answer = await pool.request({
        method: 'POST',
        path: new URL(this.#target.server).pathname.replace(/\/+$/, '') + path,
        headers: {
          ...singleLines(credentials.headers),
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': this.#q.userAgent,
        },
        body: JSON.stringify(body),
        signal,
      });
      const text = await limitedText(answer.body);
      if (answer.statusCode >= 200 && answer.statusCode < 300) return JSON.parse(text) as { readonly status?: unknown };
      throw statusFailure({ status: answer.statusCode, headers: {}, body: withoutToken(text, credentials), nowMs: this.#q.nowMs() });
    } catch (error) {
      if (error instanceof SyntaxError) throw new ApiFailure('garbage', 'the answer is no JSON');
      throw failureFromError(error, signal);
    }
  }

  async #poolFor({ clientCertificate }: Credentials): Promise<Pool> {
    if (this.#pool === undefined || this.#certificate?.cert !== clientCertificate?.cert) {
      this.close();
      this.#certificate = clientCertificate;
      this.#pool = this.#open(clientCertificate);
    }
    return this.#pool;
  }

  async #open(clientCertificate: Credentials['clientCertificate']): Promise<Pool> {
    const { Pool: UndiciPool } = await import('undici');
    const server = new URL(this.#target.server);
    const { tls, proxyUrl } = this.#target;
    const connector = new Connector({
      server,
      proxy: proxyFor(server, proxyUrl, this.#q.env),
      tls,
      clientCertificate,
      connectDeadlineMs: this.#q.connectDeadlineMs,
      nowMs: () => this.#q.nowMs(),
    });
    return new UndiciPool(server.origin, {
      connections: 4,
      pipelining: 1,
      allowH2: false,
      connect: (_options, callback) => {
        connector.connect(['http/1.1']).then(
          (socket) => callback(null, socket),
          (error: unknown) => callback(error as Error, null),
        );
      },
    });
  }
}

async function limitedText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > bodyBytes) throw new ApiFailure('garbage', 'the answer is too long for a review');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A server or proxy that refuses may repeat what it was sent. */
function withoutToken(text: string, { headers }: Credentials): string {
  const token = headers.authorization?.split(' ').at(-1) ?? '';
  return token === '' ? text : text.replaceAll(token, '<hidden>');
}

function singleLines(headers: Readonly<Record<string, string>>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.includes('\n') ? value.split('\n') : value]));
}
