import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { SimLife, SimSnapshot } from '../../core/sim/sim-cluster.ts';
import { crdId } from './served-api.ts';
import type { KeyedCertificate, SimAuthority } from './sim-certificates.ts';
import type { SimEndpoint, SimSettings } from './sim-endpoint.ts';
import type { SimFault } from './sim-fault.ts';
import { type KubeconfigUser, kubeconfigText } from './sim-kubeconfig.ts';
import { newToken, type SimUser } from './sim-user.ts';

/** One cluster as it is served. */
export interface ServedCluster {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
  /** Of the user `admin`. */
  readonly token: string;
}

/** Which contexts a kubeconfig gets, and as whom they log in. */
export interface KubeconfigChoice {
  /** A user of the simulation by name; default `admin`. */
  readonly user?: string;
  readonly clientCertificate?: boolean;
  readonly clusters?: readonly string[];
}

const lifeTickMs = 100;

/** The endpoints of one process and what steers them. */
export class SimFleet {
  readonly #endpoints: readonly SimEndpoint[];
  readonly #settings: SimSettings;
  readonly #authority: SimAuthority;
  readonly #life: SimLife | undefined;
  readonly #snapshots = new Map<string, SimSnapshot>();
  #lifeTimer: NodeJS.Timeout | undefined;

  constructor(q: { endpoints: readonly SimEndpoint[]; settings: SimSettings; authority: SimAuthority; life: SimLife | undefined }) {
    this.#endpoints = q.endpoints;
    this.#settings = q.settings;
    this.#authority = q.authority;
    this.#life = q.life;
  }

  clusters(): ServedCluster[] {
    const token = this.tokenOf('admin') ?? '';
    return this.#endpoints.map(({ cluster, url }) => ({ name: cluster.name, url, caPem: this.#authority.caPem, token }));
  }

  kubeconfig({ user = 'admin', clientCertificate = false, clusters }: KubeconfigChoice): string {
    const entries = this.clusters().filter(({ name }) => clusters === undefined || clusters.includes(name));
    return kubeconfigText(entries, this.#credentials(user, clientCertificate));
  }

  setFault(cluster: string, fault: SimFault | readonly SimFault[] | undefined): void {
    this.#endpoint(cluster).setFaults(fault === undefined ? [] : Array.isArray(fault) ? fault : [fault as SimFault]);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#endpoints.map((endpoint) => endpoint.ready));
  }

  async warm(resources: readonly ResourceId[]): Promise<void> {
    for (const { cluster } of this.#endpoints) {
      for (const id of resources) {
        const custom = cluster.objects.get(crdId, `/${id}`) !== undefined;
        for (const entry of cluster.objects.list(id)) this.#settings.cache.bytes(entry, custom);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  addUser(user: SimUser): string {
    const token = user.token ?? newToken();
    this.#settings.users.add({ ...user, token });
    return token;
  }

  tokenOf(user: string): string | undefined {
    return this.#settings.users.users.find(({ name }) => name === user)?.token;
  }

  startLife(): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#lifeTimer = setInterval(() => life.advance(this.#settings.clock.nowMs()), lifeTickMs).unref();
  }

  stopLife(): void {
    clearInterval(this.#lifeTimer);
  }

  /** Every cluster with its state, for other processes. */
  describe(): object[] {
    return this.#endpoints.map((endpoint) => this.#describe(endpoint));
  }

  setLatency(latencyMs: number): void {
    this.#settings.latencyMs = latencyMs;
  }

  issueClient(user: string, groups: readonly string[]): KeyedCertificate {
    return this.#authority.issueClient(user, groups);
  }

  /** Streams that are open: watches and followed logs. */
  openStreams(): number {
    return this.#endpoints.reduce((sum, endpoint) => sum + endpoint.streams.size, 0);
  }

  /** Lets this much time pass at once in the fleet's life; returns how many changes it made. */
  advance(byMs: number): number {
    return this.#life?.advance(this.#settings.clock.nowMs() + byMs) ?? 0;
  }

  /** Forgets history at or below a version; without one, all of it. */
  compact(cluster: string, version?: number): void {
    const { objects } = this.#endpoint(cluster).cluster;
    objects.compact(version ?? objects.resourceVersion);
  }

  /** Keeps a copy of a cluster to come back to. */
  snapshot(cluster: string): number {
    const { name, objects } = this.#endpoint(cluster).cluster;
    const snapshot = objects.snapshot();
    this.#snapshots.set(name, snapshot);
    return snapshot.resourceVersion;
  }

  /** Takes a cluster back to its copy. */
  restore(cluster: string): number {
    const { name, objects } = this.#endpoint(cluster).cluster;
    const snapshot = this.#snapshots.get(name);
    if (snapshot === undefined) throw new Error(`no snapshot of cluster ${name} was taken`);
    objects.restore(snapshot);
    return snapshot.resourceVersion;
  }

  #describe({ cluster, url, board, streams }: SimEndpoint): object {
    return {
      name: cluster.name,
      url,
      labels: cluster.labels,
      version: cluster.version,
      resourceVersion: cluster.objects.resourceVersion,
      openStreams: streams.size,
      faults: board.faults,
      objects: Object.fromEntries(cluster.objects.counts()),
    };
  }

  #credentials(user: string, clientCertificate: boolean): KubeconfigUser {
    const known = this.#settings.users.users.find(({ name }) => name === user);
    if (known === undefined) throw new Error(`the simulation has no user ${user}`);
    if (clientCertificate || known.token === undefined) return { name: user, ...this.#authority.issueClient(user, known.groups) };
    return { name: user, token: known.token };
  }

  #endpoint(cluster: string): SimEndpoint {
    const endpoint = this.#endpoints.find((candidate) => candidate.cluster.name === cluster);
    if (endpoint === undefined) throw new Error(`the simulation has no cluster ${cluster}`);
    return endpoint;
  }
}
