import type { Dictionary } from './dictionary.ts';
import type { DictionaryLane } from './dictionary-lane.ts';
import type { ObjectCodec } from './fleet-view.ts';
import type { PieceFromKeep } from './kept-records.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectReader } from './object-place.ts';
import { SectionReader } from './piece-sections.ts';
import type { Shard } from './shard.ts';
import { storedColumns } from './stored-columns.ts';
import type { Table } from './table.ts';
import type { PieceHead, TextForm } from './write-piece.ts';

/** Rows that a piece gave back. */
export interface FoundRows {
  /** Undefined when none of its shards is wanted. */
  readonly table: Table | undefined;
  /** By index in the piece; -1 for what did not come back. */
  readonly rows: Int32Array;
  readonly runs: readonly { readonly shard: Shard | undefined; readonly count: number; readonly rows: readonly number[] }[];
}

interface ReadContext {
  readonly piece: PieceFromKeep;
  readonly codec: ObjectCodec;
  readonly labels: LabelSets;
  shardOf(sid: number): Shard | undefined;
  /** Makes a shard and its table writable. */
  writable(shard: Shard): void;
  /** False for namespaces whose rows may not come back. */
  allows(namespace: string): boolean;
  readonly reader: ObjectReader;
  /** True when columns are to be derived from the objects. */
  readonly reread: boolean;
}

/** Puts the rows of a piece that are current, and whose shards are wanted, into their shards. */
export function readPiece(q: ReadContext): FoundRows {
  const sections = new SectionReader(q.piece.columns, q.codec);
  const head = sections.json<PieceHead>();
  const rows = new Int32Array(head.rows).fill(-1);
  const runs = runsOf(head, q);
  const shards = runs.flatMap(({ shard }) => shard ?? []);
  const table = shards[0]?.table;
  if (table === undefined) return { table, rows, runs };
  for (const shard of new Set(shards)) q.writable(shard);
  takeRows(sections, { table, rows, runs, dead: q.piece.dead, allows: q.allows });
  writeIdentity(sections, table, rows, q.labels);
  placeObjects(sections, table, rows, q.piece.objects);
  const derive = q.reread || !hasColumns(shards, head);
  if (derive) deriveColumns(q, runs);
  else writeColumns(sections, { table, rows, head, slots: (shards[0] as Shard).version.slots });
  return { table, rows, runs };
}

interface Run {
  readonly shard: Shard | undefined;
  readonly count: number;
  readonly rows: number[];
}

function runsOf(head: PieceHead, { shardOf }: Pick<ReadContext, 'shardOf'>): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < head.runs.length; i += 2) {
    runs.push({ shard: shardOf(head.runs[i] as number), count: head.runs[i + 1] as number, rows: [] });
  }
  if (runs.reduce((sum, { count }) => sum + count, 0) !== head.rows) throw new Error('a piece of a kept fleet contradicts itself');
  return runs;
}

/** A row for every object that is current: its uid and its key, which nobody else may have. */
function takeRows(
  sections: SectionReader,
  q: { table: Table; rows: Int32Array; runs: readonly Run[]; dead: Uint8Array | undefined; allows(namespace: string): boolean },
): void {
  const { names, namespaces } = q.table.version.lanes;
  const uids = sections.words();
  const odd = sections.json<readonly string[]>();
  const nameTexts = sections.json<readonly string[]>();
  const namespaceCodes = sections.shorts();
  const spaceTexts = sections.json<readonly string[]>();
  const spaces = codesIn(namespaces.dictionary, spaceTexts);
  const { words } = q.table.uidWords;
  const allowed = [true, ...spaceTexts.map((text) => q.allows(text))];
  let i = 0;
  for (const { shard, count, rows } of q.runs) {
    if (shard === undefined) i += count;
    for (const end = shard === undefined ? i : i + count; i < end; i++) {
      if (shard === undefined || allowed[namespaceCodes[i] as number] !== true) continue;
      if ((((q.dead?.[i >>> 3] ?? 0) >>> (i & 7)) & 1) === 1) continue;
      const key = { namespace: spaces[namespaceCodes[i] as number] as number, name: names.dictionary.intern(nameTexts[i] as string) };
      const isOdd = uids[i * 4] === 0 && uids[i * 4 + 1] === 0;
      if (isOdd) q.table.uidWords.parse(odd[uids[i * 4 + 3] as number] as string);
      else for (let k = 0; k < 4; k++) words[k] = uids[i * 4 + k] as number;
      const row = shard.adopt(key);
      if (row < 0) continue;
      q.rows[i] = row;
      rows.push(row);
    }
  }
}

function writeIdentity(sections: SectionReader, table: Table, rows: Int32Array, labels: LabelSets): void {
  const { nodes, owners, ownerCodes, created, labels: labelLane } = table.version.lanes;
  const nodeCodes = sections.shorts();
  const nodesOf = codesIn(nodes.dictionary, sections.json<readonly string[]>());
  const ownCodes = sections.shorts();
  const ownersOf = [0, ...sections.json<readonly string[]>().map((text) => ownerCodes.adopt(text))];
  const createdMs = sections.floats();
  const labelCodes = sections.shorts();
  const setsOf = readLabelSets(sections, labels);
  const versions = sections.floats();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row < 0) continue;
    nodes.codes.set(row, nodesOf[nodeCodes[i] as number] as number);
    owners.set(row, ownersOf[ownCodes[i] as number] as number);
    created.set(row, createdMs[i] as number);
    labelLane.set(row, setsOf[labelCodes[i] as number] as number);
    table.resourceVersions.set(row, versions[i] as number);
    table.seenIn.set(row, 0);
  }
}

/** Ids of the label sets of a piece; 0 stays 0. */
function readLabelSets(sections: SectionReader, labels: LabelSets): number[] {
  const texts = sections.json<readonly string[]>();
  const sizes = sections.shorts();
  const codes = sections.words();
  const ids = [0];
  let at = 0;
  for (const size of sizes) {
    const own = new Array<string>(size);
    for (let k = 0; k < size; k++) own[k] = texts[codes[at++] as number] as string;
    ids.push(labels.adoptTexts(own));
  }
  return ids;
}

function placeObjects(sections: SectionReader, table: Table, rows: Int32Array, objects: Uint8Array): void {
  const places = sections.words();
  const counts = sections.words();
  const starts = new Uint32Array(counts.length + 1);
  for (let block = 0; block < counts.length; block++) starts[block + 1] = (starts[block] as number) + (counts[block] as number);
  // One array for all blocks: each of its own would cost more than what is in it.
  const members = new Int32Array(starts[counts.length] as number).fill(-1);
  const live = new Uint32Array(counts.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const place = places[i] as number;
    if (row < 0) continue;
    members[(starts[place >>> 8] as number) + (place & 255)] = row;
    live[place >>> 8] = (live[place >>> 8] as number) + 1;
  }
  const view = new DataView(objects.buffer, objects.byteOffset, objects.byteLength);
  if (view.getUint32(0, true) !== counts.length) throw new Error('a piece of a kept fleet has other blocks than it says');
  let at = 4 + 4 * counts.length;
  for (let block = 0; block < counts.length; block++) {
    const length = view.getUint32(4 + 4 * block, true);
    // A copy of its own: a view would keep the whole piece in memory for as long as one block lives.
    if (live[block] !== 0) {
      table.heap.adopt(table, objects.slice(at, at + length), members.subarray(starts[block], starts[block + 1]));
    }
    at += length;
  }
}

function hasColumns(shards: readonly Shard[], head: PieceHead): boolean {
  const first = (shards[0] as Shard).version;
  if (shards.some(({ version }) => version.def !== first.def)) return false;
  const defs = storedColumns(first.def);
  return (
    defs.length === head.columns.length && defs.every(({ name, type }, i) => head.columns[i]?.[0] === name && head.columns[i]?.[1] === type)
  );
}

function writeColumns(sections: SectionReader, q: { table: Table; rows: Int32Array; head: PieceHead; slots: readonly number[] }): void {
  const { names, namespaces, nodes, columns } = q.table.version.lanes;
  const shared: Partial<Record<TextForm, DictionaryLane>> = { names, namespaces, nodes };
  q.head.columns.forEach(([, , form], slot) => {
    const column = columns[q.slots[slot] as number];
    const { text, numbers, second } = column?.lanes ?? {};
    if (text !== undefined && form === 'own') {
      const codes = sections.shorts();
      const known = codesIn(text.dictionary, sections.json<readonly string[]>());
      for (let i = 0; i < q.rows.length; i++) {
        const row = q.rows[i] as number;
        if (row >= 0) text.codes.set(row, known[codes[i] as number] as number);
      }
    } else if (text !== undefined) {
      const from = shared[form];
      // Columns of the same name share the dictionary; where they do not, the text is looked up.
      for (const row of q.rows) {
        if (row < 0) continue;
        if (from?.dictionary === text.dictionary) text.codes.set(row, from.codes.at(row));
        else text.set(row, from?.text(row) ?? null);
      }
    }
    for (const lane of [numbers, second]) {
      if (lane === undefined) continue;
      const values = sections.floats();
      for (let i = 0; i < q.rows.length; i++) {
        const row = q.rows[i] as number;
        if (row >= 0) lane.set(row, values[i] as number);
      }
    }
  });
}

function deriveColumns({ reader, codec }: ReadContext, runs: readonly Run[]): void {
  for (const { shard, rows } of runs) {
    if (shard === undefined) continue;
    for (const row of rows) {
      const { holder, index } = shard.placeOf(row);
      shard.writeColumns(row, codec.decode(reader.bytes(holder, index)), { added: true, atMs: shard.atMs });
    }
  }
}

function codesIn(dictionary: Dictionary, texts: readonly string[]): number[] {
  const codes = [0];
  for (const text of texts) codes.push(dictionary.intern(text));
  return codes;
}
