import type { ClusterId, FleetView, RowId, Slices } from '../fleet/fleet-view.ts';
import type { FleetEvent, ShardChange } from '../fleet/fleet-writer.ts';
import type { Uid } from '../kube/object.ts';
import { filterTerms } from './answer-query.ts';
import { answerVersion } from './answer-version.ts';
import { coverageOf } from './coverage-of.ts';
import { groupAnswer } from './group-answer.ts';
import { joinedShards } from './joined-shards.ts';
import type { LiveChanges, LiveSnapshot, TableChanges } from './live-changes.ts';
import { LiveRows, type RowEvent } from './live-rows.ts';
import { matchingRows } from './matching-rows.ts';
import { nextFlipMs } from './next-flip.ts';
import { ObjectColumns } from './object-columns.ts';
import { orderedMatches } from './ordered-matches.ts';
import { relatedShards } from './problems/related-shards.ts';
import type { QueryPlan, TablePlan } from './query-plan.ts';
import { rowChanges } from './row-changes.ts';
import type { Answer, Table, TableRow } from './table.ts';
import { rowNotices, standingNotices } from './table-notices.ts';
import { type ShardReader, TableReader, tableRow } from './table-reader.ts';

/** What a live table reads from. */
export interface LiveTableSource {
  readonly plan: QueryPlan;
  /** A view of now. */
  view(): FleetView;
  /** Plans the same question anew when clusters come or go; without it they do not join. */
  replan?(): QueryPlan;
  /** Rows that are tracked one by one; default `defaultTrackedRows`. */
  readonly trackedRows?: number;
  /** What was read of whole objects; who gives it lets it hear of every change too. */
  readonly columns?: ObjectColumns | undefined;
}

/** Tables with more rows that are meant are answered anew when something changes, instead of tracking every row: some 150 bytes each. */
export const defaultTrackedRows = 20_000;

/** Time alone changes a table at most once a second: nobody reads faster. */
const checkEveryMs = 1000;

/** One table as it was last told. */
interface ToldTable {
  readonly frame: Omit<Table, 'rows' | 'total'>;
  /** Undefined when there are too many rows to track. */
  readonly live: LiveRows | undefined;
  /** The rows last told, for tables that are not tracked. */
  readonly rows: readonly TableRow[];
  total: number;
  /** When time alone may next change it. */
  nextFlipMs: number;
}

/**
 * The answer to a question that stays true: a snapshot, then changes. Feed it every event of the store (`accept`, cheap) and call `take`
 * at the pace of the reader. Only rows that events name are looked at again; ages are followed by `nextCheckMs`.
 * Applying the changes to the snapshot gives, row for row, what a fresh answer would. Holds no view between calls.
 */
export class LiveTable {
  readonly #source: LiveTableSource;
  readonly #columns: ObjectColumns;
  #plan: QueryPlan;
  #asked: AskedShards;
  #told: ToldTable[] = [];
  #coverageText = '';
  #noticesText = '';
  #cursor = '';
  #epochs = new Map<string, string>();
  #pending = new Map<string, Map<Uid, RowId | undefined>>();
  #statesChanged = false;
  #mustReload = false;
  #mustPlan = false;
  /** Shards that the verdicts of the filter depend on, as `cluster resource`. */
  #related: ReadonlySet<string> = new Set();
  /** `changed`: not looked at yet; `waiting`: the next look is due. They may change with every pod, so that they are followed by the second. */
  #relatedState: 'still' | 'changed' | 'waiting' = 'still';
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  /** Notices about rows, which only a look at all of them tells. */
  #rowNotices: readonly string[] = [];
  /** True when the filter could not judge some rows. */
  #unjudged = false;

  constructor(source: LiveTableSource) {
    this.#source = source;
    this.#columns = source.columns ?? new ObjectColumns();
    this.#plan = source.plan;
    this.#asked = askedShards(source.plan);
  }

  /** The plan in force; it changes when clusters come and go. */
  get plan(): QueryPlan {
    return this.#plan;
  }

  /** Stands for everything told so far. */
  get cursor(): string {
    return this.#cursor;
  }

  /** The tables without their rows, in order; messages are printed by their columns. */
  get frames(): readonly Omit<Table, 'rows' | 'total'>[] {
    return this.#told.map(({ frame }) => frame);
  }

  /** True when `take` has something to look at. */
  get pending(): boolean {
    return this.#pending.size > 0 || this.#statesChanged || this.#mustReload || this.#relatedState === 'changed';
  }

  /** When `take` should be called even if nothing happens; undefined when time changes nothing. */
  nextCheckMs(): number | undefined {
    const related = this.#relatedState === 'still' ? Number.POSITIVE_INFINITY : this.#loadedAtMs + checkEveryMs;
    const next = Math.min(related, ...this.#told.map((told) => told.nextFlipMs));
    return Number.isFinite(next) ? next : undefined;
  }

  /**
   * The whole answer; or, for a reader whose cursor says that it has it already, no changes; or, where `earlier` is what the reader has, what
   * changed since then.
   */
  *open(nowMs: number, cursor?: string, earlier?: Answer): Slices<LiveSnapshot | LiveChanges> {
    const { answer } = yield* this.#load(nowMs);
    if (cursor === this.#cursor && this.nextCheckMs() === undefined)
      return { type: 'changes', cursor, nowMs, tables: [], coverage: answer.coverage };
    return (earlier === undefined ? undefined : this.#since(earlier, answer)) ?? { type: 'snapshot', cursor: this.#cursor, answer };
  }

  /** What leads from one answer to another; undefined where their columns differ. */
  #since(earlier: Answer, { tables, coverage, notices, nowMs }: Answer): LiveChanges | undefined {
    if (
      earlier.tables.length !== tables.length ||
      tables.some((table, t) => !sameFrame(frameOf(table), frameOf(earlier.tables[t] as Table)))
    )
      return undefined;
    const changes = tables.flatMap(({ rows, total }, t) => {
      const old = earlier.tables[t] as Table;
      return rowChanges(t, old.rows, rows, total) ?? (total === old.total ? [] : { table: t, total, removed: [], upserts: [] });
    });
    return { type: 'changes', cursor: this.#cursor, nowMs, tables: changes, coverage, notices };
  }

  /** Notes what happened. Costs a map entry per row. */
  accept(event: FleetEvent): void {
    this.#noteRelated(event);
    if (this.#source.columns === undefined) this.#columns.accept(event);
    switch (event.type) {
      case 'rows':
        this.#acceptRows(event.change);
        break;
      case 'shard-state':
        if (!this.#asks(event.cluster, event.resource)) break;
        this.#statesChanged = true;
        if (!this.#epochs.has(`${event.cluster} ${event.resource}`)) this.#mustReload = true;
        break;
      case 'shard-closed':
        if (this.#asks(event.cluster, event.resource)) this.#mustReload = true;
        break;
      case 'cluster':
        if (!this.#plan.clusters.includes(event.facts.id)) this.#planAgain();
        else if (this.#plan.unserved.some(({ cluster, why }) => cluster === event.facts.id && why === 'unknown')) this.#planAgain();
        this.#statesChanged = true;
        break;
      case 'cluster-removed':
        if (this.#plan.clusters.includes(event.cluster)) this.#planAgain();
        break;
    }
  }

  /** What changed since the last message; undefined when nothing did. */
  *take(nowMs: number): Slices<LiveSnapshot | LiveChanges | undefined> {
    // How many rows nobody can judge is counted by looking at all of them.
    if (this.#unjudged && this.#pending.size > 0) this.#relatedState = 'waiting';
    const due = nowMs >= (this.nextCheckMs() ?? Number.POSITIVE_INFINITY);
    if (this.#relatedState === 'changed') this.#relatedState = 'waiting';
    if (!due && !this.pending) return undefined;
    if (due || this.#mustReload || (this.#pending.size > 0 && this.#told.some(({ live }) => live === undefined)))
      return yield* this.#reload(nowMs);
    const pending = this.#pending;
    this.#pending = new Map();
    this.#statesChanged = false;
    const view = this.#source.view();
    const readers = yield* this.#readers(view, nowMs);
    if (readers.some((reader, t) => !sameFrame(reader.frame, this.#told[t]?.frame))) return yield* this.#reload(nowMs);
    const tables = readers.flatMap((reader, t) => this.#applyEvents(t, reader, pending, nowMs) ?? []);
    if (readers.some(({ filter }) => filter.notices().length > 0)) this.#relatedState = 'waiting';
    return this.#message(view, nowMs, readers, tables);
  }

  #noteRelated(event: FleetEvent): void {
    if (event.type === 'cluster' || event.type === 'cluster-removed' || this.#relatedState !== 'still') return;
    const { cluster, resource } = event.type === 'rows' ? event.change : event;
    if (this.#related.has(`${cluster} ${resource}`)) this.#relatedState = 'changed';
  }

  #acceptRows(change: ShardChange): void {
    const { cluster, resource } = change;
    if (!this.#asks(cluster, resource)) return;
    const shard = `${cluster} ${resource}`;
    if (this.#epochs.get(shard) !== change.epoch) this.#mustReload = true;
    let rows = this.#pending.get(shard);
    if (rows === undefined) {
      rows = new Map();
      this.#pending.set(shard, rows);
    }
    for (const { uid } of change.removed) rows.set(uid, undefined);
    for (const { uid, row } of change.upserted) rows.set(uid, row);
  }

  #asks(cluster: ClusterId, resource: string): boolean {
    return this.#asked.get(resource)?.has(cluster) === true;
  }

  #planAgain(): void {
    if (this.#source.replan === undefined) return;
    this.#mustPlan = true;
    this.#mustReload = true;
  }

  #applyEvents(
    t: number,
    reader: TableReader,
    pending: ReadonlyMap<string, ReadonlyMap<Uid, RowId | undefined>>,
    nowMs: number,
  ): TableChanges | undefined {
    const told = this.#told[t] as ToldTable;
    const events: RowEvent[] = [];
    for (const cluster of reader.plan.clusters) {
      const rows = pending.get(`${cluster} ${reader.plan.resource}`);
      if (rows === undefined) continue;
      const shard = reader.shardOf(cluster);
      const part = shard === undefined ? undefined : reader.of(shard);
      for (const [uid, row] of rows) {
        const there = row !== undefined && shard?.rows.has(row) === true && shard.uid(row) === uid;
        events.push({ reader: part, cluster, uid, row: there ? row : undefined });
        if (there && shard !== undefined)
          told.nextFlipMs = Math.min(told.nextFlipMs, checkAt(nextFlipMs(reader, shard, nowMs, [row]), nowMs));
      }
    }
    if (events.length === 0) return undefined;
    const changes = told.live?.apply(t, events, reader);
    told.total = told.live?.total ?? told.total;
    return changes;
  }

  /** Reads everything anew and tells the difference, or everything where the columns differ. */
  *#reload(nowMs: number): Slices<LiveSnapshot | LiveChanges | undefined> {
    const before = this.#told.map((told) => ({ frame: told.frame, rows: told.live?.told() ?? told.rows, total: told.total }));
    const coverageBefore = this.#coverageText;
    const noticesBefore = this.#noticesText;
    const { answer } = yield* this.#load(nowMs);
    const alike = before.length === answer.tables.length && before.every(({ frame }, t) => sameFrame(frame, this.#told[t]?.frame));
    if (!alike) return { type: 'snapshot', cursor: this.#cursor, answer };
    const tables = answer.tables.flatMap(({ rows, total }, t) => {
      const old = before[t] as (typeof before)[number];
      return rowChanges(t, old.rows, rows, total) ?? (total === old.total ? [] : { table: t, total, removed: [], upserts: [] });
    });
    const coverage = this.#coverageText === coverageBefore ? {} : { coverage: answer.coverage };
    const notices = this.#noticesText === noticesBefore ? {} : { notices: answer.notices };
    if (tables.length === 0 && !('coverage' in coverage) && !('notices' in notices)) return undefined;
    return { type: 'changes', cursor: this.#cursor, nowMs, tables, ...coverage, ...notices };
  }

  *#load(nowMs: number): Slices<{ readonly answer: Answer }> {
    if (this.#mustPlan) {
      this.#plan = this.#source.replan?.() ?? this.#plan;
      this.#asked = askedShards(this.#plan);
    }
    this.#mustPlan = false;
    this.#mustReload = false;
    this.#statesChanged = false;
    this.#relatedState = 'still';
    this.#loadedAtMs = nowMs;
    this.#pending = new Map();
    const view = this.#source.view();
    this.#noteEpochs(view);
    const readers = yield* this.#readers(view, nowMs);
    this.#related = new Set([...relatedShards(readers), ...joinedShards(this.#plan)]);
    const told: ToldTable[] = [];
    const tables: Table[] = [];
    for (const reader of readers) {
      const table = yield* this.#loadTable(reader, nowMs);
      told.push(table);
      tables.push({ ...table.frame, rows: table.rows, total: table.total });
    }
    this.#told = told.map((table) => (table.live === undefined ? table : { ...table, rows: [] }));
    const coverage = coverageOf(this.#plan, view);
    this.#rowNotices = readers.flatMap(rowNotices);
    this.#unjudged = readers.some(({ filter }) => filter.notices().length > 0);
    const notices = noticesOf(readers, this.#rowNotices);
    this.#coverageText = JSON.stringify(coverage);
    this.#noticesText = JSON.stringify(notices);
    this.#cursor = answerVersion(this.#plan, view);
    return { answer: { tables, coverage, notices, nowMs } };
  }

  *#loadTable(reader: TableReader, nowMs: number): Slices<ToldTable> {
    if (this.#plan.query.groupBy.length > 0) {
      const { rows, total, ...frame } = yield* groupAnswer(this.#plan, reader);
      return { frame, live: undefined, rows, total, nextFlipMs: this.#nextCheck(reader, nowMs) };
    }
    const { offset, limit } = this.#plan.query;
    const matches = yield* matchingRows(reader);
    const total = matches.count;
    const tracked = total <= (this.#source.trackedRows ?? defaultTrackedRows);
    const wanted = tracked || limit === undefined ? total : Math.min(total, offset + limit);
    const order = yield* orderedMatches(reader, matches, wanted);
    const at = (index: number) => ({ reader: matches.reader(index), row: matches.row(index) });
    const live = tracked ? new LiveRows(reader, { offset, limit }) : undefined;
    const rows = live === undefined ? yield* madeRows(order.subarray(offset), at) : yield* live.fill(reader, order.values().map(at));
    return { frame: reader.frame, live, rows, total, nextFlipMs: this.#nextCheck(reader, nowMs) };
  }

  #nextCheck(reader: TableReader, nowMs: number): number {
    if (reader.filter.printedAges) return nowMs + checkEveryMs;
    if (reader.filter.ageBounds.length === 0 && !reader.readsProblems) return Number.POSITIVE_INFINITY;
    return checkAt(Math.min(...reader.shards.map((shard) => nextFlipMs(reader, shard, nowMs)), Number.POSITIVE_INFINITY), nowMs);
  }

  *#readers(view: FleetView, nowMs: number): Slices<readonly TableReader[]> {
    const terms = filterTerms(this.#plan, view);
    const readers: TableReader[] = [];
    for (const table of this.#plan.tables) {
      readers.push(new TableReader({ plan: this.#plan, table, view, clock: { nowMs }, terms, columns: this.#columns }));
      yield;
    }
    return readers;
  }

  #noteEpochs(view: FleetView): void {
    this.#epochs = new Map();
    for (const { resource, clusters } of this.#plan.tables as readonly TablePlan[])
      for (const cluster of clusters) {
        const version = view.version(cluster, resource);
        if (version !== undefined) this.#epochs.set(`${cluster} ${resource}`, version.epoch);
      }
  }

  #message(view: FleetView, nowMs: number, readers: readonly TableReader[], tables: readonly TableChanges[]): LiveChanges | undefined {
    const coverage = coverageOf(this.#plan, view);
    const notices = noticesOf(readers, this.#rowNotices);
    const coverageText = JSON.stringify(coverage);
    const noticesText = JSON.stringify(notices);
    const news = {
      ...(coverageText === this.#coverageText ? {} : { coverage }),
      ...(noticesText === this.#noticesText ? {} : { notices }),
    };
    this.#coverageText = coverageText;
    this.#noticesText = noticesText;
    this.#cursor = answerVersion(this.#plan, view);
    if (tables.length === 0 && Object.keys(news).length === 0) return undefined;
    return { type: 'changes', cursor: this.#cursor, nowMs, tables, ...news };
  }
}

/** Clusters by resource: every event of the store is looked up here. */
type AskedShards = ReadonlyMap<string, ReadonlySet<ClusterId>>;

function askedShards({ tables }: QueryPlan): AskedShards {
  return new Map(tables.map(({ resource, clusters }) => [resource, new Set(clusters)]));
}

/** Rows of an answer, in slices. */
function* madeRows(order: Int32Array, at: (index: number) => { readonly reader: ShardReader; readonly row: RowId }): Slices<TableRow[]> {
  const rows: TableRow[] = [];
  for (const index of order) {
    const { reader, row } = at(index);
    if (rows.push(tableRow(reader, row)) % 256 === 0) yield;
  }
  return rows;
}

function noticesOf(readers: readonly TableReader[], rowNotices: readonly string[]): readonly string[] {
  return [...new Set([...readers.flatMap((reader) => standingNotices(reader)), ...rowNotices])];
}

function checkAt(flipMs: number, nowMs: number): number {
  return Math.max(flipMs, nowMs + checkEveryMs);
}

/** True when rows of one can stand in the other: same columns and places shown. */
function sameFrame(a: ToldTable['frame'], b: ToldTable['frame'] | undefined): boolean {
  return b !== undefined && frameText(a) === frameText(b);
}

function frameOf({ rows: _rows, total: _total, ...frame }: Table): ToldTable['frame'] {
  return frame;
}

function frameText({ columns, ...frame }: ToldTable['frame']): string {
  return JSON.stringify([frame, columns.map(({ name, def, source }) => [name, def.type, source])]);
}
