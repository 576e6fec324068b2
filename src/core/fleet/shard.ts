import type { ResourceId } from '../kube/api-resource.ts';
import type { KubeObject, NamespacedName, Uid } from '../kube/object.ts';
import type { RowId } from './fleet-view.ts';
import { HashIndex, mixBits } from './hash-index.ts';
import { createdMs } from './identity-columns.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectPlace } from './object-place.ts';
import type { ShardLedger } from './shard-ledger.ts';
import type { ShardVersion } from './shard-version.ts';
import { splitKey } from './split-key.ts';
import { storedColumns } from './stored-columns.ts';
import type { Table } from './table.ts';

/** An object on its way into the store. */
export interface IncomingObject {
  readonly key: KeyCodes;
  readonly bytes: Uint8Array;
  readonly object: KubeObject;
  readonly observedAtMs: number;
}

/** A key as codes of the table's dictionaries; namespace 0 for cluster-scoped objects. */
export interface KeyCodes {
  readonly namespace: number;
  readonly name: number;
}

/** One resource of one cluster, as the writer has it: rows, and the way from uids and keys to them. */
export class Shard {
  readonly resource: ResourceId;
  readonly table: Table;
  version: ShardVersion;
  /** Number of the list that is being received; 0 when none. */
  relist = 0;
  /** True after the first complete list: history begins there. */
  synced = false;
  /** When the last batch was seen. */
  atMs = 0;
  /** Up to where it is, as the last batch says. */
  resourceVersion = '';
  /** Notes what is not kept on disk yet; undefined when nothing is kept. */
  ledger: ShardLedger | undefined;
  #byUid = new HashIndex();
  #byKey = new HashIndex();
  #hint = 0;
  /** Value functions that threw, each once per object. */
  columnFaults = 0;

  constructor(resource: ResourceId, table: Table, version: ShardVersion) {
    this.resource = resource;
    this.table = table;
    this.version = version;
  }

  /** The row of a uid, or -1. Leaves the uid's words in the table's `uidWords`. */
  rowOfUid(uid: Uid, seenOnly = false): RowId {
    const words = this.table.uidWords;
    if (!words.parse(uid, seenOnly)) return -1;
    const hash = words.hash();
    for (let slot = this.#byUid.first(hash); slot >= 0; slot = this.#byUid.next(hash, slot)) {
      const row = this.#byUid.rowAt(slot);
      if (words.equals(this.table.version.lanes.uids, row)) return row;
    }
    return -1;
  }

  /** The row of a name in a namespace (empty: cluster-scoped), or -1. */
  rowOfName(namespace: string, name: string): RowId {
    const { names, namespaces } = this.table.version.lanes;
    const nameCode = names.dictionary.find(name);
    const namespaceCode = namespace === '' ? 0 : namespaces.dictionary.find(namespace);
    return nameCode === 0 || (namespaceCode === 0 && namespace !== '') ? -1 : this.rowOfKey(namespaceCode, nameCode);
  }

  /** The codes of a key, given out on first sight. */
  internKey(key: NamespacedName, object: KubeObject): KeyCodes {
    const { names, namespaces } = this.table.version.lanes;
    const { namespace, name } = splitKey(key, object);
    return { namespace: namespace === '' ? 0 : namespaces.dictionary.intern(namespace), name: names.dictionary.intern(name) };
  }

  /** The row of a key, or -1. */
  rowOfKey(namespaceCode: number, nameCode: number): RowId {
    const { names, namespaces } = this.table.version.lanes;
    const hash = keyHash(namespaceCode, nameCode);
    for (let slot = this.#byKey.first(hash); slot >= 0; slot = this.#byKey.next(hash, slot)) {
      const row = this.#byKey.rowAt(slot);
      if (names.code(row) === nameCode && namespaces.code(row) === namespaceCode) return row;
    }
    return -1;
  }

  uid(row: RowId): Uid {
    const { uidWords, uids } = this.table.version.lanes;
    return uidWords.text(uids, row);
  }

  key(row: RowId): NamespacedName {
    const { names, namespaces } = this.table.version.lanes;
    return `${namespaces.text(row) ?? ''}/${names.text(row)}`;
  }

  hasKey(row: RowId, key: KeyCodes): boolean {
    const { names, namespaces } = this.table.version.lanes;
    return names.code(row) === key.name && namespaces.code(row) === key.namespace;
  }

  /** Where the bytes of a row's object are. */
  placeOf(row: RowId): ObjectPlace {
    const holder = this.table.holder(row);
    if (holder === undefined) throw new Error(`row ${row} of ${this.resource} has no object`);
    return { holder, index: this.table.index(row) };
  }

  /** Takes a row for the uid that was looked up last. */
  add(uid: Uid): RowId {
    const row = this.#takeRow();
    const words = this.table.uidWords;
    words.parse(uid);
    words.store(this.table.version.lanes.uids, row);
    this.#byUid.add(words.hash(), row);
    this.table.rowCount++;
    return row;
  }

  /** Takes a row for the uid in the table's `uidWords` and a key; -1 when either is there already. */
  adopt(key: KeyCodes): RowId {
    const words = this.table.uidWords;
    const hash = words.hash();
    for (let slot = this.#byUid.first(hash); slot >= 0; slot = this.#byUid.next(hash, slot)) {
      if (words.equals(this.table.version.lanes.uids, this.#byUid.rowAt(slot))) return -1;
    }
    if (this.rowOfKey(key.namespace, key.name) >= 0) return -1;
    const row = this.#takeRow();
    const { names, namespaces, uids } = this.table.version.lanes;
    words.store(uids, row);
    this.#byUid.add(hash, row);
    names.codes.set(row, key.name);
    namespaces.codes.set(row, key.namespace);
    this.#byKey.add(keyHash(key.namespace, key.name), row);
    this.table.rowCount++;
    return row;
  }

  /** Writes everything about an object to its row; `added` rows have no former key. */
  write(row: RowId, q: IncomingObject, labels: LabelSets, nowMs: number, added: boolean): void {
    const { lanes } = this.table.version;
    this.#setKey(row, q.key, added);
    const { object } = q;
    this.#setCode('owner', row, lanes.ownerCodes.intern(object), added);
    this.#setNode(row, object, added);
    lanes.created.set(row, createdMs(object));
    lanes.labels.set(row, added ? labels.intern(object.metadata.labels) : labels.internAfter(lanes.labels.at(row), object.metadata.labels));
    this.writeColumns(row, object, { added, atMs: q.observedAtMs });
    this.table.resourceVersions.set(row, this.table.versionNumber(object.metadata.resourceVersion));
    this.table.heap.append(this.table, row, q.bytes, nowMs);
    this.ledger?.changed(row);
  }

  /** Runs the value functions of the shard's definition; a value that was seen before is told to those that remember. */
  writeColumns(row: RowId, object: KubeObject, q: { readonly added: boolean; readonly atMs: number }): void {
    const { def, slots } = this.version;
    const columns = this.table.version.lanes.columns;
    const defs = storedColumns(def);
    for (let i = 0; i < slots.length; i++) {
      const column = defs[i];
      let cell: ReturnType<NonNullable<typeof column>['value']> = null;
      try {
        if (column?.remember === undefined) cell = column?.value(object) ?? null;
        else {
          const before = q.added ? null : (columns[slots[i] as number]?.cell(row) ?? null);
          cell = column.remember(object, before, { atMs: q.atMs, first: !this.synced });
        }
      } catch {
        this.columnFaults++;
      }
      columns[slots[i] as number]?.set(row, cell);
    }
  }

  /** Derives everything from a kept object again, after the definition has changed. */
  reread(row: RowId, object: KubeObject): void {
    this.#setNode(row, object, false);
    this.writeColumns(row, object, { added: false, atMs: this.atMs });
    this.ledger?.changed(row);
  }

  /** Gives a row back. */
  remove(row: RowId): void {
    const { table } = this;
    const { lanes } = table.version;
    table.uidWords.load(lanes.uids, row);
    this.#byUid.remove(table.uidWords.hash(), row);
    this.#byKey.remove(keyHash(lanes.namespaces.code(row), lanes.names.code(row)), row);
    table.heap.release(table, row);
    this.ledger?.removed(row);
    lanes.holders.set(row, undefined);
    this.#hint = Math.min(this.#hint, this.version.writableRows().release(row));
    table.rowCount--;
  }

  /** Hands extents without rows back to the table, when there are many of them or `all` is asked for. */
  trim(all = false): void {
    const rows = this.version.rows;
    if (!all && rows.extentCount * 32 <= rows.size * 2 + 64) return;
    this.table.releaseExtents(this.version.writableRows().dropEmptyExtents());
    this.#hint = 0;
  }

  /** Makes no resourceVersion trusted, so that every object of the next list counts as changed. */
  distrustVersions(): void {
    this.version.rows.forEach((row) => {
      this.table.resourceVersions.set(row, Number.NaN);
    });
  }

  /** Builds the index by key anew, after codes have changed; with `uidsToo` that by uid as well. */
  rebuildIndexes(uidsToo: boolean): void {
    const { names, namespaces, uids, uidWords } = this.table.version.lanes;
    this.#byKey = new HashIndex();
    if (uidsToo) this.#byUid = new HashIndex();
    this.version.rows.forEach((row) => {
      this.#byKey.add(keyHash(namespaces.code(row), names.code(row)), row);
      if (!uidsToo) return;
      uidWords.load(uids, row);
      this.#byUid.add(uidWords.hash(), row);
    });
  }

  get indexBytes(): number {
    return this.#byUid.bytes + this.#byKey.bytes + this.version.chains.bytes + this.version.rows.bytes;
  }

  #takeRow(): RowId {
    const rows = this.version.writableRows();
    let row = rows.take(this.#hint);
    if (row < 0) {
      this.#hint = rows.addExtent(this.table.pool.take());
      row = rows.take(this.#hint);
    } else this.#hint = rows.lastTaken;
    return row;
  }

  #setKey(row: RowId, key: KeyCodes, added: boolean): void {
    const { names, namespaces } = this.table.version.lanes;
    const { namespace, name } = key;
    if (!added) {
      if (this.hasKey(row, key)) return;
      this.#byKey.remove(keyHash(namespaces.code(row), names.code(row)), row);
    }
    names.codes.set(row, name);
    namespaces.codes.set(row, namespace);
    this.#byKey.add(keyHash(namespace, name), row);
    this.version.chains.note('namespace', row);
  }

  #setNode(row: RowId, object: KubeObject, added: boolean): void {
    const node: unknown = this.version.def.nodeName?.(object);
    const code = typeof node === 'string' && node !== '' ? this.table.version.lanes.nodes.dictionary.intern(node) : 0;
    this.#setCode('node', row, code, added);
  }

  #setCode(kind: 'owner' | 'node', row: RowId, code: number, added: boolean): void {
    const { owners, nodes } = this.table.version.lanes;
    const lane = kind === 'owner' ? owners : nodes.codes;
    if (!added && lane.at(row) === code) return;
    lane.set(row, code);
    this.version.chains.note(kind, row);
  }
}

function keyHash(namespaceCode: number, nameCode: number): number {
  return mixBits(Math.imul(namespaceCode, 0x9e3779b1) ^ nameCode);
}
