import type { KubeObject, Uid } from '../kube/object.ts';
import { BatchChanges } from './batch-changes.ts';
import type { DeltaBatch, ObjectCodec, RowId, Upsert } from './fleet-view.ts';
import type { LabelSets } from './label-sets.ts';
import type { Shard } from './shard.ts';

/** What applying a batch needs of the store. */
export interface ApplyContext {
  readonly codec: ObjectCodec;
  readonly labels: LabelSets;
  readonly nowMs: number;
  /** A number that no list had before. */
  nextList(): number;
}

/** Throws unless the batch follows what the shard has; nothing has changed then. */
export function checkSequence(shard: Shard, batch: DeltaBatch): void {
  const { epoch, seq } = shard.version;
  const where = `${batch.cluster} ${batch.resource}`;
  if (batch.epoch === epoch) {
    if (batch.seq !== seq + 1) throw new Error(`${where}: batch ${batch.seq} does not follow ${seq} of epoch ${epoch}`);
    if (batch.mark === 'relist-end' && shard.relist === 0) throw new Error(`${where}: relist-end without relist-begin`);
    return;
  }
  if (batch.mark !== 'relist-begin') throw new Error(`${where}: epoch ${batch.epoch} does not begin with relist-begin`);
  if (batch.seq !== 1) throw new Error(`${where}: epoch ${batch.epoch} begins with ${batch.seq} instead of 1`);
}

/**
 * Applies a checked batch to a shard whose table and version are writable: removals first, then upserts in their order.
 *
 * Throws before any change when an object cannot be decoded.
 */
export function applyBatch(shard: Shard, batch: DeltaBatch, context: ApplyContext): BatchChanges {
  const objects = batch.upserts.map((upsert) => upsert.decoded ?? context.codec.decode(upsert.object));
  const changes = new BatchChanges();
  if (batch.epoch !== shard.version.epoch) shard.distrustVersions();
  if (batch.mark === 'relist-begin') shard.relist = context.nextList();
  for (const uid of batch.removed) {
    const row = shard.rowOfUid(uid, true);
    if (row >= 0) removeRow(shard, row, uid, changes);
  }
  const progress = { context, changes, observedAtMs: batch.observedAtMs };
  for (let i = 0; i < objects.length; i++) applyUpsert(shard, batch.upserts[i] as Upsert, objects[i] as KubeObject, progress);
  if (batch.mark === 'relist-end') endRelist(shard, changes);
  shard.version.epoch = batch.epoch;
  shard.version.seq = batch.seq;
  if (changes.size > 0) shard.trim();
  return changes;
}

interface Progress {
  readonly context: ApplyContext;
  readonly changes: BatchChanges;
  readonly observedAtMs: number;
}

function applyUpsert(shard: Shard, upsert: Upsert, object: KubeObject, { context, changes, observedAtMs }: Progress): void {
  const { table } = shard;
  const { uid, key } = upsert;
  let row = shard.rowOfUid(uid);
  const added = row < 0;
  if (!added && table.versionNumber(object.metadata.resourceVersion) === table.resourceVersions.number(row)) {
    table.seenIn.set(row, shard.relist);
    return;
  }
  const codes = shard.internKey(key, object);
  const before = added ? undefined : { key: shard.hasKey(row, codes) ? key : shard.key(row), place: shard.placeOf(row) };
  const holder = shard.rowOfKey(codes.namespace, codes.name);
  if (holder >= 0 && holder !== row) removeRow(shard, holder, shard.uid(holder), changes);
  if (added) row = shard.add(uid);
  shard.write(row, { key: codes, bytes: upsert.object, object, observedAtMs }, context.labels, context.nowMs, added);
  table.seenIn.set(row, shard.relist);
  changes.upserted({ uid, key, row, before });
}

function removeRow(shard: Shard, row: RowId, uid: Uid, changes: BatchChanges): void {
  const key = shard.key(row);
  changes.removed(uid, key, { key, place: shard.placeOf(row) });
  shard.remove(row);
}

function endRelist(shard: Shard, changes: BatchChanges): void {
  const gone: RowId[] = [];
  shard.version.rows.forEach((row) => {
    if (shard.table.seenIn.at(row) !== shard.relist) gone.push(row);
  });
  for (const row of gone) removeRow(shard, row, shard.uid(row), changes);
  shard.relist = 0;
  shard.synced = true;
}
