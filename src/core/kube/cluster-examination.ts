/** How bad it is: `broken` stops us, `warning` will or does cost something, `note` is good to know. */
export type DoctorSeverity = 'broken' | 'warning' | 'note';

/** One thing that `doctor` found, and what to do about it in one sentence. */
export interface DoctorFinding {
  /** Stable name of what was looked at: `dns`, `tls`, `rights`. */
  readonly check: string;
  readonly severity: DoctorSeverity;
  /** The same words for the same trouble in several clusters, so that they can be told together. */
  readonly text: string;
  readonly remedy: string;
}

/** What was found out about one cluster; what could not be found out is absent. */
export interface ClusterExamination {
  readonly cluster: string;
  readonly server: string;
  /** Which kind of credential is used, never the credential. */
  readonly credential: string;
  /** Who we are to the API server. */
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly version?: string;
  readonly latencyMs?: number;
  /** The server's clock minus ours. */
  readonly clockSkewMs?: number;
  readonly protocol?: 'HTTP/2' | 'HTTP/1.1';
  /** When the server's certificate ends; ms since 1970. */
  readonly certificateUntilMs?: number;
  /** Resources that may be listed and watched in all namespaces, of those that Hindsight keeps in sync. */
  readonly mayRead?: readonly string[];
  readonly mayNotRead?: readonly string[];
  readonly hasMetrics?: boolean;
  /** In the order in which they were found. */
  readonly findings: readonly DoctorFinding[];
  readonly seconds: number;
}

/** The worst that was found; undefined where all is fine. */
export function worstFinding({ findings }: Pick<ClusterExamination, 'findings'>): DoctorFinding | undefined {
  return findings.find(({ severity }) => severity === 'broken') ?? findings.find(({ severity }) => severity === 'warning');
}
