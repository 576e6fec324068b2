import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';

/**
 * Everything that rules may look at: the objects of one cluster, or those of one set of manifests (with a live cluster behind them where one was given).
 * Immutable while it is judged.
 */
export interface Inventory {
  /** The cluster's name, or `src:<folder>` for manifests. Part of a finding's identity. */
  readonly name: string;
  readonly mode: 'manifest' | 'live';
  /** The instant of judging. */
  readonly nowMs: number;
  /** Minor version of the API server that the objects run on or are meant for: 37 for v1.37; undefined when nobody said. */
  readonly minor: number | undefined;
  /** Objects of a resource, of one namespace where that is given. In no promised order. */
  list(resource: ResourceId, namespace?: string): readonly KubeObject[];
  get(resource: ResourceId, namespace: string | undefined, name: string): KubeObject | undefined;
  /** Objects of a namespace that the object with a uid controls; a shorter way than `list` where there is an index. See `ownedObjects`. */
  ownedBy?(resource: ResourceId, namespace: string, uid: string): readonly KubeObject[];
  /** How many objects there are, without reading them. See `countObjects`. */
  count?(resource: ResourceId, namespace?: string): number;
  /** Every resource that has objects here. */
  resources(): readonly ResourceId[];
  /** What can be said of objects that are not here. */
  knows(resource: ResourceId, namespace?: string): Knowledge;
}

/**
 * `all`: what is not here does not exist. `some`: other objects may exist elsewhere (manifests given without `--complete`).
 * A text says why the resource could not be read: verdicts that need it are unknown.
 */
export type Knowledge = 'all' | 'some' | { readonly unreadable: string };

/** Whether an object exists, as far as the inventory can tell. */
export function existence(
  inventory: Inventory,
  resource: ResourceId,
  key: { readonly namespace?: string | undefined; readonly name: string },
): 'present' | 'absent' | 'not in the input' | { readonly unreadable: string } {
  if (inventory.get(resource, key.namespace, key.name) !== undefined) return 'present';
  const known = inventory.knows(resource, key.namespace);
  return known === 'all' ? 'absent' : known === 'some' ? 'not in the input' : known;
}
