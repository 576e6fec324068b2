import type { ApiResource, ResourceId } from '../kube/api-resource.ts';
import type { KubeObject, NamespacedName } from '../kube/object.ts';

/** A simulated fleet: same options, same objects, byte for byte. */
export interface SimWorld {
  readonly options: SimOptions;
  /** Sorted by name. */
  readonly clusters: readonly SimCluster[];
  cluster(name: string): SimCluster | undefined;
}

/** What a world is grown from. */
export interface SimOptions {
  readonly seed: number;
  /** The instant the world is generated at; all ages count from here. */
  readonly epochMs: number;
  readonly clusters: number;
  /** About how many pods in the whole fleet. */
  readonly pods: number;
}

/** One simulated cluster. Its objects are generated when first asked for. */
export interface SimCluster {
  readonly name: string;
  readonly channel: 'dev' | 'alpha' | 'beta' | 'stable';
  /** channel, environment, region, infrastructure-account … as the talk's registry has them. */
  readonly labels: Readonly<Record<string, string>>;
  /** `gitVersion`, e.g. `v1.36.4`. */
  readonly version: string;
  readonly objects: SimStore;
  /** What the cluster serves right now; changes when CRDs or APIServices come and go. */
  resources(): readonly ApiResource[];
  /** Lines a container would have written, oldest first, each with its time. Deterministic. */
  logs(q: {
    readonly namespace: string;
    readonly pod: string;
    readonly container: string;
    readonly previous: boolean;
    readonly untilMs: number;
    readonly tail: number;
  }): SimLogLine[] | undefined;
}

/** One line of a container's log. */
export interface SimLogLine {
  readonly atMs: number;
  readonly text: string;
}

/** One stored object; the object is frozen by convention: an update stores a new one. */
export interface SimEntry {
  readonly object: KubeObject;
  /** The number in `metadata.resourceVersion`. */
  readonly resourceVersion: number;
}

/** One change, in order of resourceVersion. */
export interface SimEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceId;
  readonly entry: SimEntry;
  /** The entry before a MODIFIED, so that selectors can turn it into ADDED or DELETED. */
  readonly before?: SimEntry;
}

/** The object store behind one simulated API server: what etcd is to a real one. */
export interface SimStore {
  /** Current resourceVersion: grows by one with each change. */
  readonly resourceVersion: number;
  /** Changes up to this version are forgotten: a watch from before it is 410, one from it goes on. */
  readonly compactedVersion: number;
  /** Entries sorted by `namespace/name`; not to be changed by the caller. */
  list(resource: ResourceId, namespace?: string): readonly SimEntry[];
  get(resource: ResourceId, key: NamespacedName): SimEntry | undefined;
  /** Stores a new object (metadata completed: uid, resourceVersion, creationTimestamp where absent), or answers why not. */
  create(resource: ResourceId, object: KubeObject, nowMs: number): SimEntry | 'exists';
  /** Replaces an object; `expectedVersion` undefined overwrites whatever is there. */
  update(resource: ResourceId, object: KubeObject, expectedVersion?: number): SimEntry | 'missing' | 'conflict';
  remove(resource: ResourceId, key: NamespacedName): SimEntry | undefined;
  /** Events after `sinceVersion`, at once for the past, then as they happen; `expired` when compacted. */
  watch(resource: ResourceId, sinceVersion: number, onEvent: (event: SimEvent) => void): { close(): void } | 'expired';
  /** Forgets history at or below the version. */
  compact(version: number): void;
  /** A cheap copy to come back to, as an etcd snapshot. */
  snapshot(): SimSnapshot;
  /** Goes back: contents and resourceVersion as they were; open watches stay silent, as on a real server that restarted. */
  restore(snapshot: SimSnapshot): void;
  /** Resources that have been generated or written, with counts. */
  counts(): ReadonlyMap<ResourceId, number>;
}

/** An opaque copy of a store. */
export interface SimSnapshot {
  readonly resourceVersion: number;
}

/** The life of a world: seeded changes as time passes. */
export interface SimLife {
  /** Makes everything happen that is due up to `nowMs`; returns how many changes it made. */
  advance(nowMs: number): number;
}
