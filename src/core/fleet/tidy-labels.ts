import type { RowId, Slices } from './fleet-view.ts';
import type { IntLane } from './int-lane.ts';
import { LabelSets } from './label-sets.ts';

/** What tidying labels needs of the store. */
export interface LabelTidyContext {
  readonly labels: LabelSets;
  /** The rows of each shard, and the lane with their label sets. */
  shards(): Iterable<{ readonly rows: { forEach(visit: (row: RowId) => void): void }; readonly labels: IntLane }>;
  /** Makes `fresh` the fleet's label sets and moves every row over, unless that was done meanwhile. */
  exchange(fresh: LabelSets, adopt: (id: number) => number): void;
}

/** Moves the fleet to new label sets; read in slices, exchanged in one stretch. */
export function* tidyLabels({ labels, shards, exchange }: LabelTidyContext): Slices<void> {
  const fresh = new LabelSets();
  const ids = new Uint32Array(labels.size);
  const adopt = (id: number): number => {
    const known = ids[id];
    if (known !== undefined && known !== 0) return known;
    const adopted = fresh.adopt(labels.set(id));
    ids[id] = adopted;
    return adopted;
  };
  for (const shard of shards()) {
    shard.rows.forEach((row) => {
      adopt(shard.labels.at(row));
    });
    yield;
  }
  exchange(fresh, adopt);
}
