/** A question for logs: URL and command line parse into this. */
export interface LogQuery {
  /** Cluster names, aliases, globs, labels; `_all` for all. */
  readonly clusters: readonly string[];
  /** Namespaces and globs; `_all` for all. */
  readonly namespaces: readonly string[];
  /** Pods, or what has pods: any name of a resource. */
  readonly resource: string;
  /** Names or globs; empty for all. */
  readonly names: readonly string[];
  /** Label selector over the objects of the resource. */
  readonly selector: string;
  /** Names or globs of containers; empty for all, init containers included. */
  readonly containers: readonly string[];
  readonly follow: boolean;
  /** The logs before the last restart. */
  readonly previous: boolean;
  /** Lines from the end of each container's log; undefined for all. */
  readonly tailLines: number | undefined;
  /** Only lines since then; ms since 1970. */
  readonly sinceMs: number | undefined;
  /** Case-sensitive text that a line must contain. Source: kube-web-view's `filter`. COMPAT. */
  readonly filter: string;
  /** A regular expression (RE2) that a line must match; case-insensitive unless it contains a capital. */
  readonly grep: string;
  /** Lines that do not match `grep` instead. */
  readonly invert: boolean;
  /** Lines of the same container before and after each match. */
  readonly before: number;
  readonly after: number;
}

/** A whole question from the parts that matter: every line of every container of the pods. */
export function logQuery(parts: Partial<LogQuery>): LogQuery {
  return {
    clusters: ['_all'],
    namespaces: ['_all'],
    resource: 'pods',
    names: [],
    selector: '',
    containers: [],
    follow: false,
    previous: false,
    tailLines: undefined,
    sinceMs: undefined,
    filter: '',
    grep: '',
    invert: false,
    before: 0,
    after: 0,
    ...parts,
  };
}
