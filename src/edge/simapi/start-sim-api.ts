import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../core/base/clock.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { SimLife, SimWorld } from '../../core/sim/sim-cluster.ts';
import { controlActions } from './control-actions.ts';
import { startControlServer } from './control-server.ts';
import { handleRequest } from './handle-request.ts';
import { ObjectBytesCache } from './object-bytes.ts';
import { createAuthority, type KeyedCertificate, type SimAuthority } from './sim-certificates.ts';
import { SimEndpoint, type SimSettings } from './sim-endpoint.ts';
import type { SimFault } from './sim-fault.ts';
import { type KubeconfigChoice, type ServedCluster, SimFleet } from './sim-fleet.ts';
import { defaultUsers, newToken, type SimUser, UserDirectory } from './sim-user.ts';

/** How to serve a simulated fleet. */
export interface SimApiOptions {
  readonly world: SimWorld;
  /** Advanced about ten times a second by the clock. */
  readonly life?: SimLife;
  readonly host?: '127.0.0.1';
  /** Added to every answer, without keeping the server busy. */
  readonly latencyMs?: number;
  /** The clusters' time: ages, `Date` headers and the life of the fleet follow it. */
  readonly clock: Clock;
  readonly controlPort?: number;
  /** Clusters get consecutive ports from here; without it, free ones. */
  readonly firstPort?: number;
  /** Beside `admin` and `viewer`. */
  readonly users?: readonly SimUser[];
  /** How long a list waits for a version of the future; default 100 ms (3 s on a real server). */
  readonly versionWaitMs?: number;
  /** Interval of bookmarks; default a minute. */
  readonly bookmarkMs?: number;
  /** How long a deleted pod with a grace period takes to go; default 2 s. */
  readonly terminationMs?: number;
  /** A watch whose reader is further behind is cut; default 4 MB. */
  readonly watchBacklogBytes?: number;
  /** How much serialised JSON is kept; default 1 GB. */
  readonly cacheBytes?: number;
}

/** A fleet of simulated API servers that is running. */
export interface SimApi {
  readonly clusters: readonly ServedCluster[];
  /** YAML with one context per cluster; the user is `admin` with a token unless asked otherwise. */
  kubeconfig(q?: KubeconfigChoice): string;
  /** Misbehaves from now on in these ways only; undefined: well again. Settled at once, except that `refuse` closes its port a moment later. */
  setFault(cluster: string, fault: SimFault | readonly SimFault[] | undefined): void;
  /** Resolves when closed or reopened ports are as the last `setFault` wants them. */
  settled(): Promise<void>;
  /** Changes the latency of all clusters. */
  setLatency(latencyMs: number): void;
  /** Grows and serialises resources ahead, a cluster at a time, so that the first list of a bench measures the client and not the simulation. */
  warm(resources: readonly ResourceId[]): Promise<void>;
  /** A token for a new user. */
  addUser(user: Omit<SimUser, 'token'> & { readonly token?: string }): string;
  /** A client certificate for any user; groups as given. */
  issueClient(user: string, groups?: readonly string[]): KeyedCertificate;
  tokenOf(user: string): string | undefined;
  /** Streams that are open: watches and followed logs. */
  openStreams(): number;
  readonly controlUrl: string;
  close(): Promise<void>;
}

/** Serves every cluster of a world over HTTPS on loopback, each on its own port, HTTP/2 and HTTP/1.1. */
export async function startSimApi(options: SimApiOptions): Promise<SimApi> {
  const host = options.host ?? '127.0.0.1';
  const authority = createAuthority();
  const users = new UserDirectory([...defaultUsers(), ...(options.users ?? [])]);
  const settings = settingsOf(options, users);
  const byPort = new Map<number, SimEndpoint>();
  const server = secureServer(authority, byPort);
  const adopt = (socket: Socket): void => void server.emit('connection', socket);
  const endpoints = options.world.clusters.map((cluster) => new SimEndpoint({ cluster, settings, host, adopt }));
  await Promise.all(endpoints.map((endpoint, i) => endpoint.listen(options.firstPort === undefined ? 0 : options.firstPort + i)));
  for (const endpoint of endpoints) byPort.set(endpoint.port, endpoint);
  const fleet = new SimFleet({ endpoints, settings, authority, life: options.life });
  const control = await startControlServer({ host, port: options.controlPort ?? 0, token: newToken(), actions: controlActions(fleet) });
  fleet.startLife();
  return {
    clusters: fleet.clusters(),
    kubeconfig: (choice = {}) => fleet.kubeconfig(choice),
    setFault: (cluster, fault) => fleet.setFault(cluster, fault),
    settled: () => fleet.settled(),
    setLatency: (latencyMs) => fleet.setLatency(latencyMs),
    warm: (resources) => fleet.warm(resources),
    addUser: (user) => fleet.addUser(user),
    issueClient: (user, groups = []) => fleet.issueClient(user, groups),
    tokenOf: (user) => fleet.tokenOf(user),
    openStreams: () => fleet.openStreams(),
    controlUrl: control.url,
    async close() {
      fleet.stopLife();
      await Promise.all([control.close(), ...endpoints.map((endpoint) => endpoint.close())]);
      server.close();
    },
  };
}

function settingsOf(options: SimApiOptions, users: UserDirectory): SimSettings {
  return {
    clock: options.clock,
    users,
    cache: new ObjectBytesCache(options.cacheBytes ?? 1024 ** 3),
    latencyMs: options.latencyMs ?? 0,
    versionWaitMs: options.versionWaitMs ?? 100,
    bookmarkMs: options.bookmarkMs ?? 60_000,
    terminationMs: options.terminationMs ?? 2_000,
    watchBacklogBytes: options.watchBacklogBytes ?? 4 * 1024 ** 2,
  };
}

/** One TLS and HTTP server for all clusters: connections are told apart by the port they came in on. */
function secureServer(authority: SimAuthority, byPort: ReadonlyMap<number, SimEndpoint>): Http2SecureServer {
  const server = createSecureServer({
    key: authority.server.keyPem,
    cert: authority.server.certPem,
    ca: authority.caPem,
    allowHTTP1: true,
    requestCert: true,
    rejectUnauthorized: false,
    // Source: golang.org/x/net/http2 as kube-apiserver sets it up: 100 streams a connection.
    settings: { maxConcurrentStreams: 100, initialWindowSize: 256 * 1024 },
  });
  server.on('request', (request, response) => {
    const endpoint = byPort.get((request.socket as TLSSocket).localPort ?? 0);
    if (endpoint === undefined) return void request.socket.destroy();
    // What is no URL at all gets no Status either.
    handleRequest(endpoint, request, response).catch(() => response.destroy());
  });
  // A peer that breaks TLS or HTTP hurts only its own connection.
  server.on('sessionError', () => {});
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());
  server.setTimeout(0);
  return server;
}
