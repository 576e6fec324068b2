import type { ColumnLanes } from './column-lanes.ts';
import { Dictionary } from './dictionary.ts';
import { DictionaryLane } from './dictionary-lane.ts';
import type { Column } from './fleet-view.ts';
import { FloatLane } from './float-lane.ts';
import { identityColumns } from './identity-columns.ts';
import { IntLane } from './int-lane.ts';
import type { ObjectHolder } from './object-place.ts';
import { OwnerCodes } from './owner-codes.ts';
import { RefLane } from './ref-lane.ts';
import type { UidWords } from './uid-words.ts';

/** Everything about the rows of one table that a view may read. */
export interface TableLanes {
  readonly names: DictionaryLane;
  readonly namespaces: DictionaryLane;
  readonly nodes: DictionaryLane;
  readonly created: FloatLane;
  /** Four words by row. */
  readonly uids: IntLane;
  readonly uidWords: UidWords;
  /** Ids of label sets. */
  readonly labels: IntLane;
  readonly owners: IntLane;
  readonly ownerCodes: OwnerCodes;
  /** What holds the object of a row, and at which index. */
  readonly holders: RefLane<ObjectHolder>;
  readonly places: IntLane;
  /** Columns that every resource has, by name. */
  readonly identity: Readonly<Record<string, Column>>;
  /** By slot; undefined where a slot is free. */
  readonly columns: (ColumnLanes | undefined)[];
}

/** One resource of the whole fleet at one instant: immutable as soon as a later version exists. */
export class TableVersion {
  readonly generation: number;
  readonly lanes: TableLanes;

  constructor(generation: number, lanes: Omit<TableLanes, 'identity'>) {
    this.generation = generation;
    this.lanes = { ...lanes, identity: identityColumns(lanes) };
  }

  /** The next version, which shares every chunk until it writes there; costs some microseconds. */
  fork(generation: number): TableVersion {
    const l = this.lanes;
    return new TableVersion(generation, {
      names: l.names.fork(generation),
      namespaces: l.namespaces.fork(generation),
      nodes: l.nodes.fork(generation),
      created: l.created.fork(generation),
      uids: l.uids.fork(generation),
      uidWords: l.uidWords,
      labels: l.labels.fork(generation),
      owners: l.owners.fork(generation),
      ownerCodes: l.ownerCodes,
      holders: l.holders.fork(generation),
      places: l.places.fork(generation),
      columns: l.columns.map((column) => column?.fork(generation)),
    });
  }

  /** The same version with some lanes exchanged. */
  with(lanes: Partial<TableLanes>): TableVersion {
    return new TableVersion(this.generation, { ...this.lanes, ...lanes });
  }

  /** Forgets a chunk whose rows are all free. */
  dropChunk(chunk: number, rowsPerChunk: number): void {
    const l = this.lanes;
    for (const lane of [l.names.codes, l.namespaces.codes, l.nodes.codes, l.created, l.labels, l.owners, l.places]) lane.drop(chunk);
    for (let i = 0; i < 4; i++) l.uids.drop(chunk * 4 + i);
    for (const column of l.columns) {
      column?.lanes.text?.codes.drop(chunk);
      column?.lanes.numbers?.drop(chunk);
      column?.lanes.second?.drop(chunk);
    }
    l.holders.drop(chunk * rowsPerChunk, (chunk + 1) * rowsPerChunk);
  }

  /** Bytes of all lanes. */
  get columnBytes(): number {
    const l = this.lanes;
    const own = [l.names.codes, l.namespaces.codes, l.nodes.codes, l.created, l.uids, l.labels, l.owners, l.holders, l.places];
    return [...own, ...l.columns].reduce((sum, lane) => sum + (lane?.bytes ?? 0), 0);
  }

  /** Bytes of all dictionaries, each counted once. */
  get dictionaryBytes(): number {
    const l = this.lanes;
    const all = new Set([l.names.dictionary, l.namespaces.dictionary, l.nodes.dictionary, l.ownerCodes.dictionary]);
    for (const column of l.columns) if (column?.lanes.text !== undefined) all.add(column.lanes.text.dictionary);
    return [...all].reduce((sum, dictionary) => sum + dictionary.bytes, l.uidWords.bytes);
  }
}

/** A table without rows. */
export function emptyTable(generation: number, uidWords: UidWords): TableVersion {
  const texts = (): DictionaryLane => new DictionaryLane(new IntLane(generation), new Dictionary());
  return new TableVersion(generation, {
    names: texts(),
    namespaces: texts(),
    nodes: texts(),
    created: new FloatLane(generation),
    uids: new IntLane(generation),
    uidWords,
    labels: new IntLane(generation),
    owners: new IntLane(generation),
    ownerCodes: new OwnerCodes(),
    holders: new RefLane(generation),
    places: new IntLane(generation),
    columns: [],
  });
}
