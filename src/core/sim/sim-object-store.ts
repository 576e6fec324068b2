import type { ResourceId } from '../kube/api-resource.ts';
import { type KubeObject, type NamespacedName, namespacedName } from '../kube/object.ts';
import type { SimEntry, SimEvent, SimSnapshot, SimStore } from './sim-cluster.ts';
import { SimHistory } from './sim-history.ts';
import { SimTable } from './sim-table.ts';
import { stamp } from './stamp.ts';

/** What fills a table when it is first asked for. */
export interface TableSource {
  /** The objects as of the epoch, in any order, each with uid and resourceVersion; undefined: the resource starts empty. */
  grow(resource: ResourceId): readonly KubeObject[] | undefined;
  /** Tables that are computed on each list and cannot be written, such as metrics. */
  computed?(resource: ResourceId): readonly KubeObject[] | undefined;
  /** The uid of an object that is created after the epoch. */
  uid(resource: ResourceId, key: NamespacedName, version: number): string;
}

interface Snapshot extends SimSnapshot {
  readonly tables: ReadonlyMap<ResourceId, SimTable>;
}

/**
 * The object store behind one simulated API server.
 * Tables fill when first read or written; filling is no event and moves no version.
 */
export class SimObjectStore implements SimStore {
  readonly #source: TableSource;
  readonly #history: SimHistory;
  #tables = new Map<ResourceId, SimTable>();
  #shared = new Set<SimTable>();
  #version: number;

  constructor(q: { source: TableSource; baseVersion: number; historyLimit?: number }) {
    this.#source = q.source;
    this.#version = q.baseVersion;
    this.#history = new SimHistory({ baseVersion: q.baseVersion, limit: q.historyLimit ?? 1000 });
  }

  get resourceVersion(): number {
    return this.#version;
  }

  get compactedVersion(): number {
    return this.#history.compactedVersion;
  }

  list(resource: ResourceId, namespace?: string): readonly SimEntry[] {
    const computed = this.#source.computed?.(resource);
    const table = computed === undefined ? this.#table(resource) : this.#computedTable(computed);
    return namespace === undefined ? table.all() : table.inNamespace(namespace);
  }

  get(resource: ResourceId, key: NamespacedName): SimEntry | undefined {
    const computed = this.#source.computed?.(resource);
    if (computed === undefined) return this.#table(resource).get(key);
    const object = computed.find((o) => namespacedName(o.metadata) === key);
    return object && { object, resourceVersion: this.#version };
  }

  create(resource: ResourceId, object: KubeObject, nowMs: number): SimEntry | 'exists' {
    const key = namespacedName(object.metadata);
    const table = this.#writable(resource);
    if (table.get(key) !== undefined) return 'exists';
    const version = ++this.#version;
    const { name, generateName, namespace, uid, resourceVersion: _ignored, creationTimestamp, ...rest } = object.metadata;
    const metadata = {
      name,
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      uid: uid ?? this.#source.uid(resource, key, version),
      resourceVersion: String(version),
      creationTimestamp: creationTimestamp ?? stamp(nowMs),
      ...rest,
    };
    const entry = { object: { ...object, metadata }, resourceVersion: version };
    table.put(entry);
    this.#emit({ type: 'ADDED', resource, entry });
    return entry;
  }

  update(resource: ResourceId, object: KubeObject, expectedVersion?: number): SimEntry | 'missing' | 'conflict' {
    const key = namespacedName(object.metadata);
    const table = this.#writable(resource);
    const before = table.get(key);
    if (before === undefined) return 'missing';
    if (expectedVersion !== undefined && before.resourceVersion !== expectedVersion) return 'conflict';
    const entry = this.#next(object);
    table.put(entry);
    this.#emit({ type: 'MODIFIED', resource, entry, before });
    return entry;
  }

  remove(resource: ResourceId, key: NamespacedName): SimEntry | undefined {
    const table = this.#writable(resource);
    const before = table.remove(key);
    if (before === undefined) return undefined;
    const entry = this.#next(before.object);
    this.#emit({ type: 'DELETED', resource, entry, before });
    return entry;
  }

  watch(resource: ResourceId, sinceVersion: number, onEvent: (event: SimEvent) => void): { close(): void } | 'expired' {
    this.#table(resource);
    return this.#history.watch(resource, sinceVersion, onEvent);
  }

  compact(version: number): void {
    this.#history.compact(Math.min(version, this.#version));
  }

  snapshot(): SimSnapshot {
    for (const table of this.#tables.values()) this.#shared.add(table);
    const snapshot: Snapshot = { resourceVersion: this.#version, tables: new Map(this.#tables) };
    return snapshot;
  }

  restore(snapshot: SimSnapshot): void {
    const { tables, resourceVersion } = snapshot as Snapshot;
    for (const table of tables.values()) this.#shared.add(table);
    this.#tables = new Map(tables);
    this.#history.rewind(resourceVersion, this.#version);
    this.#version = resourceVersion;
  }

  counts(): ReadonlyMap<ResourceId, number> {
    return new Map([...this.#tables].map(([resource, table]) => [resource, table.size]));
  }

  /** The object under the next version. */
  #next(object: KubeObject): SimEntry {
    const version = ++this.#version;
    return { object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }, resourceVersion: version };
  }

  #emit(event: SimEvent): void {
    this.#history.append(event);
  }

  #table(resource: ResourceId): SimTable {
    const existing = this.#tables.get(resource);
    if (existing !== undefined) return existing;
    const grown = this.#source.grow(resource) ?? [];
    const table = SimTable.of(grown.map((object) => ({ object, resourceVersion: Number(object.metadata.resourceVersion) })));
    this.#tables.set(resource, table);
    return table;
  }

  #computedTable(objects: readonly KubeObject[]): SimTable {
    return SimTable.of(objects.map((object) => ({ object, resourceVersion: this.#version })));
  }

  /** The table of the resource, copied first when a snapshot still holds it. */
  #writable(resource: ResourceId): SimTable {
    const table = this.#table(resource);
    if (!this.#shared.has(table)) return table;
    const copy = table.copy();
    this.#tables.set(resource, copy);
    return copy;
  }
}
