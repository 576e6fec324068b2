import type { RestoredShard } from '../../core/fleet/fleet-restorer.ts';
import type { ClusterId, ShardState } from '../../core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../core/fleet/fleet-writer.ts';
import { type ApiResource, groupVersionOf } from '../../core/kube/api-resource.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import { ApiFailure } from '../client/api-server.ts';
import { smallResources } from './pinned-resources.ts';
import { initialState, Reflector } from './reflector.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { ShardFeed } from './shard-feed.ts';
import type { SliceQueue } from './slice-queue.ts';

/** What keeps one shard. */
export interface ShardKeeperOptions {
  readonly cluster: ClusterId;
  readonly resource: ResourceDef;
  /** True for what stays synced whether somebody asks or not. */
  readonly pinned: boolean;
  readonly store: FleetWriter;
  readonly queue: SliceQueue;
  readonly host: ReflectorHost;
  readonly newEpoch: () => string;
  /** What was kept of the shard; its rows are in the store. */
  readonly kept?: RestoredShard | undefined;
  onState(): void;
  /** Events of the resource arrived. */
  onNews(): void;
}

/** Between two reads of a resource that cannot be watched. Source: metrics-server reads kubelets every 15 s; a minute is fresh enough for people. */
const pollMs = 60_000;

/** One shard of the store with what keeps it true: opened with its definition, closed when nobody needs it. */
export class ShardKeeper {
  readonly #q: ShardKeeperOptions;
  #resource: ResourceDef;
  #reflector: Reflector | undefined;
  #state: ShardState;
  #waiting: (() => void)[] = [];
  /** Last time somebody asked for it. */
  usedAtMs: number;
  /** Viewers that keep it open. */
  holds = 0;

  constructor(q: ShardKeeperOptions) {
    this.#q = q;
    this.#resource = q.resource;
    this.usedAtMs = q.host.clock.nowMs();
    this.#state = q.kept?.state ?? initialState(q.resource, this.usedAtMs);
    q.store.openShard(q.cluster, q.resource, this.#state);
  }

  get pinned(): boolean {
    return this.#q.pinned;
  }

  get resource(): ResourceDef {
    return this.#resource;
  }

  /** As in the store. */
  get state(): ShardState {
    return this.#state;
  }

  get reflector(): Reflector | undefined {
    return this.#reflector;
  }

  /** Starts to sync the resource as the cluster serves it; a version other than before starts anew, rows stay until they are replaced. */
  serve(served: Pick<ApiResource, 'group' | 'version' | 'plural' | 'namespaced' | 'verbs'>): void {
    const groupVersion = groupVersionOf(served);
    if (this.#reflector !== undefined && this.#state.groupVersion === groupVersion) return;
    // In another version of the API the same object has other fields: nothing to go on from.
    const kept = this.#reflector === undefined && this.#q.kept?.state.groupVersion === groupVersion ? this.#q.kept : undefined;
    void this.#reflector?.stop();
    const { cluster, store, queue, host, newEpoch } = this.#q;
    const feed = new ShardFeed({
      cluster,
      resource: this.#resource.id,
      store,
      queue,
      clock: host.clock,
      newEpoch,
      resume: kept,
      onDefect: (error) => {
        host.log('error', 'defect: the store refused a batch', { error });
        this.#reflector?.failed(new ApiFailure('garbage', `defect: ${error instanceof Error ? error.message : String(error)}`));
      },
    });
    this.#reflector = new Reflector({
      host,
      feed,
      resource: served,
      listClass: this.#listClass(),
      kept,
      ...(served.verbs.includes('watch') ? {} : { pollMs }),
      onState: (state) => this.#setState(state),
      onNews: () => this.#q.onNews(),
    });
    this.#put(this.#reflector.state);
    this.#reflector.start();
  }

  /** Says that the cluster does not have the resource. */
  notServed(reason: string): void {
    if (this.#reflector !== undefined) return;
    this.#say('not served', reason);
  }

  /** Says why nothing is asked at all. */
  refuse(state: ShardState['state'], reason: string): void {
    this.#say(state, reason);
  }

  /** Another definition: columns changed. */
  redefine(resource: ResourceDef): void {
    this.#resource = resource;
    this.#q.store.openShard(this.#q.cluster, resource, this.#state);
  }

  /** Calls back once when the shard has left its first sync, for better or worse. */
  onceSettled(run: () => void): () => void {
    if (this.#state.state !== 'syncing') {
      run();
      return () => {};
    }
    this.#waiting.push(run);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== run);
    };
  }

  async close(): Promise<void> {
    const reflector = this.#reflector;
    this.#reflector = undefined;
    await reflector?.stop();
    this.#q.store.closeShard(this.#q.cluster, this.#resource.id);
  }

  #listClass(): 'small' | 'pods' | 'big' | 'asked' {
    if (smallResources.has(this.#resource.id)) return 'small';
    if (!this.#q.pinned) return 'asked';
    return this.#resource.id === 'pods' ? 'pods' : 'big';
  }

  #say(state: ShardState['state'], reason: string): void {
    if (this.#state.state === state && this.#state.reason === reason) return;
    this.#put({ ...this.#state, state, reason, sinceMs: this.#q.host.clock.nowMs() });
  }

  #put(state: ShardState): void {
    this.#q.store.setShardState(this.#q.cluster, this.#resource.id, state);
    this.#setState(state);
  }

  #setState(state: ShardState): void {
    const moved = this.#state.state !== state.state;
    this.#state = state;
    if (state.state !== 'syncing') {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const run of waiting) run();
    }
    if (moved) this.#q.onState();
  }
}
