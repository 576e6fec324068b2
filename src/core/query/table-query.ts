/** The one question of Hindsight: URL, command line, page, download and live table all parse into this. Parameters keep kube-web-view's names. */
export interface TableQuery {
  /** Cluster names, aliases or globs in order; `_all` for all. */
  readonly clusters: readonly string[];
  /** Namespaces; `_all` for all; undefined for cluster-scoped resources. */
  readonly namespaces: readonly string[] | undefined;
  /** Plurals, singulars, kinds, short names or `plural.group`, in order; `all` is expanded. */
  readonly resources: readonly string[];
  /** One object by name, as in `get pods NAME`; several allowed. */
  readonly names: readonly string[];
  /** Kubernetes label selector. */
  readonly selector: string;
  /** The filter grammar of docs/guide/query.md. */
  readonly filter: string;
  /** Label keys shown after the first column; `['*']` for one Labels column. */
  readonly labelColumns: readonly string[];
  /** Exact column names; `['*']` for all. */
  readonly hiddenColumns: readonly string[];
  readonly sort: readonly SortKey[];
  readonly limit: number | undefined;
  /** Rows to skip after sorting, for pages. */
  readonly offset: number;
  /** Wide columns too. Pages and downloads always have them. */
  readonly wide: boolean;
}

/** One column to sort by. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** A whole question from the parts that matter: everything of all clusters where nothing else is said. */
export function tableQuery(parts: Partial<TableQuery>): TableQuery {
  return {
    clusters: ['_all'],
    namespaces: undefined,
    resources: [],
    names: [],
    selector: '',
    filter: '',
    labelColumns: [],
    hiddenColumns: [],
    sort: [],
    limit: undefined,
    offset: 0,
    wide: true,
    ...parts,
  };
}
