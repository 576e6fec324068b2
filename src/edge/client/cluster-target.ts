import type { ClusterId } from '../../core/fleet/fleet-view.ts';
import type { ConfigPlace } from '../config/kubeconfig-file.ts';

/** A cluster that is configured: how to reach it and as whom. Produced by a cluster source, consumed by the client. */
export interface ClusterTarget {
  readonly id: ClusterId;
  readonly aliases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly server: string;
  /** Default namespace of the context. */
  readonly namespace: string | undefined;
  readonly tls: TlsSettings;
  readonly credentials: CredentialSource;
  readonly proxyUrl: string | undefined;
  /** Set when the configuration itself is broken: the cluster is shown as unreachable with this reason. */
  readonly defect?: string;
  /** The context of a kubeconfig that it is read by, as it is written there. */
  readonly context?: string;
  /** The user entry of the kubeconfig, as whom it is read. */
  readonly user?: string;
  /** Where one address stands for many clusters: which of them is meant. Part of the cluster's identity. */
  readonly routedTo?: string;
  /** Where the context, or the entry of it that is wrong, stands, for messages. */
  readonly place?: ConfigPlace;
}

/** What TLS needs; PEM text, already read from disk or base64. */
export interface TlsSettings {
  readonly ca: string | undefined;
  readonly insecureSkipVerify: boolean;
  readonly serverName: string | undefined;
}

/** Who we are to an API server. */
export interface CredentialSource {
  /** Says which kind without revealing anything: `token`, `token file /path`, `client certificate`, `exec aws-iam-authenticator`, `none`. */
  readonly label: string;
  /** Current credentials; cached to their expiry; concurrent calls share one run. `fresh` after a 401. Throws ApiFailure of kind `credentials`. */
  get(q: { fresh: boolean; signal: AbortSignal }): Promise<Credentials>;
}

/** Headers and client certificate of a request. */
export interface Credentials {
  /** Lower-case names; lines of a value are sent as several headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
}
