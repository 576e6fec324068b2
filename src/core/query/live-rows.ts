import type { RowId, Slices } from '../fleet/fleet-view.ts';
import type { Cell, ColumnDef } from '../resources/column.ts';
import { type RowKey, rowKeyText, sameRow, type TableChanges } from './live-changes.ts';
import { compareKey, comparePlace, placeOf, type RowPlace } from './row-order.ts';
import type { TableRow } from './table.ts';
import { type ShardReader, type TableReader, tableRow } from './table-reader.ts';

/** One row that is meant, in its place in the order. */
interface LiveRow {
  readonly key: string;
  row: RowId;
  place: RowPlace;
  order: readonly Cell[];
  /** As it was last sent; undefined while outside the window. */
  sent: TableRow | undefined;
  /** What happened to it while changes are collected. */
  touched: 'no' | 'updated' | 'moved';
}

/** The part of all rows that is shown. */
export interface RowWindow {
  readonly offset: number;
  readonly limit: number | undefined;
}

/** What happened to one row: it is at `row` now, or (undefined) gone. */
export interface RowEvent {
  readonly reader: ShardReader | undefined;
  readonly cluster: string;
  readonly uid: string;
  readonly row: RowId | undefined;
}

/** Rows made between two yields. */
const rowsPerSlice = 256;

/** Changes of the shown rows. */
type RowsChanged = Pick<TableChanges, 'removed' | 'upserts'>;

/**
 * All rows of one table that are meant, kept in order: a change costs O(log rows) comparisons and a move of memory.
 * Rows outside the window are kept as keys only.
 */
export class LiveRows {
  readonly #order: LiveRow[] = [];
  readonly #keys: readonly { readonly def: ColumnDef; readonly descending: boolean }[];
  readonly #window: RowWindow;
  readonly #byKey = new Map<string, LiveRow>();

  /** @param reader says what rows are ordered by; it is not kept, since it holds its view */
  constructor(reader: TableReader, window: RowWindow) {
    this.#keys = reader.order.map(({ descending }, k) => ({ def: reader.orderDefs[k] ?? anyColumn, descending }));
    this.#window = window;
  }

  /** Takes what is meant now, in order, and gives the shown rows, which count as sent from now on. In slices; call it once. */
  *fill(reader: TableReader, rows: Iterable<{ readonly reader: ShardReader; readonly row: RowId }>): Slices<readonly TableRow[]> {
    for (const at of rows) {
      const live = liveRow(at.reader, at.row);
      this.#byKey.set(live.key, live);
      if (this.#order.push(live) % rowsPerSlice === 0) yield;
    }
    const shown: TableRow[] = [];
    for (const live of this.#shownSlice()) {
      live.sent = readRow(live, reader);
      if (shown.push(live.sent) % rowsPerSlice === 0) yield;
    }
    return shown;
  }

  get total(): number {
    return this.#order.length;
  }

  /** The shown rows as they were last sent. */
  told(): readonly TableRow[] {
    return this.#shownSlice().flatMap(({ sent }) => sent ?? []);
  }

  /** Takes in what happened, each uid once, and tells what that changes in the window; undefined when nothing. */
  apply(table: number, events: readonly RowEvent[], reader: TableReader): TableChanges | undefined {
    const totalBefore = this.total;
    const windowBefore = this.#isWhole ? [] : this.#shownSlice();
    const touched: LiveRow[] = [];
    const gone: LiveRow[] = [];
    for (const event of events) this.#take(event, touched, gone);
    const changes = this.#isWhole ? this.#wholeChanges(touched, gone, reader) : this.#windowChanges(windowBefore, reader);
    for (const live of touched) live.touched = 'no';
    if (changes.removed.length === 0 && changes.upserts.length === 0 && this.total === totalBefore) return undefined;
    return { table, total: this.total, ...changes };
  }

  get #isWhole(): boolean {
    return this.#window.limit === undefined && this.#window.offset === 0;
  }

  #shownSlice(): readonly LiveRow[] {
    const { offset, limit } = this.#window;
    return this.#isWhole ? this.#order : this.#order.slice(offset, limit === undefined ? undefined : offset + limit);
  }

  #take({ reader, cluster, uid, row }: RowEvent, touched: LiveRow[], gone: LiveRow[]): void {
    const known = this.#byKey.get(rowKeyText({ cluster, uid }));
    if (reader === undefined || row === undefined || !reader.test(row)) {
      if (known === undefined) return;
      this.#drop(known);
      gone.push(known);
      return;
    }
    const next = liveRow(reader, row);
    const live = known ?? next;
    const moved = known === undefined || this.#compare(known, next) !== 0;
    if (moved) {
      if (known !== undefined) this.#drop(known);
      live.place = next.place;
      live.order = next.order;
      this.#insert(live);
    }
    live.row = row;
    live.touched = moved ? 'moved' : 'updated';
    touched.push(live);
  }

  #wholeChanges(touched: readonly LiveRow[], gone: readonly LiveRow[], reader: TableReader): RowsChanged {
    const upserts = touched.flatMap((live) => {
      const row = this.#fresh(live, reader);
      return row === undefined ? [] : [{ index: this.#position(live), row }];
    });
    return { removed: gone.map(keyOf), upserts: upserts.sort((a, b) => a.index - b.index) };
  }

  /** Untouched rows keep their order among each other, so only touched ones and those that came into the window are sent. */
  #windowChanges(before: readonly LiveRow[], reader: TableReader): RowsChanged {
    const now = this.#shownSlice();
    const shown = new Set(now);
    const left = before.filter((live) => !shown.has(live));
    for (const live of left) live.sent = undefined;
    const upserts = now.flatMap((live, index) => {
      const row = live.sent === undefined || live.touched !== 'no' ? this.#fresh(live, reader) : undefined;
      return row === undefined ? [] : [{ index, row }];
    });
    return { removed: left.map(keyOf), upserts };
  }

  /** The row to send; undefined when it stands where it stood and looks as it was sent. */
  #fresh(live: LiveRow, reader: TableReader): TableRow | undefined {
    const row = readRow(live, reader);
    if (live.sent !== undefined && live.touched !== 'moved' && sameRow(live.sent, row)) return undefined;
    live.sent = row;
    return row;
  }

  #insert(live: LiveRow): void {
    this.#order.splice(this.#position(live), 0, live);
    this.#byKey.set(live.key, live);
  }

  #drop(live: LiveRow): void {
    this.#order.splice(this.#position(live), 1);
    this.#byKey.delete(live.key);
  }

  /** Where a row stands or belongs. */
  #position(live: LiveRow): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#order[middle] as LiveRow, live) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: LiveRow, b: LiveRow): number {
    for (const [k, { def, descending }] of this.#keys.entries()) {
      const order = compareKey(def, a.order[k] as Cell, b.order[k] as Cell, descending);
      if (order !== 0) return order;
    }
    return comparePlace(a.place, b.place);
  }
}

/** Stands for a column that no shard has: all its cells are n/a. */
const anyColumn: ColumnDef = { name: '', type: 'text', value: () => null };

function readRow(live: LiveRow, reader: TableReader): TableRow {
  const shard = reader.shardOf(live.place.cluster);
  if (shard === undefined) throw new Error(`no shard of ${live.place.cluster} for a row that is there`);
  return tableRow(reader.of(shard), live.row);
}

function keyOf({ place }: LiveRow): RowKey {
  return { cluster: place.cluster, uid: place.uid };
}

function liveRow(reader: ShardReader, row: RowId): LiveRow {
  const place = placeOf(reader.shard, row);
  return {
    key: rowKeyText(place),
    row,
    place,
    order: reader.order.map((column) => column?.cell(row) ?? null),
    sent: undefined,
    touched: 'no',
  };
}
