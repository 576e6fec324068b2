import type { Dictionary } from './dictionary.ts';
import type { DictionaryLane } from './dictionary-lane.ts';
import type { ObjectCodec } from './fleet-view.ts';
import type { FloatLane } from './float-lane.ts';
import type { IntLane } from './int-lane.ts';
import type { LabelSet } from './label-set.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectReader } from './object-place.ts';
import { type GatheredObjects, gatherObjects } from './piece-objects.ts';
import { SectionWriter } from './piece-sections.ts';
import type { ObjectsAhead } from './rows-to-keep.ts';
import type { ShardVersion } from './shard-version.ts';
import { storedColumns } from './stored-columns.ts';
import type { Table } from './table.ts';

/** Rows of one table as bytes: what is known of them, and their objects. */
export interface PieceImage extends GatheredObjects {
  readonly columns: Uint8Array<ArrayBuffer>;
}

/** How the texts of a column are kept: by themselves, or as those of a lane that every row has. */
export type TextForm = 'own' | 'names' | 'namespaces' | 'nodes' | 'none';

/** The first part of a piece. */
export interface PieceHead {
  readonly rows: number;
  /** Shard and count of rows, in turn. */
  readonly runs: readonly number[];
  /** Name, type and form of the texts of each column. */
  readonly columns: readonly (readonly [string, string, TextForm])[];
}

/**
 * Writes rows down with all that the store knows of them, so that they can come back without decoding an object.
 *
 * All rows are of shards with the same definition. Costs some two microseconds a row.
 */
export function writePiece(q: {
  readonly table: Table;
  readonly version: Pick<ShardVersion, 'def' | 'slots'>;
  readonly rows: Int32Array;
  readonly runs: readonly number[];
  readonly labels: LabelSets;
  readonly codec: ObjectCodec;
  readonly reader: ObjectReader;
  readonly ahead: ObjectsAhead;
}): PieceImage {
  const { table, version, rows, codec } = q;
  const { lanes } = table.version;
  const sections = new SectionWriter(codec);
  const columns = storedColumns(version.def).map((def, i) => {
    const column = lanes.columns[version.slots[i] as number];
    const form = column === undefined ? 'none' : textForm(column.lanes.text, table, rows);
    return { def, column, form };
  });
  const head: PieceHead = {
    rows: rows.length,
    runs: q.runs,
    columns: columns.map(({ def, form }) => [def.name, def.type, form]),
  };
  sections.json(head);
  writeIdentity(sections, table, rows);
  writeLabels(sections, lanes.labels, q.labels, rows);
  sections.numbers(numbersOf(table.resourceVersions, rows).map((version) => (version < 0 ? Number.NaN : version)));
  const objects = gatherObjects({ table, rows, reader: q.reader, ahead: q.ahead });
  sections.numbers(objects.places);
  sections.numbers(objects.counts);
  for (const { column, form } of columns) {
    if (column === undefined) continue;
    const { text, numbers, second } = column.lanes;
    if (text !== undefined && form === 'own') writeCodes(sections, text.codes, rows, (code) => text.value(code));
    if (numbers !== undefined) sections.numbers(numbersOf(numbers, rows));
    if (second !== undefined) sections.numbers(numbersOf(second, rows));
  }
  return { columns: sections.finish(), ...objects };
}

function writeIdentity(sections: SectionWriter, table: Table, rows: Int32Array): void {
  const { names, namespaces, nodes, owners, ownerCodes, created, uids, uidWords } = table.version.lanes;
  const words = new Uint32Array(rows.length * 4);
  const odd: string[] = [];
  rows.forEach((row, i) => {
    for (let k = 0; k < 4; k++) words[i * 4 + k] = uids.at(row * 4 + k);
    if (words[i * 4] !== 0 || words[i * 4 + 1] !== 0) return;
    words[i * 4 + 3] = odd.length;
    odd.push(uidWords.text(uids, row));
  });
  sections.numbers(words);
  sections.json(odd);
  sections.json(Array.from(rows, (row) => names.text(row) ?? ''));
  writeCodes(sections, namespaces.codes, rows, (code) => namespaces.value(code));
  writeCodes(sections, nodes.codes, rows, (code) => nodes.value(code));
  writeCodes(sections, owners, rows, (code) => ownerCodes.text(code));
  sections.numbers(numbersOf(created, rows));
}

function writeLabels(sections: SectionWriter, lane: IntLane, labels: LabelSets, rows: Int32Array): void {
  const sets: LabelSet[] = [];
  sections.numbers(ownCodes(lane, rows, (id) => sets.push(labels.set(id))));
  const texts = new Map<string, number>();
  const own: number[] = [];
  const add = (text: string): void => {
    let code = texts.get(text);
    if (code === undefined) {
      code = texts.size;
      texts.set(text, code);
    }
    own.push(code);
  };
  for (const set of sets)
    set.forEach((value, key) => {
      add(key);
      add(value);
    });
  sections.json([...texts.keys()]);
  sections.numbers(Uint16Array.from(sets, ({ size }) => size * 2));
  sections.numbers(Uint32Array.from(own));
}

/** Codes of the piece's own, and what they stand for; 0 stays 0. */
function writeCodes(sections: SectionWriter, lane: IntLane, rows: Int32Array, meaning: (code: number) => string | undefined): void {
  const meanings: unknown[] = [];
  sections.numbers(ownCodes(lane, rows, (code) => meanings.push(meaning(code))));
  sections.json(meanings);
}

/** Codes by row, numbered anew in the order in which they are met; `add` is told of each new one and answers its number, from 1 on. */
function ownCodes(lane: IntLane, rows: Int32Array, add: (code: number) => number): Uint16Array {
  const own = new Map<number, number>([[0, 0]]);
  const codes = new Uint16Array(rows.length);
  let [last, lastOwn] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const code = lane.at(rows[i] as number);
    if (code !== last) {
      last = code;
      lastOwn = own.get(code) ?? -1;
      if (lastOwn < 0) {
        lastOwn = add(code);
        own.set(code, lastOwn);
      }
    }
    codes[i] = lastOwn;
  }
  return codes;
}

function numbersOf(lane: FloatLane, rows: Int32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) numbers[i] = lane.number(rows[i] as number);
  return numbers;
}

function textForm(text: DictionaryLane | undefined, table: Table, rows: Int32Array): TextForm {
  const { names, namespaces, nodes } = table.version.lanes;
  if (text === undefined) return 'none';
  if (isCopy(text, names, rows)) return 'names';
  if (isCopy(text, namespaces, rows)) return 'namespaces';
  return isCopy(text, nodes, rows) ? 'nodes' : 'own';
}

function isCopy(text: DictionaryLane, other: { dictionary: Dictionary; codes: IntLane }, rows: Int32Array): boolean {
  return text.dictionary === other.dictionary && rows.every((row) => text.code(row) === other.codes.at(row));
}
