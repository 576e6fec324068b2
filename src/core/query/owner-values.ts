import type { KubeObject, OwnerReference } from '../kube/object.ts';
import type { ObjectValue } from './object-value.ts';

/** The column `Kind/name` of an object's controller, for filters and groups. */
export const ownerName = 'Owner';
/** The column of its uid, which the store has an index of. */
export const ownerUidName = 'Owner UID';

const ownerPaths = [['metadata', 'ownerReferences']];

/** What these columns read of an object; undefined for other names. */
export function ownerValue(name: string): ObjectValue | undefined {
  if (name === ownerName)
    return { key: 'owner', paths: ownerPaths, compute: (object) => said(object, ({ kind, name: owner }) => `${kind}/${owner}`) };
  return name === ownerUidName ? { key: 'owner uid', paths: ownerPaths, compute: (object) => said(object, ({ uid }) => uid) } : undefined;
}

/** Of the controller, or of the first owner where none controls. */
function said({ metadata: { ownerReferences } }: KubeObject, read: (owner: OwnerReference) => string): string | null {
  if (!Array.isArray(ownerReferences)) return null;
  const owner = ownerReferences.find((one) => one?.controller === true) ?? ownerReferences[0];
  return owner === undefined || owner === null ? null : read(owner);
}
