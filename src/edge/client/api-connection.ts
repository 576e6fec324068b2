import type { Clock } from '../../core/base/clock.ts';
import { ApiFailure } from './api-server.ts';
import type { ClusterTarget, Credentials } from './cluster-target.ts';
import { Connector } from './connect-socket.ts';
import { failureFromError } from './failure-from-error.ts';
import type { HttpAnswer } from './http-transport.ts';
import { LinkedAbort } from './linked-abort.ts';
import { NegotiatedTransport } from './negotiated-transport.ts';
import { proxyFor } from './proxy-choice.ts';
import { readBytes } from './read-text.ts';
import { RequestGate } from './request-gate.ts';
import { statusFailure } from './status-failure.ts';
import { UsageMeter } from './usage-meter.ts';

/** Longer error pages are cut off: the first words say enough. */
const errorBodyBytes = 1024 * 1024;

/** A round trip from which on compression and large windows pay. Source: spec web-view D.4, 19 (gzip costs on a LAN). */
const farMs = 5;

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly userAgent: string;
  readonly clock: Clock;
  readonly connectDeadlineMs: number;
  readonly pingIntervalMs: number;
  /** `auto`: where the network is slow to answer. */
  readonly gzip: 'auto' | 'always' | 'never';
  /** For HTTPS_PROXY, NO_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One request as the rest of the client asks for it. */
export interface Ask {
  readonly path: string;
  readonly accept: string;
  readonly lane: 'watch' | 'list' | 'small';
  readonly signal: AbortSignal;
  /** From the moment the request leaves the queue to the head of the answer. */
  readonly headDeadlineMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer whose body is to be read; `abort` ends it, `release` must be called when it has been read. */
export interface OpenAnswer {
  readonly answer: HttpAnswer;
  readonly link: LinkedAbort;
  release(): void;
}

/** Authenticated requests to one API server: queue, credentials, transport, and the server's "no" as ApiFailure. */
export class ApiConnection {
  readonly meter: UsageMeter = new UsageMeter();
  readonly #target: ClusterTarget;
  readonly #server: URL | null;
  readonly #q: ConnectionOptions;
  readonly #gate: RequestGate;
  #transport: { readonly identity: string; readonly transport: NegotiatedTransport } | undefined;
  #closed = false;

  constructor(target: ClusterTarget, q: ConnectionOptions) {
    this.#target = target;
    this.#server = URL.parse(target.server);
    this.#q = q;
    this.#gate = new RequestGate(q.clock);
  }

  /** Sends a request and answers when its head is there and its status is a success or 304. Throws ApiFailure. */
  async ask(ask: Ask): Promise<OpenAnswer> {
    if (this.#target.defect !== undefined) throw new ApiFailure('credentials', this.#target.defect);
    if (this.#closed) throw new ApiFailure('aborted', 'client is closed');
    const leave = await this.#gate.enter(ask.lane, ask.signal);
    const closeStream = this.meter.opened();
    const link = new LinkedAbort(ask.signal);
    const release = (): void => {
      link.release();
      closeStream();
      leave();
    };
    try {
      link.deadline(ask.headDeadlineMs);
      const answer = await this.#authenticated(ask, link.signal);
      link.stopTimer();
      return { answer, link, release };
    } catch (error) {
      release();
      throw failureFromError(error, link.signal);
    }
  }

  close(): void {
    this.#closed = true;
    this.#gate.close();
    this.#transport?.transport.close();
  }

  async #authenticated(ask: Ask, signal: AbortSignal): Promise<HttpAnswer> {
    const { credentials } = this.#target;
    const known = await credentials.get({ fresh: false, signal });
    const first = await this.#send(ask, known, signal);
    if (first.status !== 401) return this.#judge(first, known);
    first.body.on('error', () => undefined).destroy();
    const fresh = await credentials.get({ fresh: true, signal });
    return this.#judge(await this.#send(ask, fresh, signal), fresh);
  }

  async #send(ask: Ask, credentials: Credentials, signal: AbortSignal): Promise<HttpAnswer> {
    const startMs = performance.now();
    const { idle } = performance.eventLoopUtilization();
    try {
      const answer = await this.#transportFor(credentials).send({
        path: this.#url().pathname.replace(/\/+$/, '') + ask.path,
        headers: { ...this.#headers(ask), ...severalLines(credentials.headers) },
        lane: ask.lane,
        signal,
      });
      this.meter.answered(answer.status);
      if (ask.lane === 'small') this.meter.roundTrip(performance.now() - startMs, performance.eventLoopUtilization().idle - idle);
      return answer;
    } catch (error) {
      this.meter.answered(0);
      throw error;
    }
  }

  /** May have a path, as behind Rancher: `https://host/k8s/clusters/c-1`. */
  #url(): URL {
    if (this.#server === null) throw new ApiFailure('credentials', `server "${this.#target.server}" is no address`);
    return this.#server;
  }

  #headers(ask: Ask): Record<string, string> {
    const compressed = ask.lane === 'list' && (this.#q.gzip === 'always' || (this.#q.gzip === 'auto' && this.#isFar()));
    return {
      accept: ask.accept,
      'accept-encoding': compressed ? 'gzip' : 'identity',
      'user-agent': this.#q.userAgent,
      ...ask.headers,
    };
  }

  #isFar(): boolean {
    return this.meter.leastWaitMs > farMs;
  }

  /** Another client certificate means other connections. */
  #transportFor(credentials: Credentials): NegotiatedTransport {
    const certificate = credentials.clientCertificate;
    const identity = certificate === undefined ? '' : certificate.cert + certificate.key;
    if (this.#transport?.identity !== identity) {
      this.#transport?.transport.retire();
      this.#transport = { identity, transport: this.#newTransport(certificate) };
    }
    return this.#transport.transport;
  }

  #newTransport(clientCertificate: Credentials['clientCertificate']): NegotiatedTransport {
    const { tls, proxyUrl } = this.#target;
    const url = this.#url();
    const connector = new Connector({
      server: url,
      proxy: proxyFor(url, proxyUrl, this.#q.env),
      tls,
      clientCertificate,
      connectDeadlineMs: this.#q.connectDeadlineMs,
      nowMs: () => this.#q.clock.nowMs(),
    });
    return new NegotiatedTransport(connector, { far: () => this.#isFar(), pingIntervalMs: this.#q.pingIntervalMs });
  }

  async #judge(answer: HttpAnswer, used: Credentials): Promise<HttpAnswer> {
    if ((answer.status >= 200 && answer.status < 300) || answer.status === 304) return answer;
    const bytes = await readBytes(answer, errorBodyBytes, (count) => this.meter.received(count)).catch(() => Buffer.alloc(0));
    const body = withoutToken(bytes.toString('utf8'), used);
    const nowMs = this.#q.clock.nowMs();
    const failure = statusFailure({ status: answer.status, headers: answer.headers, body, nowMs });
    if (failure.kind === 'throttled') this.#gate.pause(failure.retryAfterMs ?? 1_000);
    else if (failure.status === 503 && failure.retryAfterMs !== undefined) this.#gate.pause(failure.retryAfterMs);
    throw failure;
  }
}

/** A server or proxy that refuses may repeat what it was sent: no message may carry it on. */
function withoutToken(text: string, { headers }: Credentials): string {
  const token = headers.authorization?.split(' ').at(-1) ?? '';
  return token === '' ? text : text.replaceAll(token, '<hidden>');
}

function severalLines(headers: Readonly<Record<string, string>>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.includes('\n') ? value.split('\n') : value]));
}
