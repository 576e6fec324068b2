import type { ResourceId } from '../kube/api-resource.ts';
import type { NamespacedName, Uid } from '../kube/object.ts';
import type { ClusterId } from './fleet-view.ts';

/** An instant in the history of a shard. */
export interface ShardPoint {
  readonly epoch: string;
  readonly seq: number;
  /** When we saw it. */
  readonly atMs: number;
}

/** An object at one end of a delta. */
export interface ObjectState {
  readonly key: NamespacedName;
  /** The slimmed, masked JSON. */
  readonly object: Uint8Array;
}

/** What became of one object: added (no `before`), removed (no `after`) or updated. Never both missing. */
export interface ObjectDelta {
  readonly uid: Uid;
  readonly before: ObjectState | undefined;
  readonly after: ObjectState | undefined;
}

/** The way of one shard from one instant to another; every uid at most once, in no promised order. */
export interface ShardDelta {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly from: ShardPoint;
  readonly to: ShardPoint;
  readonly changes: readonly ObjectDelta[];
}

/** The way back. */
export function reverse(delta: ShardDelta): ShardDelta {
  return {
    ...delta,
    from: delta.to,
    to: delta.from,
    changes: delta.changes.map(({ uid, before, after }) => ({ uid, before: after, after: before })),
  };
}

/**
 * Two deltas of a shard as one that has the same effect; what the second undoes leaves no trace.
 *
 * Throws when the second does not begin where the first ends.
 */
export function squash(first: ShardDelta, second: ShardDelta): ShardDelta {
  const fits = first.to.epoch === second.from.epoch && first.to.seq === second.from.seq;
  if (!fits || first.cluster !== second.cluster || first.resource !== second.resource) {
    throw new Error(`a delta from ${second.from.epoch} ${second.from.seq} does not follow ${first.to.epoch} ${first.to.seq}`);
  }
  const changes = new Map<Uid, ObjectDelta>(first.changes.map((change) => [change.uid, change]));
  for (const change of second.changes) {
    const known = changes.get(change.uid);
    const before = known === undefined ? change.before : known.before;
    if (sameState(before, change.after)) changes.delete(change.uid);
    else changes.set(change.uid, { uid: change.uid, before, after: change.after });
  }
  return { ...first, to: second.to, changes: [...changes.values()] };
}

/** Applies a delta to objects by uid. */
export function applyDelta(objects: Map<Uid, ObjectState>, delta: ShardDelta): void {
  for (const { uid, after } of delta.changes) {
    if (after === undefined) objects.delete(uid);
    else objects.set(uid, after);
  }
}

function sameState(a: ObjectState | undefined, b: ObjectState | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.key !== b.key || a.object.byteLength !== b.object.byteLength) return false;
  return a.object === b.object || a.object.every((byte, i) => byte === b.object[i]);
}
