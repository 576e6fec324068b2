import type { ClusterId, ShardState } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { Uid } from '../kube/object.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';

/** The answer to a TableQuery: one table per resource, and what it speaks for. */
export interface Answer {
  readonly tables: readonly Table[];
  readonly coverage: Coverage;
  /** Objects asked for by name that no cluster has; absent when all were found. */
  readonly missing?: readonly MissingName[];
  /** What a person should know: unknown columns with the nearest names, truncation, minimal columns. */
  readonly notices: readonly string[];
  /** The instant that ages count to. */
  readonly nowMs: number;
  /** How the answer was found, where that was asked for. */
  readonly explain?: readonly ExplainStep[];
}

/** One step of the way to an answer. */
export interface ExplainStep {
  /** Plural of the table it belongs to. */
  readonly table: string;
  /** `narrow`, `selector`, `fields`, `unpack`, `filter`, `match`, `sort`, `group` or `rows`. */
  readonly step: string;
  /** What was done: the index, the term, the columns. */
  readonly detail: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly micros: number;
}

/** A name that was asked for and is in no cluster asked. */
export interface MissingName {
  readonly resource: ResourceId;
  readonly name: string;
}

/** Rows of one resource over all clusters asked, sorted and limited. */
export interface Table {
  readonly resource: ResourceId;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Rows before limit and offset. */
  readonly total: number;
  /** True when a CLUSTER column should be shown: more than one cluster was asked. */
  readonly showCluster: boolean;
  /** True when a NAMESPACE column should be shown: all or several namespaces. */
  readonly showNamespace: boolean;
}

/** A shown column: one of the resource, a label, what was joined, an expression, or a count. */
export interface TableColumn {
  readonly name: string;
  readonly def: ColumnDef;
  readonly source: 'resource' | 'label' | 'problem' | 'custom' | 'join' | 'group';
  /** How the column is found in shards, where that is not its name. */
  readonly key?: string;
  readonly labelKey?: string;
}

/** One row. Cells stand in the order of the table's columns. */
export interface TableRow {
  readonly cluster: ClusterId;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: Uid;
  readonly createdMs: number | null;
  readonly cells: readonly Cell[];
  /** Address of the list behind a count. */
  readonly link?: string;
  /** Printed cells, where the row came from another process that printed them. */
  readonly texts?: readonly string[];
  /** True when the row's shard is not live: its age is shown. */
  readonly stale: boolean;
  /** Present on rows that are kept between answers to the same question: reports put there what they make of the row. */
  readonly memo?: RowMemo;
}

/** What reports made of a row, cut where a column prints what the time changes. */
export interface RowMemo {
  mark?: string;
  json?: readonly string[];
  html?: readonly string[];
}

/** What an answer speaks for, per cluster and resource asked. Source: docs/guide/query.md §coverage. */
export interface Coverage {
  /** Clusters asked, sorted. */
  readonly asked: readonly ClusterId[];
  /** Parts that are not live, in order of cluster; live ones are not listed. */
  readonly gaps: readonly CoverageGap[];
  /** Seconds the answer took, filled in by who measures. */
  readonly seconds: number;
}

/** One cluster × resource that an answer cannot fully speak for. */
export interface CoverageGap {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly state: Exclude<ShardState['state'], 'live'>;
  readonly sinceMs: number;
  readonly reason: string;
  readonly received: number;
  readonly expected: number | undefined;
  /** True when the shard is live all the same: our credentials may list only some of the namespaces asked. */
  readonly partial?: boolean;
}
