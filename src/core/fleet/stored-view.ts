import type { ResourceId } from '../kube/api-resource.ts';
import type { FleetRoot } from './fleet-root.ts';
import type { ClusterFacts, ClusterId, FleetView, ObjectCodec, RowId, Scope, ShardView } from './fleet-view.ts';
import { forbiddenShard } from './forbidden-shard.ts';
import type { ObjectReader } from './object-place.ts';
import { StoredShard } from './stored-shard.ts';

/** What a view needs of the store. */
export interface ViewSource {
  readonly root: FleetRoot;
  readonly reader: ObjectReader;
  readonly codec: ObjectCodec;
  /** The row that the newest state has for a key, as a first guess; -1 when none. */
  guessRow(cluster: ClusterId, resource: ResourceId, namespace: string, name: string): RowId;
}

/** The fleet in memory at the instant when the view was opened. */
export class StoredView implements FleetView {
  readonly id: string;
  readonly atMs: number;
  readonly scope: Scope;
  readonly #source: ViewSource;
  readonly #shards = new Map<string, ShardView | undefined>();

  constructor(q: { id: string; atMs: number; scope: Scope; source: ViewSource }) {
    this.id = q.id;
    this.atMs = q.atMs;
    this.scope = q.scope;
    this.#source = q.source;
  }

  clusters(): readonly ClusterFacts[] {
    return this.#source.root.facts();
  }

  cluster(id: ClusterId): ClusterFacts | undefined {
    return this.#source.root.clusters.get(id)?.facts;
  }

  resources(cluster: ClusterId): readonly ResourceId[] {
    return [...(this.#source.root.clusters.get(cluster)?.shards.keys() ?? [])].sort();
  }

  shard(cluster: ClusterId, resource: ResourceId): ShardView | undefined {
    const name = `${cluster}\n${resource}`;
    if (!this.#shards.has(name)) this.#shards.set(name, this.#open(cluster, resource));
    return this.#shards.get(name);
  }

  version(cluster: ClusterId, resource: ResourceId): { epoch: string; seq: number; changes: number } | undefined {
    const shard = this.#source.root.clusters.get(cluster)?.shards.get(resource);
    return shard === undefined ? undefined : { epoch: shard.epoch, seq: shard.seq, changes: shard.changes };
  }

  #open(cluster: ClusterId, resource: ResourceId): ShardView | undefined {
    const { root, reader, codec, guessRow } = this.#source;
    const shard = root.clusters.get(cluster)?.shards.get(resource);
    const lanes = root.tables.get(resource)?.lanes;
    if (shard === undefined || lanes === undefined) return undefined;
    const grant = this.scope.grant(cluster, resource, 'list');
    if (grant === 'none') return forbiddenShard({ cluster, resource: shard.def, state: shard.state });
    return new StoredShard({
      shard,
      lanes,
      labels: root.labels,
      grant,
      reader,
      codec,
      guessRow: (namespace, name) => guessRow(cluster, resource, namespace, name),
      related: (other) => this.shard(cluster, other),
    });
  }
}
