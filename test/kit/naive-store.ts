import type { ClusterFacts, ClusterId, DeltaBatch, FleetView, Scope, ShardState } from '../../src/core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../src/core/fleet/fleet-writer.ts';
import type { ResourceId } from '../../src/core/kube/api-resource.ts';
import type { KubeObject, Uid } from '../../src/core/kube/object.ts';
import type { ResourceDef } from '../../src/core/resources/resource.ts';

/** A shard as simple as can be. */
export interface NaiveShard {
  resource: ResourceDef;
  state: ShardState;
  readonly objects: Map<Uid, KubeObject>;
  epoch: string;
  seq: number;
  /** Uids listed so far inside a bracket. */
  listed: Set<Uid> | undefined;
}

/** The write side of the store with maps: obviously right, holds the writer to its contract, and writes down what happens. */
export class NaiveStore implements FleetWriter {
  readonly clusters = new Map<ClusterId, ClusterFacts>();
  readonly shards = new Map<string, NaiveShard>();
  /** `relist-begin`, `+name`, `-uid`, `relist-end`, `bookmark`, `new epoch`, and states as `stale: reason`, in order. */
  readonly log: string[] = [];
  views = 0;

  putCluster(facts: ClusterFacts): void {
    this.clusters.set(facts.id, facts);
  }

  removeCluster(cluster: ClusterId): void {
    this.clusters.delete(cluster);
    for (const key of this.shards.keys()) if (key.startsWith(`${cluster} `)) this.shards.delete(key);
  }

  openShard(cluster: ClusterId, resource: ResourceDef, state: ShardState): void {
    const known = this.shards.get(`${cluster} ${resource.id}`);
    if (known !== undefined) Object.assign(known, { resource, state });
    else this.shards.set(`${cluster} ${resource.id}`, { resource, state, objects: new Map(), epoch: '', seq: 0, listed: undefined });
  }

  closeShard(cluster: ClusterId, resource: ResourceId): void {
    this.shards.delete(`${cluster} ${resource}`);
  }

  setShardState(cluster: ClusterId, resource: ResourceId, state: ShardState): void {
    const shard = this.shard(cluster, resource);
    if (shard.state.state !== state.state || shard.state.reason !== state.reason)
      this.log.push(state.reason === '' ? state.state : `${state.state}: ${state.reason}`);
    shard.state = state;
  }

  apply(batch: DeltaBatch): void {
    const shard = this.shard(batch.cluster, batch.resource);
    if (batch.epoch !== shard.epoch) {
      if (batch.mark !== 'relist-begin') throw new Error('a new epoch without relist-begin');
      if (shard.epoch !== '') this.log.push('new epoch');
      Object.assign(shard, { epoch: batch.epoch, seq: 0 });
    }
    if (batch.seq !== shard.seq + 1) throw new Error(`batch ${batch.seq} after ${shard.seq}`);
    shard.seq = batch.seq;
    if (batch.mark === 'relist-begin') shard.listed = new Set();
    for (const uid of batch.removed) {
      shard.objects.delete(uid);
      this.log.push(`-${uid}`);
    }
    for (const { uid, key, object, decoded } of batch.upserts) {
      const value = decoded ?? (JSON.parse(new TextDecoder().decode(object)) as KubeObject);
      for (const [other, { metadata }] of shard.objects)
        if (other !== uid && `${metadata.namespace ?? ''}/${metadata.name}` === key) shard.objects.delete(other);
      shard.objects.set(uid, value);
      shard.listed?.add(uid);
      this.log.push(`+${key.replace(/^\//, '')}`);
    }
    if (batch.mark === 'relist-end') {
      for (const uid of shard.objects.keys()) if (!shard.listed?.has(uid)) shard.objects.delete(uid);
      shard.listed = undefined;
    }
    if (batch.mark !== undefined) this.log.push(batch.mark);
  }

  shard(cluster: ClusterId, resource: ResourceId): NaiveShard {
    const shard = this.shards.get(`${cluster} ${resource}`);
    if (shard === undefined) throw new Error(`no shard ${cluster} ${resource}`);
    return shard;
  }

  /** Names of the objects of a shard, sorted. */
  names(cluster: ClusterId, resource: ResourceId): readonly string[] {
    return [...this.shard(cluster, resource).objects.values()].map(({ metadata }) => metadata.name).sort();
  }

  view(scope: Scope): FleetView {
    this.views++;
    return {
      id: String(this.views),
      atMs: 0,
      scope,
      clusters: () => [...this.clusters.values()],
      cluster: (id) => this.clusters.get(id),
      resources: () => [],
      shard: () => undefined,
      version: (cluster, resource) => this.shards.get(`${cluster} ${resource}`),
    };
  }
}
