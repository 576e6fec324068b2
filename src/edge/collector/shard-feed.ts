import type { Clock } from '../../core/base/clock.ts';
import type { ClusterId, DeltaBatch, ShardState, Upsert } from '../../core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../core/fleet/fleet-writer.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import { type KubeObject, namespacedName, type Uid } from '../../core/kube/object.ts';
import type { WatchEvent } from '../../core/kube/watch-event.ts';
import type { ListItem } from '../client/api-server.ts';
import type { SliceQueue } from './slice-queue.ts';

/** Most objects in one batch: a batch is applied in one go, and 64 objects take about a millisecond. */
const mostPerBatch = 64;

/**
 * Turns what an API server says about one shard into batches for the store: counts them, cuts them, keeps their order with the states between them.
 *
 * Lists arrive in slices already and are applied at once, so that their bytes need not outlive the call; what watches say waits for its turn in the queue of the fleet.
 */
export class ShardFeed {
  readonly #cluster: ClusterId;
  readonly #resource: ResourceId;
  readonly #store: FleetWriter;
  readonly #queue: SliceQueue;
  readonly #clock: Clock;
  readonly #newEpoch: () => string;
  readonly #onDefect: (error: unknown) => void;
  /** Empty before the first list, and after a batch that the store refused (our defect): until the next list nothing makes sense. */
  #epoch = '';
  #seq = 0;
  /** Jobs of this feed that wait in the queue. */
  #queued = 0;
  #closed = false;

  constructor(q: {
    cluster: ClusterId;
    resource: ResourceId;
    store: FleetWriter;
    queue: SliceQueue;
    clock: Clock;
    newEpoch: () => string;
    onDefect: (error: unknown) => void;
    /** Where the history of what was kept goes on. */
    resume?: { readonly epoch: string; readonly seq: number } | undefined;
  }) {
    this.#cluster = q.cluster;
    this.#resource = q.resource;
    this.#store = q.store;
    this.#queue = q.queue;
    this.#clock = q.clock;
    this.#newEpoch = q.newEpoch;
    this.#onDefect = q.onDefect;
    this.#epoch = q.resume?.epoch ?? '';
    this.#seq = q.resume?.seq ?? 0;
  }

  /** Begins a list; inside an open one it begins anew. `rewound`: what was known belongs to a history that is no more. */
  beginList(resourceVersion: string, rewound: boolean): void {
    if (rewound || this.#epoch === '') {
      this.#epoch = this.#newEpoch();
      this.#seq = 0;
    }
    this.#send({ resourceVersion, removed: [], upserts: [], mark: 'relist-begin' }, 'at once');
  }

  /** Hands over listed objects; their bytes are not needed any more when it returns. */
  listed(items: readonly ListItem[], resourceVersion: string): void {
    const keep = this.#queued > 0 ? (bytes: Uint8Array) => new Uint8Array(bytes) : (bytes: Uint8Array) => bytes;
    for (let i = 0; i < items.length; i += mostPerBatch) {
      const upserts = items.slice(i, i + mostPerBatch).map((item) => upsertOf(item.object, keep(item.bytes)));
      this.#send({ resourceVersion, removed: [], upserts }, 'at once');
    }
  }

  /** Ends a list: what was not listed is removed. */
  endList(resourceVersion: string): void {
    this.#send({ resourceVersion, removed: [], upserts: [], mark: 'relist-end' }, 'at once');
  }

  /** Applies the events of one network chunk as one batch (cut only when very long): of several events of one object the last one counts. */
  events(events: readonly WatchEvent[], resourceVersion: string): void {
    const upserts = new Map<Uid, Upsert>();
    const removed = new Set<Uid>();
    for (const event of events) {
      if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
      const upsert = upsertOf(event.object, event.bytes);
      if (event.type === 'DELETED') {
        upserts.delete(upsert.uid);
        removed.add(upsert.uid);
      } else {
        // An object that goes and comes back with its uid (a selector's view of it) must stay removed first, upserted second.
        upserts.delete(upsert.uid);
        upserts.set(upsert.uid, upsert);
      }
    }
    if (upserts.size === 0 && removed.size === 0) return;
    const all = [...upserts.values()];
    const gone = [...removed].filter((uid) => !upserts.has(uid));
    for (let i = 0; i === 0 || i < all.length; i += mostPerBatch)
      this.#send({ resourceVersion, removed: i === 0 ? gone : [], upserts: all.slice(i, i + mostPerBatch) }, 'in turn');
  }

  /** Says that nothing changed up to a version. */
  bookmark(resourceVersion: string): void {
    this.#send({ resourceVersion, removed: [], upserts: [], mark: 'bookmark' }, 'in turn');
  }

  /** Sets the state once everything before it has been applied, then calls `done`. */
  state(state: ShardState, done: () => void): void {
    this.#run('at once', 0, () => {
      this.#store.setShardState(this.#cluster, this.#resource, state);
      done();
    });
  }

  /** True while something that was sent is not in the store yet. */
  get waiting(): boolean {
    return this.#queued > 0;
  }

  /** Resolves when everything sent so far is in the store. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** What is still queued will not be applied. */
  close(): void {
    this.#closed = true;
  }

  #send(part: Pick<DeltaBatch, 'resourceVersion' | 'removed' | 'upserts' | 'mark'>, when: 'at once' | 'in turn'): void {
    if (this.#epoch === '') return;
    const batch: DeltaBatch = {
      cluster: this.#cluster,
      resource: this.#resource,
      epoch: this.#epoch,
      seq: ++this.#seq,
      observedAtMs: this.#clock.nowMs(),
      ...part,
    };
    this.#run(when, batch.upserts.length + batch.removed.length, () => {
      if (batch.epoch === this.#epoch) this.#store.apply(batch);
    });
  }

  /** What comes at once waits only for what this feed has in the queue already. */
  #run(when: 'at once' | 'in turn', objects: number, job: () => void): void {
    if (when === 'at once' && this.#queued === 0) this.#try(job);
    else {
      this.#queued++;
      this.#queue.push(objects, () => {
        this.#queued--;
        this.#try(job);
      });
    }
  }

  #try(job: () => void): void {
    if (this.#closed) return;
    try {
      job();
    } catch (error) {
      this.#epoch = '';
      this.#onDefect(error);
    }
  }
}

/** Objects of aggregated APIs may have no uid: their key stands in for it. */
function upsertOf(object: KubeObject, bytes: Uint8Array): Upsert {
  const key = namespacedName(object.metadata);
  return { uid: object.metadata.uid ?? key, key, object: bytes, decoded: object };
}
