import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findComponents } from '../../tools/components.ts';
import { type RawAnswer, type RawQuestion, type RawTarget, rawRequest } from './raw-request.ts';
import { accessObjects, type RealUser, realUsers } from './real-access.ts';
import { type IssuedCertificate, makeAuthority } from './real-certificates.ts';
import { freePort, type RealProcess, startRealProcess } from './real-process.ts';

/** A real kube-apiserver with an etcd of its own on 127.0.0.1; no controllers, no scheduler, no kubelets. */
export interface RealApiServer {
  readonly url: string;
  readonly caPem: string;
  /** The folder of the programs: kubectl is there too. */
  readonly programs: string;
  /** Where the server keeps its files; gone after `stop`. */
  readonly folder: string;
  /** A client certificate of user `viewer`. */
  readonly viewerCertificate: IssuedCertificate;
  target(user: RealUser): RawTarget;
  /** Kubeconfig YAML with one context named as given. */
  kubeconfig(user: RealUser, context?: string): string;
  /** A request as admin, who may do everything. */
  admin(q: RawQuestion): Promise<RawAnswer>;
  /** As `admin`, for an answer that must be 2xx: its body. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of every kind
  must(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<any>;
  /** Makes etcd forget all history before now; the API server keeps what its watch caches hold until it is restarted. */
  compact(): Promise<void>;
  /** SIGKILL of the API server alone. */
  kill(): Promise<void>;
  /** The API server again, on the same port with the same data; kills it first if it still runs. Resolves when it is ready. */
  restart(): Promise<void>;
  /** Copies what etcd holds, which is stopped for it, and answers the name of the copy. */
  snapshotEtcd(): Promise<string>;
  /** Puts a copy back in place of what etcd holds, and restarts both. */
  restoreEtcd(snapshot: string): Promise<void>;
  /** Ends both and removes the folder. */
  stop(): Promise<void>;
}

/** What may differ from server to server. */
export interface RealApiServerOptions {
  /** More flags of kube-apiserver; they come last and so win. */
  readonly flags?: readonly string[];
}

const readyWithinMs = 60_000;

interface Files {
  readonly folder: string;
  readonly caPem: string;
  readonly viewerCertificate: IssuedCertificate;
}

/** Writes certificates, keys and tokens into a new folder of the system's temporary folder. */
function prepareFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'hindsight-real-'));
  const authority = makeAuthority('hindsight-test-ca');
  const server = authority.issue({ commonName: 'kube-apiserver', hosts: ['localhost', '127.0.0.1', 'kubernetes.default.svc'] });
  const serviceAccounts = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' });
  const tokens = Object.entries(realUsers).map(([name, { token, groups }]) => `${token},${name},${name},"${groups.join(',')}"\n`);
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('ca.pem', authority.cert);
  write('server.pem', server.cert);
  write('server-key.pem', server.key);
  write('service-accounts.pem', serviceAccounts.toString());
  write('tokens.csv', tokens.join(''));
  const viewerCertificate = authority.issue({ commonName: 'viewer', organizations: ['viewers'] });
  return { folder, caPem: authority.cert, viewerCertificate };
}

function etcdFlags(folder: string, port: number): string[] {
  const client = `http://127.0.0.1:${port}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    '--listen-peer-urls=http://127.0.0.1:0',
    '--initial-advertise-peer-urls=http://127.0.0.1:0',
    '--initial-cluster=default=http://127.0.0.1:0',
    // The data need not outlive a power cut, and disks of test machines are slow.
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

function apiServerFlags(folder: string, ports: { etcd: number; api: number }): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${join(folder, 'server.pem')}`,
    `--tls-private-key-file=${join(folder, 'server-key.pem')}`,
    `--client-ca-file=${join(folder, 'ca.pem')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'service-accounts.pem')}`,
    `--service-account-signing-key-file=${join(folder, 'service-accounts.pem')}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    // No controllers run here: nobody would make the default service account that pods need, or the endpoints.
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    // Tests decide when history is forgotten.
    '--etcd-compaction-interval=0',
  ];
}

/** Starts etcd and kube-apiserver and waits until they are ready; some seconds. Fails with the end of the log when they do not get there. */
export async function startRealApiServer(options: RealApiServerOptions = {}): Promise<RealApiServer> {
  const components = findComponents();
  if ('missing' in components) throw new Error(`no real API server on this machine: ${components.missing}`);
  const server = new RealServer(components.folder, prepareFiles(), options.flags ?? []);
  try {
    await server.startBoth();
    for (const { path, body } of accessObjects()) await server.must('POST', path, body);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class RealServer implements RealApiServer {
  readonly programs: string;
  readonly #files: Files;
  readonly #flags: readonly string[];
  readonly #targets = new Map<RealUser, RawTarget>();
  #ports: { etcd: number; api: number } | undefined;
  #etcd: RealProcess | undefined;
  #apiServer: RealProcess | undefined;
  #snapshots = 0;

  constructor(programs: string, files: Files, flags: readonly string[]) {
    this.programs = programs;
    this.#files = files;
    this.#flags = flags;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#ports?.api}`;
  }

  get caPem(): string {
    return this.#files.caPem;
  }

  get folder(): string {
    return this.#files.folder;
  }

  get viewerCertificate(): IssuedCertificate {
    return this.#files.viewerCertificate;
  }

  target(user: RealUser): RawTarget {
    const target = this.#targets.get(user) ?? { url: this.url, caPem: this.caPem, token: realUsers[user].token };
    this.#targets.set(user, target);
    return target;
  }

  kubeconfig(user: RealUser, context = 'real'): string {
    return [
      'apiVersion: v1',
      'kind: Config',
      `clusters: [{name: ${context}, cluster: {server: "${this.url}", certificate-authority-data: ${Buffer.from(this.caPem).toString('base64')}}}]`,
      `users: [{name: ${context}, user: {token: ${realUsers[user].token}}}]`,
      `contexts: [{name: ${context}, context: {cluster: ${context}, user: ${context}}}]`,
      `current-context: ${context}`,
      '',
    ].join('\n');
  }

  admin(q: RawQuestion): Promise<RawAnswer> {
    return rawRequest(this.target('admin'), q);
  }

  // biome-ignore lint/suspicious/noExplicitAny: objects of every kind
  async must(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<any> {
    const answer = await this.admin({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 1000)}`);
    return answer.json();
  }

  async compact(): Promise<void> {
    const range = await this.#etcdCall('/v3/kv/range', { key: 'AA==', limit: 1 });
    await this.#etcdCall('/v3/kv/compaction', { revision: range.header.revision, physical: true });
  }

  async kill(): Promise<void> {
    await this.#apiServer?.end();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.#startApiServer();
  }

  async snapshotEtcd(): Promise<string> {
    const name = `snapshot-${++this.#snapshots}`;
    await this.#etcd?.end();
    cpSync(join(this.folder, 'etcd'), join(this.folder, name), { recursive: true });
    await this.#startEtcd();
    await this.#waitFor(() => this.#isReady(), 'API server after the snapshot', this.#apiServer);
    return name;
  }

  async restoreEtcd(snapshot: string): Promise<void> {
    await this.kill();
    await this.#etcd?.end();
    rmSync(join(this.folder, 'etcd'), { recursive: true });
    cpSync(join(this.folder, snapshot), join(this.folder, 'etcd'), { recursive: true });
    await this.#startEtcd();
    await this.#startApiServer();
  }

  async stop(): Promise<void> {
    await this.#apiServer?.end();
    await this.#etcd?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async startBoth(): Promise<void> {
    this.#ports = { etcd: await freePort(), api: await freePort() };
    await this.#startEtcd();
    await this.#startApiServer();
  }

  async #startEtcd(): Promise<void> {
    const { etcd: port } = this.#knownPorts();
    const etcd = startRealProcess({
      program: join(this.programs, 'etcd'),
      args: etcdFlags(this.folder, port),
      logFile: join(this.folder, 'etcd.log'),
      removeWith: this.folder,
    });
    this.#etcd = etcd;
    const isHealthy = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    await this.#waitFor(isHealthy, 'etcd', etcd);
  }

  async #startApiServer(): Promise<void> {
    const apiServer = startRealProcess({
      program: join(this.programs, 'kube-apiserver'),
      args: [...apiServerFlags(this.folder, this.#knownPorts()), ...this.#flags],
      logFile: join(this.folder, 'kube-apiserver.log'),
    });
    this.#apiServer = apiServer;
    await this.#waitFor(() => this.#isReady(), 'kube-apiserver', apiServer);
  }

  async #isReady(): Promise<boolean> {
    return (await this.admin({ path: '/readyz' })).status === 200;
  }

  async #waitFor(isThere: () => Promise<boolean>, what: string, process: RealProcess | undefined): Promise<void> {
    for (const startedMs = Date.now(); Date.now() - startedMs < readyWithinMs; ) {
      if (process?.hasEnded) throw new Error(`${what} ended at once:\n${process.logTail()}`);
      if (await isThere().catch(() => false)) return;
      await sleep(50);
    }
    throw new Error(`${what} is not ready after ${readyWithinMs / 1000} s:\n${process?.logTail()}`);
  }

  async #etcdCall(path: string, body: object): Promise<{ header: { revision: string } }> {
    const answer = await fetch(`http://127.0.0.1:${this.#knownPorts().etcd}${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { header: { revision: string } };
  }

  #knownPorts(): { etcd: number; api: number } {
    if (this.#ports === undefined) throw new Error('the server was not started');
    return this.#ports;
  }
}
