import type { ClusterId, FleetView, NumberLane, RowId, ShardView } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { CandidateRows, type Candidates } from './candidate-rows.ts';
import type { QueryClock } from './cell-tests.ts';
import { ColumnNames, readerOf } from './column-names.ts';
import { type ColumnReader, fixedReader } from './column-reader.ts';
import { type CompiledFilter, compileFilter } from './compile-filter.ts';
import type { FilterTerm } from './parse-filter.ts';
import { definitionsOf } from './plan-query.ts';
import type { QueryPlan, TablePlan } from './query-plan.ts';
import { type OrderKey, orderKeys, ShardPlaces } from './row-order.ts';
import { allOf, everyRow, type RowTest } from './row-test.ts';
import { mergeByName, printedReader, shownColumns, shownReaders } from './shown-columns.ts';
import type { Table, TableColumn, TableRow } from './table.ts';

/** What one shard contributes to a table: which rows are meant, and how they read. */
export interface ShardReader {
  readonly shard: ShardView;
  readonly candidates: Candidates;
  /** Place, selector and filter together. */
  readonly test: RowTest;
  readonly shown: readonly ColumnReader[];
  readonly order: readonly (ColumnReader | undefined)[];
  readonly place: ShardPlaces;
  readonly created: NumberLane | undefined;
}

/** Reads one table of a plan from one view: columns, filter and order compiled once, shards on demand. */
export class TableReader {
  readonly plan: TablePlan;
  readonly columns: readonly TableColumn[];
  /** The table without its rows. */
  readonly frame: Omit<Table, 'rows' | 'total'>;
  readonly filter: CompiledFilter;
  readonly names: ColumnNames;
  readonly order: readonly OrderKey[];
  readonly unknownSort: readonly string[];
  readonly shards: readonly ShardView[];
  readonly #rows: CandidateRows;
  readonly #merged: ReadonlyMap<string, ColumnDef>;
  readonly #clock: QueryClock;
  readonly #readers = new Map<string, ShardReader>();
  #byCluster: ReadonlyMap<ClusterId, ShardView> | undefined;
  #orderDefs: readonly (ColumnDef | undefined)[] | undefined;

  constructor(q: { plan: QueryPlan; table: TablePlan; view: FleetView; clock: QueryClock; terms: readonly FilterTerm[] }) {
    const { plan, table, view, clock, terms } = q;
    this.plan = table;
    this.#clock = clock;
    this.shards = table.clusters.flatMap((cluster) => view.shard(cluster, table.resource) ?? []);
    const defs = tableDefs(table, this.shards);
    this.#merged = mergeByName(defs);
    this.columns = shownColumns(this.#merged, plan.query);
    this.frame = tableFrame(plan, table, this.columns);
    this.names = new ColumnNames(defs, plan.query.labelColumns);
    this.filter = compileFilter({
      terms,
      text: plan.query.filter,
      names: this.names,
      clock,
      defs: (choice) => definitionsOf(choice, defs),
    });
    const { keys, unknown } = orderKeys(plan.query.sort, this.names);
    this.order = keys;
    this.unknownSort = unknown;
    this.#rows = new CandidateRows(plan);
  }

  /** The shard of a cluster, where there is one. */
  shardOf(cluster: ClusterId): ShardView | undefined {
    this.#byCluster ??= new Map(this.shards.map((shard) => [shard.cluster, shard]));
    return this.#byCluster.get(cluster);
  }

  /** How each order key compares: the definition of the first shard that has the column. */
  get orderDefs(): readonly (ColumnDef | undefined)[] {
    this.#orderDefs ??= this.order.map((key) => this.#firstDef(key));
    return this.#orderDefs;
  }

  #firstDef(key: OrderKey): ColumnDef | undefined {
    for (const shard of this.shards) {
      const def = this.#orderReader(shard, key)?.def;
      if (def !== undefined) return def;
    }
    return undefined;
  }

  /** The part of one shard; compiled when first asked for. */
  of(shard: ShardView): ShardReader {
    const known = this.#readers.get(shard.cluster);
    if (known !== undefined) return known;
    const candidates = this.#rows.of(shard);
    const shown = shownReaders(shard, this.columns, this.#clock);
    const filter = this.filter.isEmpty ? everyRow : this.filter.forShard(shard, [...this.#placeReaders(shard), ...shown]);
    const reader: ShardReader = {
      shard,
      candidates,
      test: allOf([candidates.test, filter]),
      shown,
      order: this.order.map((key) => this.#orderReader(shard, key)),
      place: new ShardPlaces(shard),
      created: shard.column('Created')?.numbers,
    };
    this.#readers.set(shard.cluster, reader);
    return reader;
  }

  /** Reads what rows are ordered by; as text where the column's type differs between clusters. */
  #orderReader(shard: ShardView, { choice }: OrderKey): ColumnReader | undefined {
    const reader = readerOf(shard, choice);
    const merged = choice.from === 'resource' ? this.#merged.get(choice.name) : undefined;
    if (reader === undefined || merged === undefined || merged.type === reader.def.type) return reader;
    return printedReader(reader, merged, this.#clock);
  }

  /** The Cluster and Namespace cells where they are shown: free text looks into them too. */
  #placeReaders(shard: ShardView): readonly ColumnReader[] {
    const names = [...(this.frame.showCluster ? ['Cluster'] : []), ...(this.frame.showNamespace ? ['Namespace'] : [])];
    return names.flatMap((name) => fixedReader(shard, name) ?? []);
  }
}

/** The definitions of the shards, or the planned one where nothing is synced. */
export function tableDefs(table: TablePlan, shards: readonly ShardView[]): readonly ResourceDef[] {
  const defs = new Set(shards.map(({ resource }) => resource));
  return defs.size === 0 ? [table.def] : [...defs];
}

/** A row as answers have it. */
export function tableRow(reader: ShardReader, row: RowId): TableRow {
  const { shard, shown, place, created } = reader;
  const cells: Cell[] = new Array(shown.length);
  for (let i = 0; i < shown.length; i++) cells[i] = (shown[i] as ColumnReader).cell(row);
  const createdMs = created?.number(row) ?? Number.NaN;
  return {
    cluster: shard.cluster,
    namespace: place.namespace(row),
    name: place.name(row),
    uid: shard.uid(row),
    createdMs: Number.isNaN(createdMs) ? null : createdMs,
    cells,
    stale: shard.state.state !== 'live',
  };
}

function tableFrame(plan: QueryPlan, { resource, def }: TablePlan, columns: readonly TableColumn[]): Omit<Table, 'rows' | 'total'> {
  return {
    resource,
    kind: def.kind,
    plural: def.plural,
    namespaced: def.namespaced,
    columns,
    showCluster: plan.clusters.length > 1,
    showNamespace: def.namespaced && plan.namespaces.exact?.length !== 1,
  };
}
