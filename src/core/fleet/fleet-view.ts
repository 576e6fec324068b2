import type { ResourceId } from '../kube/api-resource.ts';
import type { WantedParts } from '../kube/json-parts.ts';
import type { KubeObject, NamespacedName, Uid } from '../kube/object.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';

/** The sanitised unique name of a cluster, as in URLs: `[a-zA-Z0-9:_.-]+`. */
export type ClusterId = string;

/** Uid of namespace kube-system; where unreadable, a hash of server and CA. */
export type ClusterUid = string;

/** Row number within one resource's table of the whole fleet. Never leaves the process; reused after removal. */
export type RowId = number;

/** The five states of a cluster (design §3). */
export type ClusterState = 'syncing' | 'live' | 'stale' | 'unreachable' | 'forbidden';

/** A cluster as everybody sees it. */
export interface ClusterFacts {
  readonly id: ClusterId;
  readonly uid: ClusterUid | undefined;
  /** Other names (kubeconfig contexts) for the same cluster. */
  readonly aliases: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** API server URL. */
  readonly server: string;
  readonly state: ClusterState;
  /** Since when it is in that state. */
  readonly sinceMs: number;
  /** Why, in words for a person at night; empty when live. */
  readonly reason: string;
  /** `gitVersion` of the API server, once known. */
  readonly version: string | undefined;
  /** Median round trip of recent requests, once known. */
  readonly latencyMs: number | undefined;
  /** Last time the API server answered anything. */
  readonly lastContactMs: number | undefined;
  /** Server time minus ours, once known. */
  readonly clockSkewMs: number | undefined;
  /** As whom the cluster is read. */
  readonly identity?: ClusterIdentity;
  /** Resources that were asked for and may not be listed, sorted; filled in by who shows clusters. */
  readonly forbidden?: readonly ResourceId[];
}

/** As whom a cluster is read, in the words of the configuration; nothing secret. */
export interface ClusterIdentity {
  /** The context of the kubeconfig, where there is one. */
  readonly context?: string;
  /** The user entry of the kubeconfig. */
  readonly user?: string;
  /** The kind of credential: `token`, `client certificate`, `exec aws`, `oidc login.example.org`, `none`. */
  readonly credential: string;
}

/** What a shard can say of itself: the states of a cluster, plus `not served`. */
export interface ShardState {
  readonly state: ClusterState | 'not served';
  readonly sinceMs: number;
  /** Empty when live. */
  readonly reason: string;
  /** Objects received so far in a first sync, and how many are expected where the server said so. */
  readonly received: number;
  readonly expected: number | undefined;
  /** Group version that is read, e.g. `apps/v1`. */
  readonly groupVersion: string;
  /** Last time the shard was known to be true; undefined before the first sync. */
  readonly trueAtMs: number | undefined;
  readonly resourceVersion: string;
  /** Namespaces it is limited to, where the viewer's credentials cannot list all. */
  readonly namespaces?: readonly string[];
}

/** A column of a shard's table: values by row, and fast lanes for scans. */
export interface Column {
  readonly def: ColumnDef;
  /** The typed value of a live row. */
  cell(row: RowId): Cell;
  /** Present for text and ratio columns (and the text of quantities): dictionary codes, so that a predicate runs once per distinct value. */
  readonly text?: TextLane;
  /** Present for number, boolean (0/1), time, date, quantity, restarts (the count) and span (its start): NaN means n/a. */
  readonly numbers?: NumberLane;
}

/** Dictionary-encoded strings. Code 0 is n/a. Codes are per column of a resource over the whole fleet. */
export interface TextLane {
  code(row: RowId): number;
  /** Undefined for code 0. */
  value(code: number): string | undefined;
  /** Codes are below this. */
  readonly size: number;
  /** Identity of the codes: lanes with the same one share them, in other views too, and a code never changes its value. */
  readonly dictionary?: object;
  /** Codes of rows `index * 4096` and following, for scans; shorter at the end. Meaningful only for rows of the shard, not to be written. */
  chunk?(index: number): Uint32Array;
}

/** Plain numbers. */
export interface NumberLane {
  number(row: RowId): number;
  /** Numbers of rows `index * 4096` and following, for scans; shorter at the end. Meaningful only for rows of the shard, not to be written. */
  chunk?(index: number): Float64Array;
}

/** Label sets by row as codes. */
export interface LabelCodes {
  code(row: RowId): number;
  /** Codes are below this. */
  readonly size: number;
  /** Codes of rows `index * 4096` and following, as of a TextLane. */
  chunk?(index: number): Uint32Array;
  /** Every key and value that a label has, and the sets that have it, for verdicts by text. */
  readonly texts?: LabelTexts;
}

/** Distinct keys and values of labels; identity of the codes of label sets too. Only ever added to. */
export interface LabelTexts {
  /** Numbers of texts are below this. */
  readonly textCount: number;
  text(number: number): string;
  /** Codes of the label sets that have the text as a key or as a value of one key; the same text may have several numbers. */
  setsOf(number: number): readonly number[];
}

/** A set of rows, in no promised order. */
export interface RowSet {
  readonly size: number;
  has(row: RowId): boolean;
  forEach(visit: (row: RowId) => void): void;
  /** Visits 32 neighbouring rows at a time: bit `i` of `bits` stands for row `firstRow + i`; `firstRow` is a multiple of 32, `bits` not 0. */
  forEachWord?(visit: (firstRow: RowId, bits: number) => void): void;
}

/** One resource of one cluster, readable. Immutable while its view is held. */
export interface ShardView {
  readonly cluster: ClusterId;
  readonly resource: ResourceDef;
  readonly state: ShardState;
  /** Scoped already. */
  readonly rows: RowSet;
  /** Undefined when the resource has no such column. Always there: `Name`, `Namespace`, `Created` beside the resource's own. */
  column(name: string): Column | undefined;
  uid(row: RowId): Uid;
  key(row: RowId): NamespacedName;
  /** Interned: the same map object for equal label sets, so that callers may cache by identity. */
  labels(row: RowId): ReadonlyMap<string, string>;
  /** The label set of a row as a code, for verdicts by set: equal codes are equal sets, over the whole fleet within a view. */
  readonly labelCodes?: LabelCodes;
  /** The whole object, unpacked; costs some microseconds. */
  object(row: RowId): KubeObject;
  /** The wanted members of the object, without parsing the rest. */
  parts?(row: RowId, wanted: WantedParts): KubeObject;
  /** The slimmed JSON of the object as it is stored; not to be written, and valid until the view is let go. */
  bytes?(row: RowId): Uint8Array;
  /** What the object is packed in: reading rows of one after the other unpacks it once. */
  heldIn?(row: RowId): object | undefined;
  /** Rows by namespace/name. */
  byKey(key: NamespacedName): RowId | undefined;
  /** Rows whose label has the value, or (value undefined) that have the label at all. */
  byLabel(key: string, value?: string): RowSet;
  byNamespace(namespace: string): RowSet;
  /** Rows whose controller or owner has this uid. */
  byOwner(uid: Uid): RowSet;
  byNode(nodeName: string): RowSet;
  /** Same object, same rows and values, in whatever view: for what readers keep about a shard. Undefined where a scope cuts it. */
  readonly identity?: object | undefined;
  /** Another resource of the same cluster in the same view; undefined: never asked for. */
  related?(resource: ResourceId): ShardView | undefined;
  /** Rows whose uid begins with a text in lower case. */
  byUidPrefix?(prefix: string): RowSet;
}

/** A read-only fleet at one instant. Immutable while held; release by forgetting it. */
export interface FleetView {
  /** Identity for caches and ETags: equal ids, equal clusters, rows, values and states (sequence numbers may differ by bookmarks). */
  readonly id: string;
  readonly atMs: number;
  readonly scope: Scope;
  /** Sorted by id. */
  clusters(): readonly ClusterFacts[];
  cluster(id: ClusterId): ClusterFacts | undefined;
  /** The resources of a cluster that have ever been asked for, sorted. */
  resources(cluster: ClusterId): readonly ResourceId[];
  /** Undefined: never asked for. */
  shard(cluster: ClusterId, resource: ResourceId): ShardView | undefined;
  /** Epoch and sequence of a shard, for cursors; `changes` grows with its state and definition too, for ETags. */
  version(
    cluster: ClusterId,
    resource: ResourceId,
  ): { readonly epoch: string; readonly seq: number; readonly changes?: number } | undefined;
}

/** What a viewer may see of one resource of one cluster. */
export type Grant = 'all' | 'none' | { readonly namespaces: ReadonlySet<string> };

/** Who looks. Until authentication exists there is one: `everything`. */
export interface Scope {
  /** Part of every cache key. */
  readonly id: string;
  grant(cluster: ClusterId, resource: ResourceId, verb: 'list' | 'get' | 'logs'): Grant;
}

/** The scope of local mode: all of everything. */
export const everything: Scope = { id: 'everything', grant: () => 'all' };

/** One batch of changes of one shard: what the collector hands to the store, and what recordings keep. */
export interface DeltaBatch {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  /** Changes when history breaks: a restored server, a restarted process. */
  readonly epoch: string;
  /** Counts batches within an epoch, from 1. */
  readonly seq: number;
  readonly resourceVersion: string;
  readonly observedAtMs: number;
  readonly removed: readonly Uid[];
  readonly upserts: readonly Upsert[];
  /** `relist-begin`…`relist-end` bracket a list: what was not upserted in between is removed at the end. */
  readonly mark?: 'relist-begin' | 'relist-end' | 'bookmark';
}

/** An object that was added or updated. */
export interface Upsert {
  readonly uid: Uid;
  readonly key: NamespacedName;
  /** The slimmed, masked JSON of the object. */
  readonly object: Uint8Array;
  /** The same, already decoded, where the sender has it at hand: spares the second parse. Not retained. */
  readonly decoded?: KubeObject;
}

/** Turns bytes into objects and back; core has no TextDecoder. */
export interface ObjectCodec {
  decode(bytes: Uint8Array): KubeObject;
  encode(object: KubeObject): Uint8Array;
}

/** Packs about 32 objects together; implemented in edge. */
export interface BlockCodec {
  readonly id: string;
  pack(objects: readonly Uint8Array[]): Uint8Array;
  unpack(block: Uint8Array): Uint8Array[];
}

/** Long core work: yields between slices of a few milliseconds; edge drives it. */
export type Slices<T> = Generator<void, T>;
