import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';
import type { ProblemRules } from './problem-rules.ts';

/** One resource as Hindsight knows it: names, scope, typed columns. One file per resource: `<plural>.resource.ts`. */
export interface ResourceDef {
  readonly id: ResourceId;
  readonly group: string;
  /** The version whose fields the columns read; the version a cluster serves is a fact of the shard. */
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** In the order in which `kubectl get` prints them, NAME included. */
  readonly columns: readonly ColumnDef[];
  /** True for what cannot be watched and is read again and again while somebody asks. */
  readonly polled?: true;
  /** Columns that are kept but not shown: filters, groups and sorts may name them. */
  readonly kept?: readonly ColumnDef[];
  /**
   * Where the columns come from: `declared` in a resource file, `printer` from a CRD's additionalPrinterColumns,
   * `minimal` when nothing is known and only NAME and AGE can be shown.
   */
  readonly origin: 'declared' | 'printer' | 'minimal';
  /** What is a problem, where the resource has rules of its own. */
  readonly problems?: ProblemRules;
  /** The node that the object runs on, for the store's node index. */
  nodeName?(object: KubeObject): string | undefined;
}
