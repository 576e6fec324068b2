import type { ClusterId, FleetView, ShardView } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import { typedObject } from '../query/typed-object.ts';
import type { Inventory, Knowledge } from './inventory.ts';

/** What a cluster of a view is judged with. */
export interface ViewInventoryOptions {
  readonly view: FleetView;
  readonly cluster: ClusterId;
  readonly nowMs: number;
}

/** One cluster of a fleet as an inventory. Objects are unpacked when asked for and kept while it lives: judge and let go. */
export class ViewInventory implements Inventory {
  readonly mode = 'live';
  readonly name: ClusterId;
  readonly nowMs: number;
  readonly minor: number | undefined;
  readonly #view: FleetView;
  readonly #lists = new Map<string, readonly KubeObject[]>();

  constructor({ view, cluster, nowMs }: ViewInventoryOptions) {
    this.name = cluster;
    this.nowMs = nowMs;
    this.minor = minorOf(view.cluster(cluster)?.version);
    this.#view = view;
  }

  list(resource: ResourceId, namespace?: string): readonly KubeObject[] {
    const key = namespace === undefined ? resource : `${resource}\n${namespace}`;
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const objects = objectsOf(this.#shard(resource), namespace);
    this.#lists.set(key, objects);
    return objects;
  }

  get(resource: ResourceId, namespace: string | undefined, name: string): KubeObject | undefined {
    const shard = this.#shard(resource);
    const row = shard?.byKey(`${namespace ?? ''}/${name}`);
    return shard === undefined || row === undefined ? undefined : typedObject(shard, row);
  }

  resources(): readonly ResourceId[] {
    return this.#view.resources(this.name);
  }

  knows(resource: ResourceId, namespace?: string): Knowledge {
    const shard = this.#shard(resource);
    if (shard === undefined) return { unreadable: `${resource} are not synced` };
    const { state, reason, trueAtMs, namespaces } = shard.state;
    if (state === 'not served') return 'all';
    if (state === 'forbidden') return { unreadable: `${resource} may not be listed: ${reason}` };
    if (trueAtMs === undefined) return { unreadable: `${resource} are not synced yet` };
    if (namespaces !== undefined && (namespace === undefined || !namespaces.includes(namespace)))
      return { unreadable: `${resource} may be listed in some namespaces only` };
    return 'all';
  }

  #shard(resource: ResourceId): ShardView | undefined {
    return this.#view.shard(this.name, resource);
  }
}

function objectsOf(shard: ShardView | undefined, namespace: string | undefined): readonly KubeObject[] {
  if (shard === undefined) return [];
  const objects: KubeObject[] = [];
  const rows = namespace === undefined ? shard.rows : shard.byNamespace(namespace);
  rows.forEach((row) => {
    objects.push(typedObject(shard, row));
  });
  return objects;
}

/** 37 for `v1.37.2`. */
function minorOf(version: string | undefined): number | undefined {
  const found = /^v?1\.(\d+)/.exec(version ?? '');
  return found === null ? undefined : Number(found[1]);
}
