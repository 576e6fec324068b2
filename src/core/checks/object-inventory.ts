import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Inventory, Knowledge } from './inventory.ts';
import { resourceOfObject } from './resource-of-object.ts';

/** What an inventory of plain objects is made of. */
export interface ObjectInventoryOptions {
  readonly name: string;
  readonly mode: 'manifest' | 'live';
  readonly nowMs: number;
  readonly minor?: number;
  /** True when these are all objects that there are. */
  readonly complete: boolean;
  /** Asked for what is not among the objects: the live cluster behind manifests. */
  readonly behind?: Inventory;
}

const clusterWide = '';

/** Objects held in memory, indexed by resource, namespace and name. Of two with the same key `get` answers the later one; `list` has both, as folders hold an object for each stage. */
export class ObjectInventory implements Inventory {
  readonly name: string;
  readonly mode: 'manifest' | 'live';
  readonly nowMs: number;
  readonly minor: number | undefined;
  readonly #complete: boolean;
  readonly #behind: Inventory | undefined;
  readonly #byResource = new Map<ResourceId, Map<string, Map<string, KubeObject>>>();
  readonly #lists = new Map<string, readonly KubeObject[]>();

  constructor(objects: Iterable<KubeObject>, q: ObjectInventoryOptions) {
    this.name = q.name;
    this.mode = q.mode;
    this.nowMs = q.nowMs;
    this.minor = q.minor;
    this.#complete = q.complete;
    this.#behind = q.behind;
    for (const object of objects) this.#add(object);
  }

  list(resource: ResourceId, namespace?: string): readonly KubeObject[] {
    const own = this.#own(resource, namespace);
    if (this.#behind === undefined) return own;
    const others = this.#behind
      .list(resource, namespace)
      .filter((object) => this.#find(resource, object.metadata.namespace, object.metadata.name) === undefined);
    return [...own, ...others];
  }

  get(resource: ResourceId, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#find(resource, namespace, name) ?? this.#behind?.get(resource, namespace, name);
  }

  resources(): readonly ResourceId[] {
    return [...this.#byResource.keys()];
  }

  knows(resource: ResourceId, namespace?: string): Knowledge {
    if (this.#behind !== undefined) return this.#behind.knows(resource, namespace);
    return this.#complete ? 'all' : 'some';
  }

  /** Lists are asked for again and again, and nothing changes while there is judging. */
  #own(resource: ResourceId, namespace: string | undefined): readonly KubeObject[] {
    const key = namespace === undefined ? resource : `${resource}\n${namespace}`;
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const list = this.#collected(resource, namespace);
    this.#lists.set(key, list);
    return list;
  }

  #collected(resource: ResourceId, namespace: string | undefined): readonly KubeObject[] {
    const spaces = this.#byResource.get(resource);
    if (spaces === undefined) return [];
    if (namespace !== undefined) return [...(spaces.get(namespace)?.values() ?? [])];
    return [...spaces.values()].flatMap((names) => [...names.values()]);
  }

  #find(resource: ResourceId, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#byResource
      .get(resource)
      ?.get(namespace ?? clusterWide)
      ?.get(name);
  }

  #add(object: KubeObject): void {
    const { id, namespaced } = resourceOfObject(object);
    const namespace = namespaced ? (object.metadata.namespace ?? 'default') : clusterWide;
    const spaces = this.#byResource.get(id) ?? new Map<string, Map<string, KubeObject>>();
    this.#byResource.set(id, spaces);
    const names = spaces.get(namespace) ?? new Map<string, KubeObject>();
    spaces.set(namespace, names);
    const name = object.metadata.name ?? `${object.metadata.generateName ?? ''}#${names.size}`;
    const earlier = names.get(name);
    if (earlier !== undefined && this.mode === 'manifest') names.set(`${name}#${names.size}`, earlier);
    names.set(name, object);
  }
}
