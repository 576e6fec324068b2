import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Inventory } from './inventory.ts';

/** The objects of a resource in a namespace whose controller is one of the owners, through the inventory's index where it has one. */
export function ownedObjects(
  inventory: Inventory,
  resource: ResourceId,
  q: { readonly namespace: string; readonly owners: readonly string[] },
): readonly KubeObject[] {
  if (inventory.ownedBy !== undefined)
    return q.owners.flatMap((uid) => (uid === undefined ? [] : (inventory.ownedBy?.(resource, q.namespace, uid) ?? [])));
  const owners = new Set(q.owners);
  return inventory.list(resource, q.namespace).filter((object) => isControlledBy(object, owners));
}

/** Whether one of the uids is the object's controller. */
export function isControlledBy({ metadata }: KubeObject, uids: ReadonlySet<string>): boolean {
  return metadata.ownerReferences?.some(({ uid, controller }) => controller === true && uids.has(uid)) === true;
}

/** How many objects of a resource there are, without reading them where the inventory can. */
export function countObjects(inventory: Inventory, resource: ResourceId, namespace?: string): number {
  return inventory.count?.(resource, namespace) ?? inventory.list(resource, namespace).length;
}
