import type { ResourceId } from '../kube/api-resource.ts';
import type { NamespacedName, Uid } from '../kube/object.ts';
import type { ObjectState, ShardDelta, ShardPoint } from './delta.ts';
import type { ClusterId } from './fleet-view.ts';
import type { ObjectHolder, ObjectPlace, ObjectReader } from './object-place.ts';

/** An object at one end of a recorded change: where its bytes are, not the bytes. */
export interface RecordedState {
  readonly key: NamespacedName;
  readonly place: ObjectPlace;
}

/** One object's part of a record. */
export interface RecordedChange {
  readonly uid: Uid;
  readonly before: RecordedState | undefined;
  readonly after: RecordedState | undefined;
}

/** One applied batch, as the journal keeps it. */
export interface JournalRecord {
  readonly cluster: ClusterId;
  readonly resource: ResourceId;
  readonly from: ShardPoint;
  readonly to: ShardPoint;
  readonly changes: readonly RecordedChange[];
}

/** What V8 takes for a record and for a change in it, strings included; measured roughly. */
const recordBytes = 250;
const changeBytes = 450;

/**
 * The most recent deltas of all shards, bounded by the memory they keep alive; the oldest fall out first.
 *
 * Objects are kept by reference to the slabs and blocks that hold them anyway, each of which is counted whole and once.
 */
export class Journal {
  readonly #limitBytes: number;
  readonly #reader: ObjectReader;
  #records: JournalRecord[] = [];
  #start = 0;
  readonly #holders = new Map<ObjectHolder, number>();
  #bytes = 0;

  /** @param limitBytes 0 keeps nothing */
  constructor(q: { readonly limitBytes: number; readonly reader: ObjectReader }) {
    this.#limitBytes = q.limitBytes;
    this.#reader = q.reader;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get records(): number {
    return this.#records.length - this.#start;
  }

  record(record: JournalRecord): void {
    if (this.#limitBytes === 0) return;
    this.#records.push(record);
    this.#count(record, 1);
    while (this.#bytes > this.#limitBytes && this.records > 0) this.#forgetOldest();
  }

  /**
   * The deltas of a shard after an instant, oldest first; undefined when the journal does not reach back to it.
   *
   * Reads every object, so costs some microseconds for each.
   */
  since(cluster: ClusterId, resource: ResourceId, point: Pick<ShardPoint, 'epoch' | 'seq'>): readonly ShardDelta[] | undefined {
    const own = this.#of(cluster, resource);
    const last = own.at(-1);
    if (last?.to.epoch === point.epoch && last.to.seq === point.seq) return [];
    const first = own.findIndex(({ from }) => from.epoch === point.epoch && from.seq === point.seq);
    return first < 0 ? undefined : own.slice(first).map((record) => this.#read(record));
  }

  /** The deltas of a shard that were seen after `atMs`, oldest first, and whether the journal reaches back that far. */
  after(cluster: ClusterId, resource: ResourceId, atMs: number): { readonly deltas: readonly ShardDelta[]; readonly complete: boolean } {
    const own = this.#of(cluster, resource);
    const later = own.filter(({ to }) => to.atMs > atMs);
    const complete = later.length < own.length || (own[0]?.from.atMs ?? Number.POSITIVE_INFINITY) <= atMs;
    return { deltas: later.map((record) => this.#read(record)), complete };
  }

  /** Forgets a shard that was closed. */
  forget(cluster: ClusterId, resource: ResourceId): void {
    const gone = new Set(this.#of(cluster, resource));
    for (const record of gone) this.#count(record, -1);
    if (gone.size > 0) this.#records = this.#records.slice(this.#start).filter((record) => !gone.has(record));
    if (gone.size > 0) this.#start = 0;
  }

  #of(cluster: ClusterId, resource: ResourceId): readonly JournalRecord[] {
    return this.#records.slice(this.#start).filter((record) => record.cluster === cluster && record.resource === resource);
  }

  #read({ changes, ...record }: JournalRecord): ShardDelta {
    const state = (recorded: RecordedState | undefined): ObjectState | undefined =>
      recorded && { key: recorded.key, object: new Uint8Array(this.#reader.bytes(recorded.place.holder, recorded.place.index)) };
    return { ...record, changes: changes.map(({ uid, before, after }) => ({ uid, before: state(before), after: state(after) })) };
  }

  #forgetOldest(): void {
    this.#count(this.#records[this.#start] as JournalRecord, -1);
    (this.#records as (JournalRecord | undefined)[])[this.#start++] = undefined;
    if (this.#start * 2 <= this.#records.length) return;
    this.#records = this.#records.slice(this.#start);
    this.#start = 0;
  }

  #count(record: JournalRecord, sign: 1 | -1): void {
    this.#bytes += sign * (recordBytes + changeBytes * record.changes.length);
    for (const { before, after } of record.changes) {
      if (before !== undefined) this.#countHolder(before.place.holder, sign);
      if (after !== undefined) this.#countHolder(after.place.holder, sign);
    }
  }

  #countHolder(holder: ObjectHolder, sign: 1 | -1): void {
    const uses = (this.#holders.get(holder) ?? 0) + sign;
    if (uses === 0) this.#holders.delete(holder);
    else this.#holders.set(holder, uses);
    if (uses === 0 || (uses === 1 && sign === 1)) this.#bytes += sign * holder.bytes;
  }
}
