import type { ClusterId } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { Uid } from '../../kube/object.ts';
import type { Coverage } from '../table.ts';

/** How well a result matches by its best word: the name (or uid) itself, its beginning, a part of it, or another field. */
export type SearchRank = 'exact' | 'prefix' | 'name' | 'other';

/** The answer to a search. */
export interface SearchAnswer {
  /** Best first; ties by name, kind and address. */
  readonly results: readonly SearchResult[];
  /** All that match, beyond the limit too. */
  readonly total: number;
  /** Of all that match, most first. */
  readonly byKind: readonly KindCount[];
  /** Of all that match, most first. */
  readonly byCluster: readonly { readonly cluster: ClusterId; readonly count: number }[];
  /** Resources that were searched somewhere, sorted. */
  readonly resources: readonly ResourceId[];
  readonly coverage: Coverage;
  /** What a person should know: resources that are synced in some clusters only. */
  readonly notices: readonly string[];
  readonly nowMs: number;
}

/** How many results are of one resource. */
export interface KindCount {
  readonly resource: ResourceId;
  readonly kind: string;
  readonly plural: string;
  readonly count: number;
}

/** One thing that was found: an object, or a cluster (resource `clusters`, its name as name). */
export interface SearchResult {
  readonly rank: SearchRank;
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly kind: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Empty for a cluster that does not tell its uid. */
  readonly uid: Uid;
  /** The path of its page. */
  readonly path: string;
  readonly createdMs: number | null;
  /** True when its shard is not live. */
  readonly stale: boolean;
  /** Sorted by key. */
  readonly labels: readonly (readonly [string, string])[];
  /** Where the words were found, the name first; every word at least once. */
  readonly matches: readonly SearchMatch[];
}

/** A field that words were found in. */
export interface SearchMatch {
  readonly field: 'name' | 'namespace' | 'uid' | 'label' | 'column' | 'image' | 'annotation' | 'address' | 'problem' | 'alias';
  /** The label's key or the column's name; empty for others. */
  readonly key: string;
  /** The field's value, for labels `key=value`; a long one is cut around the first mark, with `…` where it was cut. */
  readonly text: string;
  /** Beginnings and lengths of the parts that matched, in UTF-16 units of `text`, in order and apart. */
  readonly marks: readonly (readonly [number, number])[];
}
