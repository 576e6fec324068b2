import type { NamespacedName, Uid } from '../kube/object.ts';
import type { RowId } from './fleet-view.ts';
import type { ShardChange } from './fleet-writer.ts';
import type { RecordedChange, RecordedState } from './journal.ts';
import type { ObjectPlace } from './object-place.ts';

/** What became of one object over a batch. */
export interface ObjectOutcome {
  readonly uid: Uid;
  /** The key after the batch, or the last one it had. */
  key: NamespacedName;
  /** The row after the batch; -1 when it is gone. */
  row: RowId;
  /** What it was before the batch; undefined when it is new. */
  readonly before: RecordedState | undefined;
}

/** Collects what a batch changes, net: an object that comes and goes within the batch leaves no trace. */
export class BatchChanges {
  readonly #outcomes = new Map<Uid, ObjectOutcome>();

  get size(): number {
    return this.#outcomes.size;
  }

  outcomes(): Iterable<ObjectOutcome> {
    return this.#outcomes.values();
  }

  upserted(q: ObjectOutcome): void {
    const known = this.#outcomes.get(q.uid);
    if (known === undefined) this.#outcomes.set(q.uid, q);
    else {
      known.row = q.row;
      known.key = q.key;
    }
  }

  removed(uid: Uid, key: NamespacedName, before: RecordedState): void {
    const known = this.#outcomes.get(uid);
    if (known === undefined) this.#outcomes.set(uid, { uid, key, row: -1, before });
    else if (known.before === undefined) this.#outcomes.delete(uid);
    else {
      known.row = -1;
      known.key = key;
    }
  }

  /** As the journal keeps it. */
  recorded(placeOf: (row: RowId) => ObjectPlace): RecordedChange[] {
    return [...this.#outcomes.values()].map(({ uid, key, row, before }) => ({
      uid,
      before,
      after: row < 0 ? undefined : { key, place: placeOf(row) },
    }));
  }

  /** As listeners get it. */
  rows(): Pick<ShardChange, 'upserted' | 'removed'> {
    const upserted: { row: RowId; uid: Uid; added: boolean }[] = [];
    const removed: { uid: Uid; key: NamespacedName }[] = [];
    for (const { uid, key, row, before } of this.#outcomes.values()) {
      if (row < 0) removed.push({ uid, key });
      else upserted.push({ row, uid, added: before === undefined });
    }
    return { upserted, removed };
  }
}
