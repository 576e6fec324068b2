import type { ResourceDef } from '../resources/resource.ts';
import { ExtentRows } from './extent-rows.ts';
import type { ClusterId, ShardState } from './fleet-view.ts';
import { RowChains } from './row-chains.ts';

/** What a version is made of. */
type ShardFields = Omit<ShardVersion, 'fork' | 'writableRows'>;

/** One shard at one instant: immutable as soon as a later version exists. */
export class ShardVersion {
  readonly generation: number;
  readonly cluster: ClusterId;
  def: ResourceDef;
  /** Where the columns of `def` are in the table, in their order. */
  slots: readonly number[];
  state: ShardState;
  /** Empty before the first batch. */
  epoch: string;
  seq: number;
  rows: ExtentRows;
  /** Generation that may write `rows` in place. */
  rowsGeneration: number;
  /** Grows with every change of rows, state or definition. */
  changes: number;
  chains: RowChains;

  constructor(fields: ShardFields) {
    this.generation = fields.generation;
    this.cluster = fields.cluster;
    this.def = fields.def;
    this.slots = fields.slots;
    this.state = fields.state;
    this.epoch = fields.epoch;
    this.seq = fields.seq;
    this.rows = fields.rows;
    this.rowsGeneration = fields.rowsGeneration;
    this.changes = fields.changes;
    this.chains = fields.chains;
  }

  fork(generation: number): ShardVersion {
    return new ShardVersion({ ...this, generation, chains: this.chains.share() });
  }

  /** The rows, to be changed. */
  writableRows(): ExtentRows {
    if (this.rowsGeneration !== this.generation) {
      this.rows = this.rows.clone();
      this.rowsGeneration = this.generation;
    }
    return this.rows;
  }
}

/** A shard without rows. */
export function emptyShard(q: Pick<ShardFields, 'generation' | 'cluster' | 'def' | 'slots' | 'state'>): ShardVersion {
  return new ShardVersion({
    ...q,
    epoch: '',
    seq: 0,
    rows: new ExtentRows(),
    rowsGeneration: q.generation,
    changes: 0,
    chains: new RowChains(),
  });
}
