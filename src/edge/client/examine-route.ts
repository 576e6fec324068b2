import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { DoctorFinding } from '../../core/kube/cluster-examination.ts';
import type { ApiFailure } from './api-server.ts';
import type { ClusterTarget, Credentials } from './cluster-target.ts';
import { Connector } from './connect-socket.ts';
import { failureFromError } from './failure-from-error.ts';
import { spanText } from './failure-text.ts';
import { proxyFor } from './proxy-choice.ts';
import { untilAborted } from './until-aborted.ts';

/** What the way to an API server is like. */
export interface RouteExamination {
  readonly protocol?: 'HTTP/2' | 'HTTP/1.1';
  readonly certificateUntilMs?: number;
  readonly findings: readonly DoctorFinding[];
  /** Nothing can be asked this way. */
  readonly isBroken: boolean;
}

/** How the way is looked at. */
export interface RouteOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connectDeadlineMs: number;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  readonly clientCertificate: Credentials['clientCertificate'];
}

const dayMs = 86_400_000;
/** Time enough to renew a certificate without haste. */
const certificateDays = 14;

/** Goes the way to an API server step by step: name, connection, certificate, protocol. Never rejects for what it meets. */
export async function examineRoute(target: ClusterTarget, q: RouteOptions): Promise<RouteExamination> {
  const server = URL.parse(target.server);
  if (server === null) {
    return broken(
      'kubeconfig',
      `server "${target.server}" is no address`,
      'Write https://host:port as the server of the cluster in the kubeconfig.',
    );
  }
  const proxy = proxyFor(server, target.proxyUrl, q.env);
  const findings = [...entryFindings(target, server), ...proxyNote(proxy)];
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const unresolved = await nameFinding(proxy?.hostname.replace(/^\[|\]$/g, '') ?? host, proxy !== undefined, q.signal);
  if (unresolved !== undefined) return { findings: [...findings, unresolved], isBroken: true };
  const connector = new Connector({
    server,
    proxy,
    tls: target.tls,
    clientCertificate: q.clientCertificate,
    connectDeadlineMs: q.connectDeadlineMs,
    nowMs: () => q.nowMs,
  });
  try {
    const socket = await untilAborted(connector.connect(['h2', 'http/1.1']), q.signal);
    const seen = socketFacts(socket as TLSSocket, q.nowMs);
    socket.destroy();
    return { ...seen, findings: [...findings, ...seen.findings], isBroken: false };
  } catch (error) {
    return { findings: [...findings, connectFinding(failureFromError(error, q.signal), target)], isBroken: true };
  } finally {
    connector.close();
  }
}

function entryFindings({ tls, credentials }: ClusterTarget, server: URL): DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  if (server.protocol === 'http:') {
    findings.push(
      warning(
        'kubeconfig',
        'the server is spoken to without TLS',
        'Write https:// before the server in the kubeconfig, unless a tunnel protects the way.',
      ),
    );
  }
  if (tls.insecureSkipVerify) {
    findings.push(
      warning(
        'kubeconfig',
        'the server certificate is not checked (insecure-skip-tls-verify)',
        'Put the authority of the cluster into certificate-authority-data and take insecure-skip-tls-verify out.',
      ),
    );
  }
  if (credentials.label === 'none') {
    findings.push(
      warning(
        'kubeconfig',
        'the context has no credentials',
        'Name a user with a token, a client certificate or an exec plugin in the context.',
      ),
    );
  }
  return findings;
}

function proxyNote(proxy: URL | undefined): DoctorFinding[] {
  return proxy === undefined
    ? []
    : [
        {
          check: 'proxy',
          severity: 'note',
          text: `goes through the proxy ${proxy.protocol}//${proxy.host}`,
          remedy: 'Put the host into NO_PROXY if it should be reached directly.',
        },
      ];
}

async function nameFinding(host: string, ofProxy: boolean, signal: AbortSignal): Promise<DoctorFinding | undefined> {
  if (isIP(host) !== 0) return undefined;
  try {
    await untilAborted(lookup(host), signal);
    return undefined;
  } catch (error) {
    const { message } = failureFromError(error, signal);
    const what = ofProxy ? `the proxy ${host}` : host;
    return finding(
      'dns',
      'broken',
      `${what} cannot be resolved: ${message}`,
      'Check the spelling of the host, and whether its name is only known inside a VPN that is off.',
    );
  }
}

function socketFacts(socket: TLSSocket, nowMs: number): Pick<RouteExamination, 'protocol' | 'certificateUntilMs' | 'findings'> {
  if (typeof socket.getPeerCertificate !== 'function') return { protocol: 'HTTP/1.1', findings: [] };
  const protocol = socket.alpnProtocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
  const untilMs = Date.parse(socket.getPeerCertificate().valid_to);
  const findings: DoctorFinding[] = [];
  if (protocol === 'HTTP/1.1') {
    findings.push({
      check: 'protocol',
      severity: 'note',
      text: 'only HTTP/1.1 is spoken here',
      remedy: 'Every watch takes a connection of its own; a proxy that passes HTTP/2 would spare them.',
    });
  }
  if (untilMs - nowMs < certificateDays * dayMs && untilMs > nowMs) {
    findings.push(
      warning(
        'tls',
        `the server certificate expires in ${spanText(untilMs - nowMs)}`,
        'Renew it (kubeadm certs renew, or the certificate of the load balancer) before every client is locked out.',
      ),
    );
  }
  return { protocol, ...(Number.isNaN(untilMs) ? {} : { certificateUntilMs: untilMs }), findings };
}

function connectFinding(failure: ApiFailure, { tls, server }: ClusterTarget): DoctorFinding {
  const { kind, message } = failure;
  if (kind === 'tls') return finding('tls', 'broken', message, tlsRemedy(message, tls.ca !== undefined));
  if (kind === 'timeout') {
    const remedy =
      'Something drops the packets, or a load balancer has nothing behind it: check VPN, firewall and security groups between here and the API server.';
    return finding('connect', 'broken', message.replace('no answer', 'no connection'), remedy);
  }
  if (kind === 'credentials') return finding('kubeconfig', 'broken', message, 'Mend the certificate or key in the kubeconfig.');
  const remedies: Partial<Record<ApiFailure['kind'], string>> = {
    refused: 'Check that the API server runs and listens on this port, and that VPN and firewall let you through.',
    reset: 'Something on the way closes the connection: check load balancer and proxy in front of the API server.',
  };
  return finding('connect', 'broken', message, remedies[kind] ?? `Check what answers at ${server}.`);
}

function tlsRemedy(message: string, hasAuthority: boolean): string {
  if (message.includes('expired')) return 'Renew the server certificate; nobody can trust it until then.';
  if (message.includes('becomes valid only')) return 'Check the clock of this machine and of the one that issued the certificate.';
  if (message.includes('is not for')) return 'Use a server name that the certificate carries, or set tls-server-name in the kubeconfig.';
  if (message.includes('unknown authority')) {
    return hasAuthority
      ? 'The cluster has another authority than the kubeconfig says: fetch a fresh kubeconfig, unless somebody listens in between.'
      : 'Put the authority of the cluster into certificate-authority-data of the kubeconfig.';
  }
  if (message.includes('does not speak TLS')) return 'Check the port: something else than an API server answers there.';
  return 'Check the certificate of the server and the authority in the kubeconfig.';
}

function finding(check: string, severity: DoctorFinding['severity'], text: string, remedy: string): DoctorFinding {
  return { check, severity, text, remedy };
}

function warning(check: string, text: string, remedy: string): DoctorFinding {
  return finding(check, 'warning', text, remedy);
}

function broken(check: string, text: string, remedy: string): RouteExamination {
  return { findings: [finding(check, 'broken', text, remedy)], isBroken: true };
}
