import type { ResourceId } from '../kube/api-resource.ts';
import { jsonParts, type WantedParts } from '../kube/json-parts.ts';
import type { KubeObject, NamespacedName, Uid } from '../kube/object.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import { type ExtentRows, noRows } from './extent-rows.ts';
import type { ClusterId, Column, Grant, LabelCodes, ObjectCodec, RowId, RowSet, ShardState, ShardView } from './fleet-view.ts';
import type { IntLane } from './int-lane.ts';
import type { LabelSets } from './label-sets.ts';
import type { ObjectReader } from './object-place.ts';
import type { ChainKind } from './row-chains.ts';
import { RowList } from './row-list.ts';
import type { ShardVersion } from './shard-version.ts';
import { splitKey } from './split-key.ts';
import { storedColumns } from './stored-columns.ts';
import type { TableLanes } from './table-version.ts';
import { uidPrefixTest } from './uid-prefix.ts';

/** What a shard needs to be read. */
export interface ShardSource {
  readonly shard: ShardVersion;
  readonly lanes: TableLanes;
  readonly labels: LabelSets;
  readonly grant: Exclude<Grant, 'none'>;
  readonly reader: ObjectReader;
  readonly codec: ObjectCodec;
  /** The row that the newest state has for a key, as a first guess; -1 when none. */
  guessRow(namespace: string, name: string): RowId;
  related(resource: ResourceId): ShardView | undefined;
}

class LabelSetCodes implements LabelCodes {
  readonly size: number;
  readonly texts: LabelSets;
  readonly #ids: IntLane;

  constructor({ lanes, labels }: Pick<ShardSource, 'lanes' | 'labels'>) {
    this.size = labels.size;
    this.texts = labels;
    this.#ids = lanes.labels;
  }

  code(row: RowId): number {
    return this.#ids.at(row);
  }

  chunk(index: number): Uint32Array {
    return this.#ids.chunks[index] as Uint32Array;
  }
}

/**
 * One shard at the instant of its view: reads the lanes of that instant only.
 *
 * Index lookups take candidates from an index that may know later or earlier rows, and check each against those lanes.
 */
export class StoredShard implements ShardView {
  readonly #source: ShardSource;
  readonly #columns = new Map<string, Column | undefined>();
  readonly labelCodes: LabelCodes;
  #rows: ExtentRows | undefined;

  constructor(source: ShardSource) {
    this.#source = source;
    this.labelCodes = new LabelSetCodes(source);
  }

  get cluster(): ClusterId {
    return this.#source.shard.cluster;
  }

  get resource(): ResourceDef {
    return this.#source.shard.def;
  }

  get state(): ShardState {
    return this.#source.shard.state;
  }

  get rows(): ExtentRows {
    this.#rows ??= this.#grantedRows();
    return this.#rows;
  }

  get identity(): object | undefined {
    return this.#source.grant === 'all' ? this.#source.shard : undefined;
  }

  related(resource: ResourceId): ShardView | undefined {
    return this.#source.related(resource);
  }

  column(name: string): Column | undefined {
    if (!this.#columns.has(name)) this.#columns.set(name, this.#findColumn(name));
    return this.#columns.get(name);
  }

  uid(row: RowId): Uid {
    return this.#source.lanes.uidWords.text(this.#source.lanes.uids, row);
  }

  key(row: RowId): NamespacedName {
    const { names, namespaces } = this.#source.lanes;
    return `${namespaces.text(row) ?? ''}/${names.text(row)}`;
  }

  labels(row: RowId): ReadonlyMap<string, string> {
    return this.#source.labels.set(this.#source.lanes.labels.at(row));
  }

  object(row: RowId): KubeObject {
    const { codec, shard } = this.#source;
    const object = codec.decode(this.#bytes(row));
    // Items of a list of built-in resources come without them. Source: k8s.io/apiserver pkg/endpoints/handlers/response.go
    if (object.kind !== undefined && object.apiVersion !== undefined) return object;
    return { apiVersion: shard.state.groupVersion, kind: shard.def.kind, ...object };
  }

  parts(row: RowId, wanted: WantedParts): KubeObject {
    const { codec, shard } = this.#source;
    const parts = jsonParts(this.#bytes(row), wanted, (bytes) => codec.decode(bytes));
    for (const { name } of wanted.members) {
      if (name === 'kind') parts[name] ??= shard.def.kind;
      else if (name === 'apiVersion') parts[name] ??= shard.state.groupVersion;
    }
    return parts as unknown as KubeObject;
  }

  bytes(row: RowId): Uint8Array {
    return this.#bytes(row);
  }

  heldIn(row: RowId): object | undefined {
    return this.#source.lanes.holders.at(row);
  }

  #bytes(row: RowId): Uint8Array {
    const { lanes, reader, shard } = this.#source;
    const holder = this.rows.has(row) ? lanes.holders.at(row) : undefined;
    if (holder === undefined) throw new Error(`no row ${row} in ${shard.def.id} of ${shard.cluster}`);
    return reader.bytes(holder, lanes.places.at(row));
  }

  byKey(key: NamespacedName): RowId | undefined {
    const { namespace, name } = splitKey(key);
    const guess = this.#source.guessRow(namespace, name);
    if (guess >= 0 && this.rows.has(guess) && this.key(guess) === key) return guess;
    const code = this.#source.lanes.names.dictionary.find(name);
    if (code === 0) return undefined;
    let found: RowId | undefined;
    this.rows.forEach((row) => {
      if (this.#source.lanes.names.code(row) === code && this.key(row) === key) found = row;
    });
    return found;
  }

  byLabel(key: string, value?: string): RowSet {
    const { labels, lanes } = this.#source;
    const bits = labels.bits(key, value);
    if (bits === undefined) return noRows;
    return this.rows.filter((row) => {
      const id = lanes.labels.at(row);
      return (((bits[id >>> 5] as number) >>> (id & 31)) & 1) === 1;
    });
  }

  byNamespace(namespace: string): RowSet {
    const { namespaces } = this.#source.lanes;
    const code = namespace === '' ? 0 : namespaces.dictionary.find(namespace);
    return code === 0 && namespace !== '' ? noRows : this.#rowsOfCode('namespace', code);
  }

  byOwner(uid: Uid): RowSet {
    const codes = this.#source.lanes.ownerCodes.codesOf(uid);
    if (codes.length === 0) return noRows;
    if (codes.length === 1) return this.#rowsOfCode('owner', codes[0] as number);
    const rows: RowId[] = [];
    for (const code of codes)
      this.#rowsOfCode('owner', code).forEach((row) => {
        rows.push(row);
      });
    return new RowList(rows);
  }

  byNode(nodeName: string): RowSet {
    const code = this.#source.lanes.nodes.dictionary.find(nodeName);
    return code === 0 ? noRows : this.#rowsOfCode('node', code);
  }

  byUidPrefix(prefix: string): RowSet {
    const { uidWords, uids } = this.#source.lanes;
    const test = uidPrefixTest(prefix, uidWords, uids);
    return test === undefined ? noRows : this.rows.filter(test);
  }

  #rowsOfCode(kind: ChainKind, code: number): RowSet {
    const { lanes, shard } = this.#source;
    const lane = { namespace: lanes.namespaces.codes, owner: lanes.owners, node: lanes.nodes.codes }[kind];
    const codeOf = (row: RowId): number => lane.at(row);
    const rows: RowId[] = [];
    const visit = (row: RowId): void => {
      if (this.rows.has(row) && lane.at(row) === code) rows.push(row);
    };
    if (shard.chains.visit(kind, { code, rows: shard.rows, codeOf, visit })) return new RowList(rows);
    return this.rows.filter((row) => lane.at(row) === code);
  }

  #grantedRows(): ExtentRows {
    const { grant, shard, lanes } = this.#source;
    if (grant === 'all') return shard.rows;
    const codes = new Set([...grant.namespaces].map((name) => (name === '' ? 0 : lanes.namespaces.dictionary.find(name) || -1)));
    return shard.rows.filter((row) => codes.has(lanes.namespaces.code(row)));
  }

  #findColumn(name: string): Column | undefined {
    const { shard, lanes } = this.#source;
    const columns = storedColumns(shard.def);
    const index = columns.findIndex((column) => column.name === name);
    if (index >= 0) return lanes.columns[shard.slots[index] as number]?.column(columns[index] as ColumnDef);
    return lanes.identity[name];
  }
}
