import type { RowId, RowSet, ShardView, Slices } from '../fleet/fleet-view.ts';
import type { RowTest } from './row-test.ts';
import type { ShardReader, TableReader } from './table-reader.ts';

/** Rows looked at between two yields: some tenths of a millisecond. */
export const rowsPerSlice = 4096;

/** Rows that are meant, by the shard they come from, in order of shards. */
export class Matches {
  readonly #readers: ShardReader[] = [];
  readonly #starts: number[] = [];
  #rows = new Int32Array(1024);
  #shards = new Int32Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  open(reader: ShardReader): void {
    this.#readers.push(reader);
    this.#starts.push(this.#count);
  }

  /** A row of the shard last opened. */
  add(row: RowId): void {
    if (this.#count === this.#rows.length) {
      this.#rows = grown(this.#rows);
      this.#shards = grown(this.#shards);
    }
    this.#rows[this.#count] = row;
    this.#shards[this.#count++] = this.#readers.length - 1;
  }

  row(index: number): RowId {
    return this.#rows[index] as number;
  }

  /** The rows of matches from `start` up to but not including `end`; not to be changed. */
  rows(start: number, end: number): Int32Array {
    return this.#rows.subarray(start, end);
  }

  /** All matches by shard. */
  byShard(): readonly { readonly shard: ShardView; readonly rows: Int32Array }[] {
    return this.#readers.map(({ shard }, at) => {
      const { start, end } = this.range(at);
      return { shard, rows: this.rows(start, end) };
    });
  }

  /** Position of the match's shard among those opened. */
  shard(index: number): number {
    return this.#shards[index] as number;
  }

  reader(index: number): ShardReader {
    return this.#readers[this.#shards[index] as number] as ShardReader;
  }

  /** The matches of the shard at a position, from `start` up to but not including `end`. */
  range(shard: number): { readonly start: number; readonly end: number } {
    return { start: this.#starts[shard] as number, end: this.#starts[shard + 1] ?? this.#count };
  }

  readers(): readonly ShardReader[] {
    return this.#readers;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** All rows of a table that are meant, in slices; nothing where the filter names a column that is not there. */
export function* matchingRows(reader: TableReader): Slices<Matches> {
  const matches = new Matches();
  if (reader.filter.unknownColumns.length > 0) return matches;
  yield* reader.prepare();
  let since = 0;
  for (const shard of reader.shards) {
    const part = reader.of(shard);
    matches.open(part);
    for (const set of part.candidates.sets) {
      if (set.size > rowsPerSlice) yield* matchLarge(set, part.test, matches);
      else matchSmall(set, part.test, matches);
      since += set.size;
      if (since < rowsPerSlice) continue;
      since = 0;
      yield;
    }
  }
  return matches;
}

function matchSmall(set: RowSet, test: RowTest, matches: Matches): void {
  set.forEach((row) => {
    if (test(row)) matches.add(row);
  });
}

/** One large shard must not hold up the others: its rows are noted first and tested in slices. */
function* matchLarge(set: RowSet, test: RowTest, matches: Matches): Slices<void> {
  const rows = new Int32Array(set.size);
  let count = 0;
  set.forEach((row) => {
    rows[count++] = row;
  });
  for (let i = 0; i < count; i++) {
    if (i % rowsPerSlice === rowsPerSlice - 1) yield;
    if (test(rows[i] as number)) matches.add(rows[i] as number);
  }
}
