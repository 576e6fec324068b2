import { chunkMask, chunkShift, rowsPerChunk } from '../fleet/chunks.ts';
import type { ClusterId, Column, FleetView, RowId, ShardView } from '../fleet/fleet-view.ts';
import type { FleetEvent } from '../fleet/fleet-writer.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import { JmespathFailure } from '../kube/jmespath/jmespath-run.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Cell, ColumnDef, QuantityValue } from '../resources/column.ts';
import { KeptValues } from './kept-values.ts';
import type { ObjectValue } from './object-value.ts';

/** Columns that nobody has asked for in so long are forgotten. */
const idleMs = 600_000;
/** Columns of one resource at most: four bytes for each row, and the values. */
const mostColumns = 32;
/** Epochs of a shard that are remembered as past. */
const rememberedEpochs = 8;

/** A column over unpacked objects in one shard: computes what it does not know. */
export interface ObjectColumn extends Column {
  /** True when the cell of a row costs nothing. */
  knows(row: RowId): boolean;
  /** Keeps what an unpacked object says. */
  learn(row: RowId, object: KubeObject): void;
  /** What of an object it reads; undefined: anything. */
  readonly paths: ObjectValue['paths'];
  /** Why some objects have no value; undefined when none failed. */
  readonly failure: string | undefined;
}

/**
 * Values of expressions and other things that are read from whole objects, kept by row: once asked for, only rows that changed are
 * unpacked again. Give it every event of the store from the beginning; without events it is good for one view.
 */
export class ObjectColumns {
  readonly #kept = new Map<ResourceId, KeptResource>();
  readonly #latest = new Map<string, LatestBatch>();
  readonly #points = new WeakMap<FleetView, Map<string, number>>();
  /** Counts events that changed rows. */
  #tick = 0;

  /** Notes what changed. Costs a few array writes for rows of resources that have columns here. */
  accept(event: FleetEvent): void {
    if (event.type === 'shard-closed') this.#latest.delete(shardKey(event.cluster, event.resource));
    if (event.type !== 'rows') return;
    const { cluster, resource, epoch, seq, upserted } = event.change;
    this.#note(shardKey(cluster, resource), epoch, seq);
    this.#tick++;
    const kept = this.#kept.get(resource);
    if (kept !== undefined) for (const { row } of upserted) kept.changed(row, this.#tick);
  }

  /** A column of one shard of a view; `nowMs` marks its use. */
  column(q: {
    readonly value: ObjectValue;
    readonly def: ColumnDef;
    readonly view: FleetView;
    readonly shard: ShardView;
    readonly nowMs: number;
  }): ObjectColumn {
    const { value, def, view, shard, nowMs } = q;
    const resource = this.#resource(shard.resource.id);
    const values = value.key === undefined ? undefined : resource.values(`${value.key}\n${shard.state.groupVersion}`, nowMs);
    const point = this.#point(view, shard.cluster, shard.resource.id);
    const holds = (row: RowId): boolean => point !== undefined && point >= resource.since && resource.changedAt(row) <= point;
    return openColumn({ value, def, shard, values: values ?? new Kept(nowMs), holds: values === undefined ? () => true : holds });
  }

  /** How often the columns of a resource are kept, for tests and figures. */
  count(resource: ResourceId): number {
    return this.#kept.get(resource)?.count ?? 0;
  }

  #resource(id: ResourceId): KeptResource {
    let kept = this.#kept.get(id);
    if (kept === undefined) {
      kept = new KeptResource(this.#tick);
      this.#kept.set(id, kept);
    }
    return kept;
  }

  /** The tick up to which a view knows a shard; undefined when the view is older than the last change. */
  #point(view: FleetView, cluster: ClusterId, resource: ResourceId): number | undefined {
    let points = this.#points.get(view);
    if (points === undefined) {
      points = new Map();
      this.#points.set(view, points);
    }
    const key = shardKey(cluster, resource);
    if (!points.has(key)) points.set(key, this.#isCurrent(view, cluster, resource) ? this.#tick : -1);
    const point = points.get(key) as number;
    return point < 0 ? undefined : point;
  }

  #isCurrent(view: FleetView, cluster: ClusterId, resource: ResourceId): boolean {
    const version = view.version(cluster, resource);
    const latest = this.#latest.get(shardKey(cluster, resource));
    if (version === undefined || latest === undefined) return true;
    if (version.epoch === latest.epochs.at(-1)) return version.seq >= latest.seq;
    return !latest.epochs.includes(version.epoch);
  }

  #note(key: string, epoch: string, seq: number): void {
    const latest = this.#latest.get(key);
    const epochs =
      latest === undefined ? [epoch] : latest.epochs.at(-1) === epoch ? latest.epochs : [...latest.epochs, epoch].slice(-rememberedEpochs);
    this.#latest.set(key, { epochs, seq });
  }
}

/** The last batch of a shard that changed rows: its epoch is the last one. */
interface LatestBatch {
  readonly epochs: readonly string[];
  readonly seq: number;
}

function shardKey(cluster: ClusterId, resource: ResourceId): string {
  return `${cluster}\n${resource}`;
}

/** The values of one column over the whole fleet. */
class Kept {
  readonly values = new KeptValues();
  usedAtMs: number;
  failure: string | undefined;

  constructor(nowMs: number) {
    this.usedAtMs = nowMs;
  }
}

/** All kept columns of one resource, and when its rows changed last. */
class KeptResource {
  /** Changes before this tick were not noted. */
  readonly since: number;
  readonly #columns = new Map<string, Kept>();
  readonly #changes: (Float64Array | undefined)[] = [];

  constructor(since: number) {
    this.since = since;
  }

  get count(): number {
    return this.#columns.size;
  }

  changed(row: RowId, tick: number): void {
    let chunk = this.#changes[row >>> chunkShift];
    if (chunk === undefined) {
      chunk = new Float64Array(rowsPerChunk);
      this.#changes[row >>> chunkShift] = chunk;
    }
    chunk[row & chunkMask] = tick;
    for (const { values } of this.#columns.values()) values.forget(row);
  }

  changedAt(row: RowId): number {
    return this.#changes[row >>> chunkShift]?.[row & chunkMask] ?? 0;
  }

  /** The values kept under a key, the ones used last at the end. */
  values(key: string, nowMs: number): Kept {
    let kept = this.#columns.get(key);
    if (kept === undefined || kept.values.isStaleMostly) kept = new Kept(nowMs);
    kept.usedAtMs = nowMs;
    this.#columns.delete(key);
    this.#columns.set(key, kept);
    for (const [other, { usedAtMs }] of this.#columns) {
      if (nowMs - usedAtMs < idleMs && this.#columns.size <= mostColumns) break;
      if (other !== key) this.#columns.delete(other);
    }
    return kept;
  }
}

interface OpenColumn {
  readonly value: ObjectValue;
  readonly def: ColumnDef;
  readonly shard: ShardView;
  readonly values: Kept;
  /** True when what is kept of a row is what the view has. */
  readonly holds: (row: RowId) => boolean;
}

function openColumn({ value, def, shard, values: kept, holds }: OpenColumn): ObjectColumn {
  const { values } = kept;
  const compute = (object: KubeObject): Cell => {
    try {
      return value.compute(object);
    } catch (error) {
      if (!(error instanceof JmespathFailure)) throw error;
      kept.failure ??= error.message;
      return null;
    }
  };
  // A view that is behind has rows whose kept values are of later: theirs are kept for this answer only.
  const older = new Map<RowId, number>();
  const knownCode = (row: RowId): number => (holds(row) ? values.code(row) : (older.get(row) ?? 0));
  const keep = (row: RowId, cell: Cell): number => {
    if (holds(row)) return values.set(row, cell);
    const code = values.intern(cell);
    older.set(row, code);
    return code;
  };
  const codeOf = (row: RowId): number => knownCode(row) || keep(row, compute(shard.object(row)));
  const cell = (row: RowId): Cell => values.value(codeOf(row));
  return {
    def,
    cell,
    paths: value.paths,
    knows: (row) => knownCode(row) !== 0,
    learn: (row, object) => {
      if (knownCode(row) === 0) keep(row, compute(object));
    },
    // Only types whose verdicts are found code by code may offer codes here: others look through the dictionary, which still grows.
    text: {
      code: (row) => codeOf(row) - 1,
      value: (code) => textOf(values.value(code + 1)),
      get size() {
        return values.size - 1;
      },
      dictionary: values,
    },
    ...(def.type === 'quantity' ? { numbers: { number: (row) => (cell(row) as QuantityValue | null)?.number ?? Number.NaN } } : {}),
    get failure() {
      return kept.failure;
    },
  };
}

function textOf(cell: Cell): string | undefined {
  if (cell === null) return undefined;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
