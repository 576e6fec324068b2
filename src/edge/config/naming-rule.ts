/** One rule of `clusters.rules`: what a context's name, or the nodes of a cluster, say about the cluster. */
export interface NamingRule {
  /** Regular expression (RE2), searched in the names of the contexts of a cluster. */
  readonly context?: string;
  /** The cluster's name; `${group}` and `$1` stand for groups of the expression. */
  readonly name?: string;
  /** Labels by name; values may use groups. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels by name, whose values are taken from the label of that key on the cluster's nodes, as soon as nodes are known. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** A registry whose clusters give name and labels to those with the same address, where no expression does. */
  readonly registry?: { readonly url: string; readonly tokenFile?: string };
}
