import { ColumnLanes } from './column-lanes.ts';
import { Dictionary } from './dictionary.ts';
import { DictionaryLane } from './dictionary-lane.ts';
import type { RowId, Slices } from './fleet-view.ts';
import { IntLane } from './int-lane.ts';
import { OwnerCodes } from './owner-codes.ts';
import type { Table } from './table.ts';
import type { TableLanes, TableVersion } from './table-version.ts';
import { UidWords } from './uid-words.ts';

/** What tidying needs of the store. */
export interface TidyContext {
  readonly table: Table;
  /** Forgotten texts that are let be. */
  readonly slack: number;
  /** All rows of the table, shard by shard. */
  rows(): Iterable<{ forEach(visit: (row: RowId) => void): void }>;
  /** Makes the table and all its shards writable; their code indexes are built anew afterwards. */
  exchange(change: (version: TableVersion) => TableVersion): void;
}

/** True when more than half of a dictionary must be texts that no row has any more. */
export function isUntidy(q: { readonly size: number; readonly rows: number; readonly slack: number }): boolean {
  return q.size > 2 * q.rows + q.slack;
}

/**
 * Moves a table to new dictionaries where the old ones are mostly forgotten texts.
 *
 * Reading is done in slices; the exchange itself is one stretch of about 20 ms for 300,000 rows, after that many objects have come and gone.
 * Views keep the old lanes with the old dictionaries.
 */
export function* tidyTable(context: TidyContext): Slices<void> {
  for (const dictionary of untidyDictionaries(context)) yield* tidyDictionary(context, dictionary);
  yield* tidyOwners(context);
  if (isUntidy({ size: context.table.uidWords.oddCount, rows: context.table.rowCount, slack: context.slack })) tidyUids(context);
}

/** In one stretch: only resources without real uids (metrics, component statuses) have many that are no UUIDs. */
function tidyUids({ rows, exchange }: TidyContext): void {
  exchange((version) => {
    const old = version.lanes;
    const uidWords = new UidWords();
    const uids = new IntLane(version.generation);
    for (const set of rows()) {
      set.forEach((row) => {
        uidWords.parse(old.uidWords.text(old.uids, row));
        uidWords.store(uids, row);
      });
    }
    return version.with({ uids, uidWords });
  });
}

function* tidyOwners(context: TidyContext): Slices<void> {
  const old = context.table.version.lanes.ownerCodes;
  const { size } = old.dictionary;
  if (!isUntidy({ size, rows: context.table.rowCount, slack: context.slack })) return;
  const fresh = new OwnerCodes();
  const adopt = (code: number): number => fresh.adopt(old.text(code));
  const codes = yield* mapCodes(context, { lanes: (l) => [l.owners], size, adopt });
  context.exchange((version) => {
    if (version.lanes.ownerCodes !== old) return version;
    return version.with({ owners: mappedLane(context, version.lanes.owners, (code) => codes[code] || adopt(code)), ownerCodes: fresh });
  });
}

function* tidyDictionary(context: TidyContext, old: Dictionary): Slices<void> {
  const fresh = new Dictionary();
  const adopt = (code: number): number => fresh.intern(old.value(code) as string);
  const lanes = (l: TableLanes): IntLane[] => textLanes(l).flatMap((lane) => (lane.dictionary === old ? lane.codes : []));
  const codes = yield* mapCodes(context, { lanes, size: old.size, adopt });
  const moved = (lane: DictionaryLane): DictionaryLane =>
    lane.dictionary === old
      ? new DictionaryLane(
          mappedLane(context, lane.codes, (code) => codes[code] || adopt(code)),
          fresh,
        )
      : lane;
  context.exchange((version) => version.with(withTexts(version.lanes, moved)));
}

/** New codes by old ones, as far as rows have them now; what is missing later is adopted at the exchange. */
function* mapCodes(
  { table, rows }: TidyContext,
  q: { lanes(l: TableLanes): IntLane[]; size: number; adopt(code: number): number },
): Slices<Uint32Array> {
  const codes = new Uint32Array(q.size);
  for (const set of rows()) {
    const lanes = q.lanes(table.version.lanes);
    set.forEach((row) => {
      for (const lane of lanes) {
        const code = lane.valueAt(row);
        if (code !== 0 && code < q.size && codes[code] === 0) codes[code] = q.adopt(code);
      }
    });
    yield;
  }
  return codes;
}

/** A lane with every row's code exchanged. */
export function mappedLane({ table, rows }: Pick<TidyContext, 'table' | 'rows'>, lane: IntLane, map: (code: number) => number): IntLane {
  const fresh = new IntLane(table.version.generation);
  for (const set of rows()) {
    set.forEach((row) => {
      const code = lane.valueAt(row);
      fresh.set(row, code === 0 ? 0 : map(code));
    });
  }
  return fresh;
}

function untidyDictionaries({ table, slack }: TidyContext): Set<Dictionary> {
  const all = new Set(textLanes(table.version.lanes).map((lane) => lane.dictionary));
  return new Set([...all].filter(({ size }) => isUntidy({ size, rows: table.rowCount, slack })));
}

function textLanes({ names, namespaces, nodes, columns }: TableLanes): DictionaryLane[] {
  return [names, namespaces, nodes, ...columns.flatMap((column) => column?.lanes.text ?? [])];
}

function withTexts(
  { names, namespaces, nodes, columns }: TableLanes,
  moved: (lane: DictionaryLane) => DictionaryLane,
): Partial<TableLanes> {
  return {
    names: moved(names),
    namespaces: moved(namespaces),
    nodes: moved(nodes),
    columns: columns.map((column) => {
      const text = column?.lanes.text;
      return column === undefined || text === undefined
        ? column
        : new ColumnLanes(column.name, column.type, { ...column.lanes, text: moved(text) });
    }),
  };
}
