import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { ApiFailure } from './api-server.ts';
import type { Credentials, TlsSettings } from './cluster-target.ts';
import { abortFailure, failureFromError } from './failure-from-error.ts';
import { deadlineText } from './failure-text.ts';
import { openTunnel } from './proxy-tunnel.ts';
import { tlsFailure } from './tls-failure.ts';

/** How to reach one API server: address, trust, identity, and the way through a proxy. */
export interface Route {
  readonly server: URL;
  readonly proxy: URL | undefined;
  readonly tls: TlsSettings;
  readonly clientCertificate: Credentials['clientCertificate'];
  /** TCP, proxy and TLS together. */
  readonly connectDeadlineMs: number;
  nowMs(): number;
}

/** Opens connections of one route; keeps the parsed certificates and the last TLS session, so that a second connection is cheap. */
export class Connector {
  readonly route: Route;
  #context: SecureContext | undefined;
  #session: Buffer | undefined;
  readonly #closing = new AbortController();

  constructor(route: Route) {
    this.route = route;
  }

  /** A connected socket, TLS done and certificate accepted. `alpnProtocol` says what the peer chose. Throws ApiFailure. */
  async connect(protocols: readonly string[]): Promise<Socket | TLSSocket> {
    const { route } = this;
    const { signal } = this.#closing;
    const sockets = new Set<Socket>();
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => deadline.reject(new ApiFailure('timeout', `no connection within ${deadlineText(route.connectDeadlineMs)}`)),
      route.connectDeadlineMs,
    );
    const giveUp = (): void => deadline.reject(abortFailure(signal));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      return await Promise.race([this.#open(protocols, sockets), deadline.promise]);
    } catch (error) {
      for (const socket of sockets) socket.destroy();
      throw failureFromError(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Ends connections that are being made, and refuses new ones. */
  close(): void {
    this.#closing.abort(new ApiFailure('aborted', 'client is closed'));
  }

  async #open(protocols: readonly string[], sockets: Set<Socket>): Promise<Socket | TLSSocket> {
    const { server, proxy } = this.route;
    const plain = proxy === undefined ? await tcp(server, sockets) : await openTunnel(proxy, server, (url) => tcp(url, sockets));
    plain.setNoDelay(true);
    plain.setKeepAlive(true, 30_000);
    if (server.protocol !== 'https:') return plain;
    return this.#startTls(plain, protocols, sockets);
  }

  #startTls(plain: Socket, protocols: readonly string[], sockets: Set<Socket>): Promise<TLSSocket> {
    const { server, tls, clientCertificate } = this.route;
    const host = server.hostname.replace(/^\[|\]$/g, '');
    const expected = tls.serverName ?? host;
    this.#context ??= secureContext(tls, clientCertificate);
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        socket: plain,
        secureContext: this.#context,
        ALPNProtocols: [...protocols],
        host: expected,
        ...(isIP(expected) === 0 ? { servername: expected } : {}),
        ...(this.#session === undefined ? {} : { session: this.#session }),
        // The verdict is checked below, where the certificate can still be read to say what is wrong with it.
        rejectUnauthorized: false,
      });
      // From here on the TLS socket owns the plain one: destroying both crashes Node.
      sockets.clear();
      sockets.add(socket);
      socket.once('error', reject);
      socket.once('close', () => reject(new ApiFailure('reset', 'connection closed during the TLS handshake')));
      // Only what was accepted may be resumed: the name in a certificate is not checked again then.
      const accept = (): void => {
        socket.on('session', (session) => {
          this.#session = session;
        });
        resolve(socket);
      };
      socket.once('secureConnect', () => {
        // Errors between now and the day a protocol takes over must not end the process.
        socket.on('error', () => undefined);
        if (socket.authorized || tls.insecureSkipVerify) accept();
        else reject(tlsFailure(verdict(socket), socket.getPeerCertificate(), { host: expected, nowMs: this.route.nowMs() }));
      });
    });
  }
}

/** Node's types say Error, its code assigns `error.code ?? error.message`. */
function verdict(socket: TLSSocket): string {
  const error: unknown = socket.authorizationError;
  return typeof error === 'string' ? error : ((error as { code?: string } | null)?.code ?? 'UNKNOWN');
}

/** Contexts of the process by what they are made of: clusters of one authority share one, which costs half a millisecond and some 100 KB to make. */
const contexts = new Map<string, WeakRef<SecureContext>>();

function secureContext(tls: TlsSettings, identity: Credentials['clientCertificate']): SecureContext {
  const key = JSON.stringify([tls.ca, identity?.cert, identity?.key]);
  const known = contexts.get(key)?.deref();
  if (known !== undefined) return known;
  const made = newContext(tls, identity);
  for (const [other, context] of contexts) if (context.deref() === undefined) contexts.delete(other);
  contexts.set(key, new WeakRef(made));
  return made;
}

function newContext(tls: TlsSettings, identity: Credentials['clientCertificate']): SecureContext {
  try {
    return createSecureContext({
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      ...(identity === undefined ? {} : { cert: identity.cert, key: identity.key }),
    });
  } catch (error) {
    throw new ApiFailure('credentials', 'certificate or key in the kubeconfig is not valid PEM', { cause: error });
  }
}

function tcp(url: URL, sockets: Set<Socket>): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, autoSelectFamily: true });
    sockets.add(socket);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
