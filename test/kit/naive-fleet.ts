import type { DeltaBatch, ShardState, ShardView } from '../../src/core/fleet/fleet-view.ts';
import type { KubeObject, Uid } from '../../src/core/kube/object.ts';
import type { ResourceDef } from '../../src/core/resources/resource.ts';
import { keysOf } from './fleet-fixture.ts';

/** One shard as plain values: what a view must show, computed from nothing but the objects. */
export interface PlainShard {
  readonly state: ShardState;
  readonly columns: readonly string[];
  readonly rows: readonly unknown[];
  readonly lookups: Readonly<Record<string, readonly string[]>>;
}

/** The lookups that a comparison makes. */
export interface LookupValues {
  readonly labels: readonly (readonly [string, string | undefined])[];
  readonly namespaces: readonly string[];
  readonly owners: readonly Uid[];
  readonly nodes: readonly string[];
}

/** A shard with maps only: the meaning of the rules of `src/core/fleet/SPEC.md`, without any cleverness. */
export class NaiveFleetShard {
  def: ResourceDef;
  state: ShardState;
  readonly #objects = new Map<Uid, { key: string; object: KubeObject }>();
  #listed: Set<Uid> | undefined;

  constructor(def: ResourceDef, state: ShardState) {
    this.def = def;
    this.state = state;
  }

  apply(batch: Pick<DeltaBatch, 'removed' | 'mark'>, objects: readonly KubeObject[]): void {
    if (batch.mark === 'relist-begin') this.#listed = new Set();
    for (const uid of batch.removed) this.#objects.delete(uid);
    for (const object of objects) {
      const { uid, namespace, name } = object.metadata;
      const key = `${namespace ?? ''}/${name}`;
      for (const [other, known] of this.#objects) if (known.key === key && other !== uid) this.#objects.delete(other);
      this.#objects.set(uid, { key, object });
      this.#listed?.add(uid);
    }
    if (batch.mark !== 'relist-end') return;
    for (const uid of [...this.#objects.keys()]) if (!this.#listed?.has(uid)) this.#objects.delete(uid);
    this.#listed = undefined;
  }

  uids(): Uid[] {
    return [...this.#objects.keys()];
  }

  object(uid: Uid): KubeObject | undefined {
    return this.#objects.get(uid)?.object;
  }

  plain(values: LookupValues): PlainShard {
    const entries = [...this.#objects].sort(([, a], [, b]) => (a.key < b.key ? -1 : 1));
    const keys = (is: (object: KubeObject) => boolean): string[] => entries.flatMap(([, { key, object }]) => (is(object) ? key : []));
    const lookups: Record<string, string[]> = {};
    for (const [label, value] of values.labels) {
      lookups[`label ${label} ${value}`] = keys(({ metadata }) => {
        const own = Object.hasOwn(metadata.labels ?? {}, label) ? metadata.labels?.[label] : undefined;
        return value === undefined ? own !== undefined : own === value;
      });
    }
    for (const namespace of values.namespaces)
      lookups[`namespace ${namespace}`] = keys(({ metadata }) => (metadata.namespace ?? '') === namespace);
    for (const uid of values.owners)
      lookups[`owner ${uid}`] = keys(({ metadata }) => (metadata.ownerReferences ?? []).some((owner) => owner.uid === uid));
    for (const node of values.nodes) lookups[`node ${node}`] = keys((object) => this.def.nodeName?.(object) === node);
    return {
      state: this.state,
      columns: this.def.columns.map(({ name }) => name),
      rows: entries.map(([uid, { key, object }]) => ({
        uid,
        key,
        cells: this.def.columns.map((column) => column.value(object)),
        labels: Object.entries(object.metadata.labels ?? {}).sort(),
        object: { apiVersion: this.state.groupVersion, kind: this.def.kind, ...object },
      })),
      lookups,
    };
  }
}

/** The same of a view. */
export function plainShard(shard: ShardView, values: LookupValues): PlainShard {
  const lookups: Record<string, string[]> = {};
  for (const [label, value] of values.labels) lookups[`label ${label} ${value}`] = keysOf(shard, shard.byLabel(label, value));
  for (const namespace of values.namespaces) lookups[`namespace ${namespace}`] = keysOf(shard, shard.byNamespace(namespace));
  for (const uid of values.owners) lookups[`owner ${uid}`] = keysOf(shard, shard.byOwner(uid));
  for (const node of values.nodes) lookups[`node ${node}`] = keysOf(shard, shard.byNode(node));
  return {
    state: shard.state,
    columns: shard.resource.columns.map(({ name }) => name),
    rows: keysOf(shard).map((key) => {
      const row = shard.byKey(key) as number;
      const cells = shard.resource.columns.map((column) => shard.column(column.name)?.cell(row));
      return { uid: shard.uid(row), key: shard.key(row), cells, labels: [...shard.labels(row)].sort(), object: shard.object(row) };
    }),
    lookups,
  };
}
