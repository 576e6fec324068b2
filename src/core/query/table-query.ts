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
  /** Kubernetes field selector, e.g. `spec.nodeName=n1,status.phase!=Running`. */
  readonly fieldSelector: string;
  /** The filter grammar of docs/guide/query.md. */
  readonly filter: string;
  /** Label keys shown after the first column; `['*']` for one Labels column. */
  readonly labelColumns: readonly string[];
  /** Columns made by JMESPath expressions, after the resource's own, in order. */
  readonly customColumns: readonly CustomColumn[];
  /** What is joined to each row: usage of pods and nodes, the node of a pod, the namespace of an object. */
  readonly joins: readonly JoinName[];
  /** Count rows per distinct values of these columns instead of listing them; empty: list. */
  readonly groupBy: readonly string[];
  /** Exact column names; `['*']` for all. */
  readonly hiddenColumns: readonly string[];
  readonly sort: readonly SortKey[];
  readonly limit: number | undefined;
  /** Rows to skip after sorting, for pages. */
  readonly offset: number;
  /** Wide columns too. Pages and downloads always have them. */
  readonly wide: boolean;
}

/** A column made by an expression over the whole object. */
export interface CustomColumn {
  readonly name: string;
  /** JMESPath. */
  readonly expression: string;
}

/** What can be joined to rows. */
export type JoinName = 'metrics' | 'nodes' | 'namespaces';

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
    fieldSelector: '',
    filter: '',
    labelColumns: [],
    customColumns: [],
    joins: [],
    groupBy: [],
    hiddenColumns: [],
    sort: [],
    limit: undefined,
    offset: 0,
    wide: true,
    ...parts,
  };
}
