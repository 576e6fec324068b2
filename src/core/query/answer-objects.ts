import type { ClusterId, FleetView, Slices } from '../fleet/fleet-view.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Answer } from './table.ts';
import { typedObject } from './typed-object.ts';

/** A whole object of an answer, with the cluster it lives in. */
export interface AnswerObject {
  readonly cluster: ClusterId;
  readonly object: KubeObject;
}

/** Objects unpacked between two yields; some tenths of a millisecond. */
const objectsPerSlice = 32;

/**
 * The objects behind the rows of an answer, in their order, read from the view that gave the answer.
 * A row whose object has gone since, or was recreated under another uid, is left out.
 */
export function* answerObjects(answer: Answer, view: FleetView): Slices<readonly AnswerObject[]> {
  const objects: AnswerObject[] = [];
  let since = 0;
  for (const { resource, rows } of answer.tables)
    for (const { cluster, namespace, name, uid } of rows) {
      if (++since % objectsPerSlice === 0) yield;
      const shard = view.shard(cluster, resource);
      const row = shard?.byKey(`${namespace ?? ''}/${name}`);
      if (shard === undefined || row === undefined || shard.uid(row) !== uid) continue;
      objects.push({ cluster, object: typedObject(shard, row) });
    }
  return objects;
}
