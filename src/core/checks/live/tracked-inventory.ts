import type { ClusterId, FleetView, RowId, RowSet, ShardView } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import { typedObject } from '../../query/typed-object.ts';
import type { Inventory, Knowledge } from '../inventory.ts';
import { isControlledBy } from '../owned-objects.ts';
import { ViewInventory } from '../view-inventory.ts';
import { type Topic, topic } from './topic.ts';

/** Unpacked objects that are kept between two subjects. */
const mostKept = 8192;

/** One cluster of a view as an inventory that notes what is read, so that a change finds those that read it. */
export class TrackedInventory implements Inventory {
  readonly mode = 'live';
  readonly name: ClusterId;
  readonly nowMs: number;
  readonly #view: FleetView;
  readonly #plain: ViewInventory;
  readonly #shards = new Map<ResourceId, ShardView | undefined>();
  readonly #objects = new Map<ResourceId, Map<RowId, KubeObject>>();
  readonly #lists = new Map<string, readonly KubeObject[]>();
  #kept = 0;
  #reads = new Set<Topic>();

  constructor(view: FleetView, cluster: ClusterId, nowMs: number) {
    this.name = cluster;
    this.nowMs = nowMs;
    this.#view = view;
    this.#plain = new ViewInventory({ view, cluster, nowMs });
  }

  /** What was read since the last call. Between two subjects it also lets go of objects when there are too many. */
  takeReads(): ReadonlySet<Topic> {
    const reads = this.#reads;
    this.#reads = new Set();
    if (this.#kept > mostKept) this.forget();
    return reads;
  }

  /** Unpacked objects that are kept. */
  get kept(): number {
    return this.#kept;
  }

  /** Lets go of all objects. */
  forget(): void {
    this.#objects.clear();
    this.#lists.clear();
    this.#kept = 0;
  }

  get minor(): number | undefined {
    this.#reads.add(topic('v', ''));
    return this.#plain.minor;
  }

  list(resource: ResourceId, namespace?: string): readonly KubeObject[] {
    this.#reads.add(namespace === undefined ? topic('a', resource) : topic('l', resource, namespace));
    const key = namespace === undefined ? resource : `${resource}\n${namespace}`;
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const shard = this.shard(resource);
    const objects = shard === undefined ? [] : this.#all(shard, namespace === undefined ? shard.rows : shard.byNamespace(namespace));
    this.#lists.set(key, objects);
    return objects;
  }

  get(resource: ResourceId, namespace: string | undefined, name: string): KubeObject | undefined {
    this.#reads.add(topic('o', resource, namespace, name));
    const shard = this.shard(resource);
    const row = shard?.byKey(`${namespace ?? ''}/${name}`);
    return shard === undefined || row === undefined ? undefined : this.object(shard, row);
  }

  ownedBy(resource: ResourceId, namespace: string, uid: string): readonly KubeObject[] {
    this.#reads.add(topic('w', resource, uid));
    const shard = this.shard(resource);
    if (shard === undefined) return [];
    const owners = new Set([uid]);
    const owned = this.#all(shard, shard.byOwner(uid)).filter((object) => isControlledBy(object, owners));
    // One that goes, or gets another owner, says so by its name.
    for (const { metadata } of owned) this.#reads.add(topic('o', resource, metadata.namespace ?? namespace, metadata.name));
    return owned;
  }

  count(resource: ResourceId, namespace?: string): number {
    this.#reads.add(topic('c', resource, namespace));
    const shard = this.shard(resource);
    return shard === undefined ? 0 : (namespace === undefined ? shard.rows : shard.byNamespace(namespace)).size;
  }

  resources(): readonly ResourceId[] {
    return this.#plain.resources();
  }

  knows(resource: ResourceId, namespace?: string): Knowledge {
    this.#reads.add(topic('k', resource));
    return this.#plain.knows(resource, namespace);
  }

  shard(resource: ResourceId): ShardView | undefined {
    if (!this.#shards.has(resource)) this.#shards.set(resource, this.#view.shard(this.name, resource));
    return this.#shards.get(resource);
  }

  /** An object, unpacked once. */
  object(shard: ShardView, row: RowId): KubeObject {
    const { id } = shard.resource;
    const kept = this.#objects.get(id) ?? new Map<RowId, KubeObject>();
    const known = kept.get(row);
    if (known !== undefined) return known;
    const object = typedObject(shard, row);
    this.#objects.set(id, kept.set(row, object));
    this.#kept++;
    return object;
  }

  #all(shard: ShardView, rows: RowSet): readonly KubeObject[] {
    const objects: KubeObject[] = [];
    rows.forEach((row) => {
      objects.push(this.object(shard, row));
    });
    return objects;
  }
}
