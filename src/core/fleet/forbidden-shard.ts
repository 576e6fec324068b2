import type { ResourceDef } from '../resources/resource.ts';
import { noRows } from './extent-rows.ts';
import type { ClusterId, ShardState, ShardView } from './fleet-view.ts';

/** What a viewer without a grant sees of a shard: that it is there, and nothing of it. */
export function forbiddenShard(q: { cluster: ClusterId; resource: ResourceDef; state: ShardState }): ShardView {
  const refuse = (): never => {
    throw new Error(`no row of ${q.resource.id} in ${q.cluster} may be read`);
  };
  const state: ShardState = { ...q.state, state: 'forbidden', reason: 'you may not list it', received: 0, expected: undefined };
  return {
    ...q,
    state,
    rows: noRows,
    column: () => undefined,
    uid: refuse,
    key: refuse,
    labels: refuse,
    object: refuse,
    byKey: () => undefined,
    byLabel: () => noRows,
    byNamespace: () => noRows,
    byOwner: () => noRows,
    byNode: () => noRows,
  };
}
