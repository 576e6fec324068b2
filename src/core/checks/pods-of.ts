import type { KubeObject } from '../kube/object.ts';
import type { Judging } from './judging.ts';
import { ownedObjects } from './owned-objects.ts';
import type { Unknown } from './rule.ts';
import type { Workload } from './workload.ts';

/** Kinds between a workload and its pods. */
const between = new Map<string, string>([
  ['Deployment', 'replicasets.apps'],
  ['CronJob', 'jobs.batch'],
]);

/** The pods that a workload runs, live, through its ReplicaSets or Jobs; unknown where one of these may not be read. */
export function podsOf({ object, kind, namespace }: Workload, { inventory }: Judging): readonly KubeObject[] | Unknown {
  if (kind === 'Pod') return [object];
  const middle = between.get(kind);
  for (const resource of ['pods', ...(middle === undefined ? [] : [middle])]) {
    const known = inventory.knows(resource, namespace);
    if (typeof known === 'object') return { unknown: known.unreadable };
  }
  const owners = [object.metadata.uid];
  if (middle !== undefined) owners.push(...ownedObjects(inventory, middle, { namespace, owners }).map(({ metadata }) => metadata.uid));
  return ownedObjects(inventory, 'pods', { namespace, owners });
}
