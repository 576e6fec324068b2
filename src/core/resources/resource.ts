import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { ColumnDef } from './column.ts';

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
  /**
   * Where the columns come from: `declared` in a resource file, `printer` from a CRD's additionalPrinterColumns,
   * `minimal` when nothing is known and only NAME and AGE can be shown.
   */
  readonly origin: 'declared' | 'printer' | 'minimal';
  /** The node that the object runs on, for the store's node index. */
  nodeName?(object: KubeObject): string | undefined;
}
