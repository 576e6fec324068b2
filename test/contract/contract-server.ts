import type { RawAnswer, RawQuestion, RawTarget, RawWatch } from '../kit/raw-request.ts';
import type { RealUser } from '../kit/real-access.ts';

/** Whoever asks in a case: the same four users exist on the simulated and on the real server. */
export type ContractUser = RealUser;

/**
 * An API server under test, simulated or real. `viewer` may read everything except secrets, `restricted` only pods, configmaps,
 * services, events and apps in the namespaces team-a and team-b, `nobody` nothing; `admin` is for setting up.
 */
export interface ContractServer {
  readonly name: 'simulated' | 'real';
  target(user: ContractUser): RawTarget;
  /** A client certificate of user `viewer`. */
  readonly viewerCertificate: { readonly cert: string; readonly key: string };
  /** Forgets the past, as compaction and a restart do: versions from before are too old. */
  forget(): Promise<void>;
  /** Kills the server and starts it again at the same address with the same objects. */
  killAndRestart(): Promise<void>;
  /** Keeps what the server holds, for `restore`. */
  snapshot(): Promise<unknown>;
  /** Puts back what the server held then: objects, and resourceVersions that are lower than clients remember. */
  restore(snapshot: unknown): Promise<void>;
  /** Makes an API group whose own server is gone; `mend` takes it away again. */
  breakGroup(): Promise<{ readonly group: string; readonly version: string; mend(): Promise<void> }>;
  stop(): Promise<void>;
}

/** One fact about API servers: what it says, and the code that holds a server to it. */
export interface ContractCase {
  /** Stable: the tables of differences name it. */
  readonly id: string;
  run(c: CaseContext): Promise<void>;
}

/** A Kubernetes object, or anything else a server answers. */
// biome-ignore lint/suspicious/noExplicitAny: cases read what a server sent, whatever it is
export type Any = any;

/** What a case works with: a namespace of its own, and short words for requests. */
export interface CaseContext {
  readonly server: ContractServer;
  /** Exists, and nothing else uses it. */
  readonly namespace: string;
  /** `/api/v1/namespaces/<own>/configmaps` */
  readonly configMaps: string;
  /** A GET as viewer, whatever the answer. */
  get(path: string, more?: Partial<RawQuestion> & { user?: ContractUser }): Promise<RawAnswer>;
  /** The body of a GET as viewer that must be 200. */
  read(path: string, headers?: Readonly<Record<string, string>>): Promise<Any>;
  /** A request as admin, whatever the answer. */
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** A request as admin that must be 2xx: its body. */
  must(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Any>;
  /** Creates a config map in the case's namespace and answers it. */
  configMap(name: string, labels?: Readonly<Record<string, string>>, data?: Readonly<Record<string, string>>): Promise<Any>;
  /** Opens a watch as viewer; closed when the case is over. */
  watch(path: string, headers?: Readonly<Record<string, string>>): Promise<RawWatch>;
}
