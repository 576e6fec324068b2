import type { RowId, ShardView } from '../fleet/fleet-view.ts';
import type { KubeObject } from '../kube/object.ts';

/** The whole object of a row with kind and apiVersion, which items of lists come without. Unpacks it: some microseconds. */
export function typedObject(shard: ShardView, row: RowId): KubeObject {
  const object = shard.object(row);
  return object.kind !== undefined && object.apiVersion !== undefined
    ? object
    : { apiVersion: shard.state.groupVersion, kind: shard.resource.kind, ...object };
}
