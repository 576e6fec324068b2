import type { ClusterId, FleetView, NumberLane, RowId, RowSet, ShardView, Slices } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { CandidateRows, type Candidates, rowList } from './candidate-rows.ts';
import type { QueryClock } from './cell-tests.ts';
import { type ColumnChoice, ColumnNames, readerOf } from './column-names.ts';
import { type ColumnReader, fixedReader } from './column-reader.ts';
import { type CompiledFilter, compileFilter } from './compile-filter.ts';
import type { DerivedColumn } from './derived-column.ts';
import { DerivedShard } from './derived-shard.ts';
import { fieldColumn, fieldTest } from './field-test.ts';
import { indexHints } from './index-hints.ts';
import { learnRows, type ShardRows } from './learn-rows.ts';
import { ObjectColumns } from './object-columns.ts';
import type { FilterTerm } from './parse-filter.ts';
import { definitionsOf } from './plan-query.ts';
import { dependsOnProblems, shownProblemColumns } from './problems/asks-for-problems.ts';
import type { QueryPlan, TablePlan } from './query-plan.ts';
import { type OrderKey, orderKeys, ShardPlaces } from './row-order.ts';
import { allOf, everyRow, type RowTest } from './row-test.ts';
import { beforeWide, mergeByName, printedReader, shownColumns, shownReaders } from './shown-columns.ts';
import type { Table, TableColumn, TableRow } from './table.ts';
import { bySelectivity, termGroups } from './term-order.ts';
import { costOf, unpacksChoice } from './unpack-cost.ts';

/** Rows tested between two yields. */
const testedPerSlice = 4096;

/** Rows from which on the order of terms is worth a sample. */
const worthSampling = 20_000;

/** What a table is read from. */
export interface TableReaderSource {
  readonly plan: QueryPlan;
  readonly table: TablePlan;
  readonly view: FleetView;
  readonly clock: QueryClock;
  readonly terms: readonly FilterTerm[];
  /** What was read of objects before; without it everything is read anew. */
  readonly columns?: ObjectColumns;
  /** Told how many more objects were unpacked. */
  readonly onUnpack?: ((count: number) => void) | undefined;
}

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
  readonly clock: QueryClock;
  /** Names in the sort that are no column of this table. */
  readonly unknownSort: readonly string[];
  readonly unknownGroups: readonly string[];
  readonly shards: readonly ShardView[];
  /** True when the answer changes as problems come and go. */
  readonly readsProblems: boolean;
  /** The terms of the filter that need no object unpacked; undefined when none does, or all. */
  readonly #cheap: CompiledFilter | undefined;
  readonly #unpacks: { readonly filter: boolean; readonly order: boolean; readonly group: boolean; readonly shown: boolean };
  readonly #defs: readonly ResourceDef[];
  readonly #added: readonly DerivedColumn[];
  readonly #terms: readonly FilterTerm[];
  readonly #onUnpack: ((count: number) => void) | undefined;
  readonly #plan: QueryPlan;
  readonly #rows: CandidateRows;
  readonly #merged: ReadonlyMap<string, ColumnDef>;
  readonly #readers = new Map<string, ShardReader>();
  #byCluster: ReadonlyMap<ClusterId, ShardView> | undefined;
  #orderDefs: readonly (ColumnDef | undefined)[] | undefined;

  constructor(q: TableReaderSource) {
    const { plan, table, view, clock, terms, columns = new ObjectColumns() } = q;
    this.plan = table;
    this.#plan = plan;
    this.#onUnpack = q.onUnpack;
    this.clock = clock;
    const { derived } = plan;
    const shards = table.clusters.flatMap((cluster) => view.shard(cluster, table.resource) ?? []);
    this.shards = derived.isEmpty
      ? shards
      : shards.map((shard) => new DerivedShard({ shard, view, derived, kept: columns, nowMs: clock.nowMs }));
    const own = tableDefs(table, shards);
    const defs = own.map((def) => derived.extend(def));
    const added = derived.of(own[0] ?? table.def);
    this.#defs = defs;
    this.#added = added;
    this.#merged = mergeByName(own);
    this.names = new ColumnNames(defs, plan.query.labelColumns);
    const asked = { terms, query: plan.query, names: this.names };
    this.readsProblems = dependsOnProblems(asked);
    this.columns = beforeWide(shownColumns(this.#merged, plan.query, added), shownProblemColumns(asked));
    this.frame = tableFrame(plan, table, this.columns);
    this.#terms = this.#inOrder(terms);
    this.filter = this.#compile(this.#terms);
    const { sort, groupBy } = plan.query;
    const { keys, unknown } = orderKeys(sort, this.names);
    this.order = groupBy.length > 0 ? [] : keys;
    this.unknownGroups = groupBy.filter((name) => this.names.find(name) === undefined);
    this.unknownSort = groupBy.length > 0 ? unknown.filter((name) => !/^(count|clusters)$/i.test(name)) : unknown;
    this.#rows = new CandidateRows(plan, indexHints(terms, this.names));
    const { costly, cheap, shown } = this.#costOf(this.#terms);
    const group = plan.query.groupBy.some((name) => unpacksChoice(this.names.find(name), added));
    const fields = plan.fields.some(({ field }) => fieldColumn(table.resource, field) === undefined);
    this.#unpacks = { filter: costly || fields, order: keys.some(({ choice }) => unpacksChoice(choice, added)), group, shown };
    this.#cheap = this.#unpacks.filter && cheap.length > 0 ? this.#compile(cheap) : undefined;
  }

  #compile(terms: readonly FilterTerm[]): CompiledFilter {
    const { names, clock } = this;
    return compileFilter({ terms, text: this.#plan.query.filter, names, clock, defs: (choice) => this.defsOf(choice) });
  }

  #costOf(terms: readonly FilterTerm[]) {
    return costOf({ terms, names: this.names, derived: this.#added, columns: this.columns });
  }

  /** Terms that let few rows through come first; which ones these are a sample tells, where there are enough rows to matter. */
  #inOrder(terms: readonly FilterTerm[]): readonly FilterTerm[] {
    const total = terms.length < 2 ? 0 : this.shards.reduce((sum, { rows }) => sum + rows.size, 0);
    return total < worthSampling
      ? terms
      : bySelectivity(terms, this.shards, {
          compile: (term) => this.#compile([term]),
          unpacks: (term) => this.#costOf([term]).costly,
        });
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
    const shown = shownReaders(shard, this.columns, this.clock);
    const filter = this.filter.isEmpty ? everyRow : this.filter.forShard(shard, [...this.#placeReaders(shard), ...shown]);
    const reader: ShardReader = {
      shard,
      candidates,
      test: allOf([candidates.test, fieldTest(this.#plan.fields, shard, this.plan.resource), filter]),
      shown,
      order: this.order.map((key) => this.#orderReader(shard, key)),
      place: new ShardPlaces(shard),
      created: shard.column('Created')?.numbers,
    };
    this.#readers.set(shard.cluster, reader);
    return reader;
  }

  /**
   * Before rows are tested: unpacks in slices what the filter reads of objects, of those rows only that all else lets through.
   * Rows that are left out then are not tested again.
   */
  *prepare(): Slices<void> {
    if (!this.#unpacks.filter) return;
    const narrowed: { readonly shard: ShardView; readonly part: ShardReader; readonly rows: RowId[] }[] = [];
    for (const shard of this.shards) {
      const part = this.of(shard);
      const cheap = allOf([
        part.candidates.test,
        fieldTest(
          this.#plan.fields.filter(({ field }) => fieldColumn(this.plan.resource, field) !== undefined),
          shard,
          this.plan.resource,
        ),
        this.#cheap?.forShard(shard, [...this.#placeReaders(shard), ...part.shown]) ?? everyRow,
      ]);
      narrowed.push({ shard, part, rows: yield* kept(part.candidates.sets, cheap) });
      yield;
    }
    yield* this.unpack(narrowed);
    for (const { shard, part, rows } of narrowed)
      this.#readers.set(shard.cluster, { ...part, candidates: { ...part.candidates, sets: [rowList(rows)], test: everyRow } });
  }

  /** Unpacks in slices what the order of rows needs. */
  *prepareOrder(parts: Iterable<ShardRows>): Slices<void> {
    if (this.#unpacks.order) yield* this.unpack(parts);
  }

  /** Unpacks in slices what rows are counted by. */
  *prepareGroup(parts: Iterable<ShardRows>): Slices<void> {
    if (this.#unpacks.group) yield* this.unpack(parts);
  }

  /** The definitions of a column, one for each definition of the resource that has it. */
  defsOf(choice: ColumnChoice): readonly ColumnDef[] {
    return definitionsOf(choice, this.#defs);
  }

  /** The instant that ages count to. */
  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** Unpacks in slices what the shown columns need. */
  *prepareShown(parts: Iterable<ShardRows>): Slices<void> {
    if (this.#unpacks.shown) yield* this.unpack(parts);
  }

  /** True when the rows of an answer must be prepared before they are made. */
  get unpacksShown(): boolean {
    return this.#unpacks.shown;
  }

  /** Why columns have no value for some objects. */
  failures(): readonly { readonly name: string; readonly why: string }[] {
    const all = this.shards.flatMap((shard) => (shard instanceof DerivedShard ? shard.failures() : []));
    return [...new Map(all.map((failure) => [failure.name, failure])).values()];
  }

  /** The test of the field selector alone. */
  fieldTest(shard: ShardView): RowTest {
    return fieldTest(this.#plan.fields, shard, this.plan.resource);
  }

  /** Each term of the filter on its own, in the order in which they are tested: alternatives on one column together. */
  termTests(): readonly { readonly detail: string; readonly unpacks: boolean; test(shard: ShardView): RowTest }[] {
    const groups = termGroups(this.#terms, this.#plan.query.filter, this.names).map(({ terms, detail }) => {
      const filter = this.#compile(terms);
      const { costly } = this.#costOf(terms);
      const test = (shard: ShardView): RowTest => filter.forShard(shard, [...this.#placeReaders(shard), ...this.of(shard).shown]);
      return { detail, unpacks: costly, test, rank: (costly ? 2 : 0) + (terms[0]?.type === 'text' ? 1 : 0) };
    });
    return groups.sort((a, b) => a.rank - b.rank);
  }

  /** Unpacks what is not known of rows; gives how many that were. */
  *unpack(parts: Iterable<ShardRows>): Slices<number> {
    return yield* learnRows(parts, this.#onUnpack);
  }

  /** Reads what rows are ordered by; as text where the column's type differs between clusters. */
  #orderReader(shard: ShardView, { choice }: OrderKey): ColumnReader | undefined {
    const reader = readerOf(shard, choice, this.clock);
    const merged = choice.from === 'resource' ? this.#merged.get(choice.name) : undefined;
    if (reader === undefined || merged === undefined || merged.type === reader.def.type) return reader;
    return printedReader(reader, merged, this.clock);
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

/** Rows of the sets that a test keeps; large sets in slices. */
function* kept(sets: readonly RowSet[], test: RowTest): Slices<RowId[]> {
  const rows: RowId[] = [];
  const found: RowId[] = [];
  for (const set of sets)
    set.forEach((row) => {
      rows.push(row);
    });
  for (let i = 0; i < rows.length; i++) {
    if (i % testedPerSlice === testedPerSlice - 1) yield;
    if (test(rows[i] as RowId)) found.push(rows[i] as RowId);
  }
  return found;
}
