import type { ClusterId, Column, FleetView, LabelCodes, RowId, RowSet, ShardState, ShardView } from '../fleet/fleet-view.ts';
import type { ResourceId } from '../kube/api-resource.ts';
import { fieldValue } from '../kube/field-selector.ts';
import { type WantedParts, wantedParts } from '../kube/json-parts.ts';
import type { KubeObject, NamespacedName, Uid } from '../kube/object.ts';
import type { ColumnDef } from '../resources/column.ts';
import type { ResourceDef } from '../resources/resource.ts';
import type { DerivedPlace } from './derived-column.ts';
import type { DerivedColumns } from './derived-columns.ts';
import type { ObjectColumn, ObjectColumns } from './object-columns.ts';
import type { ObjectValue } from './object-value.ts';
import { ownerValue } from './owner-values.ts';

/** What a shard is derived with. */
export interface DerivedShardSource {
  readonly shard: ShardView;
  readonly view: FleetView;
  readonly derived: DerivedColumns;
  readonly kept: ObjectColumns;
  readonly nowMs: number;
}

const annotationPrefix = 'annotation:';
const fieldPrefix = 'field:';
const objectPrefix = 'object:';

/** A shard with the columns that a question adds: whoever reads shards reads these like any other. */
export class DerivedShard implements ShardView {
  readonly #q: DerivedShardSource;
  readonly #shard: ShardView;
  readonly #columns = new Map<string, Column | undefined>();
  readonly #unpacked: ObjectColumn[] = [];
  #wanted: WantedParts | undefined;
  /** How many columns `#wanted` was made for. */
  #wantedOf = -1;
  readonly resource: ResourceDef;
  readonly cluster: ClusterId;
  readonly labelCodes?: LabelCodes;

  constructor(q: DerivedShardSource) {
    this.#q = q;
    this.#shard = q.shard;
    this.cluster = q.shard.cluster;
    if (q.shard.labelCodes !== undefined) this.labelCodes = q.shard.labelCodes;
    this.resource = q.derived.extend(q.shard.resource);
  }

  get state(): ShardState {
    return this.#shard.state;
  }

  get rows(): RowSet {
    return this.#shard.rows;
  }

  column(name: string): Column | undefined {
    if (!this.#columns.has(name)) this.#columns.set(name, this.#open(name));
    return this.#columns.get(name);
  }

  /** True when a row must be unpacked for some column that was opened. */
  unknown(row: RowId): boolean {
    return this.#unpacked.some((column) => !column.knows(row));
  }

  /** Unpacks a row once for all columns that were opened. */
  learn(row: RowId): void {
    const wanted = this.#wantedParts();
    const object = wanted === undefined || this.#shard.parts === undefined ? this.#shard.object(row) : this.#shard.parts(row, wanted);
    for (const column of this.#unpacked) column.learn(row, object);
  }

  /** What all columns that were opened read together; undefined when one may read anything. */
  #wantedParts(): WantedParts | undefined {
    if (this.#wantedOf !== this.#unpacked.length) {
      const paths = this.#unpacked.map((column) => column.paths);
      this.#wanted = paths.includes(undefined) ? undefined : wantedParts(paths.flatMap((some) => some ?? []));
      this.#wantedOf = this.#unpacked.length;
    }
    return this.#wanted;
  }

  /** Why columns have no value for some objects, by the column's name. */
  failures(): readonly { readonly name: string; readonly why: string }[] {
    return this.#unpacked.flatMap(({ def, failure }) => (failure === undefined ? [] : [{ name: def.name, why: failure }]));
  }

  uid(row: RowId): Uid {
    return this.#shard.uid(row);
  }

  key(row: RowId): NamespacedName {
    return this.#shard.key(row);
  }

  labels(row: RowId): ReadonlyMap<string, string> {
    return this.#shard.labels(row);
  }

  object(row: RowId): KubeObject {
    return this.#shard.object(row);
  }

  byKey(key: NamespacedName): RowId | undefined {
    return this.#shard.byKey(key);
  }

  byLabel(key: string, value?: string): RowSet {
    return this.#shard.byLabel(key, value);
  }

  byNamespace(namespace: string): RowSet {
    return this.#shard.byNamespace(namespace);
  }

  byOwner(uid: Uid): RowSet {
    return this.#shard.byOwner(uid);
  }

  byNode(nodeName: string): RowSet {
    return this.#shard.byNode(nodeName);
  }

  heldIn(row: RowId): object | undefined {
    return this.#shard.heldIn?.(row);
  }

  related(resource: ResourceId): ShardView | undefined {
    return this.#q.view.shard(this.cluster, resource);
  }

  #open(name: string): Column | undefined {
    const derived = this.#q.derived.of(this.#shard.resource).findLast(({ def }) => def.name === name);
    if (derived !== undefined) return derived.open(this.#place());
    const own = this.#shard.column(name);
    const value = own === undefined ? this.#namedValue(name) : undefined;
    return value === undefined ? own : this.#objects(value, { name, type: 'json', missing: '', value: () => null });
  }

  /** What `annotation:<key>`, `field:<path>` and `object:Owner` read. */
  #namedValue(name: string): ObjectValue | undefined {
    if (name.startsWith(annotationPrefix)) return annotationValue(name.slice(annotationPrefix.length));
    if (name.startsWith(objectPrefix)) return ownerValue(name.slice(objectPrefix.length));
    if (!name.startsWith(fieldPrefix)) return undefined;
    const { id } = this.#shard.resource;
    return { key: name, compute: (object) => fieldValue(id, object, name.slice(fieldPrefix.length)) || null };
  }

  #place(): DerivedPlace {
    return {
      cluster: this.cluster,
      shard: this.#shard,
      related: (resource) => this.related(resource),
      objects: (value, def) => this.#objects(value, def),
      relatedObjects: (shard, value, def) => this.#column(shard, value, def),
    };
  }

  #objects(value: ObjectValue, def: ColumnDef): ObjectColumn {
    const column = this.#column(this.#shard, value, def);
    this.#unpacked.push(column);
    return column;
  }

  #column(shard: ShardView, value: ObjectValue, def: ColumnDef): ObjectColumn {
    const { kept, view, nowMs } = this.#q;
    return kept.column({ value, def, view, shard, nowMs });
  }
}

function annotationValue(key: string): ObjectValue {
  return {
    key: `${annotationPrefix}${key}`,
    paths: [['metadata', 'annotations']],
    compute: ({ metadata: { annotations } }) =>
      annotations !== undefined && Object.hasOwn(annotations, key) ? (annotations[key] ?? null) : null,
  };
}
