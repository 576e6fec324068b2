import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import type { RestoredCluster, RestoredShard } from '../../core/fleet/fleet-restorer.ts';
import type { ClusterFacts, ClusterId, ClusterIdentity, ClusterUid } from '../../core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../core/fleet/fleet-writer.ts';
import type { ApiResource, ResourceId } from '../../core/kube/api-resource.ts';
import { builtinById } from '../../core/resources/builtin-resources.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import type { ApiFailure, ApiServer } from '../client/api-server.ts';
import type { ClusterTarget, CredentialSource } from '../client/cluster-target.ts';
import { clusterCondition } from './cluster-condition.ts';
import { ClusterDiscovery } from './cluster-discovery.ts';
import { ClusterHealth, type WatchedResource } from './cluster-health.ts';
import type { CollectorLog } from './collector-log.ts';
import { isClusterWide } from './failure-reason.ts';
import type { ListSchedule } from './list-schedule.ts';
import { NamespaceCandidates } from './namespace-candidates.ts';
import { smallResources } from './pinned-resources.ts';
import { readClusterUid } from './read-cluster-uid.ts';
import type { ReflectorHost } from './reflector-host.ts';
import { ShardKeeper } from './shard-keeper.ts';
import type { SliceQueue } from './slice-queue.ts';
import { sleep, type Timers } from './timers.ts';

/** What the clusters of a fleet share. */
export interface FleetShared {
  readonly store: FleetWriter;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly schedule: ListSchedule;
  readonly queue: SliceQueue;
  readonly pinned: readonly ResourceId[];
  readonly secrets: 'off' | 'metadata';
  readonly probeEveryMs: number;
  readonly discoverEveryMs: number;
  readonly idleMs: number;
  /** Definitions of custom resources, shared by clusters that have the same. */
  readonly definitions: Map<string, ResourceDef>;
  newEpoch(): string;
  connect(target: ClusterTarget): ApiServer;
  /** Stands in for the uid of namespace kube-system where that may not be read. */
  fallbackUid(target: ClusterTarget): string;
  /** The uid of namespace kube-system was read. */
  learnedUid?(cluster: ClusterId, uid: ClusterUid): void;
  readonly log: CollectorLog;
}

/** What is asked of a cluster beside its shards waits so long for the first lists. */
const politeMs = 2000;
/** Resources whose changes mean that discovery has something new. */
const announcing: ReadonlySet<ResourceId> = new Set([
  'customresourcedefinitions.apiextensions.k8s.io',
  'apiservices.apiregistration.k8s.io',
]);

/** Keeps one cluster: its connection, its health, what it serves, and a keeper for every shard that is wanted. Never throws for what the cluster does. */
export class ClusterRunner {
  readonly #shared: FleetShared;
  readonly #shards = new Map<ResourceId, ShardKeeper>();
  readonly #stopped = new AbortController();
  readonly #health: ClusterHealth;
  readonly #host: ReflectorHost;
  readonly #namespaces: NamespaceCandidates;
  readonly discovery: ClusterDiscovery;
  #target: ClusterTarget;
  #api: ApiServer | undefined;
  #facts: ClusterFacts;
  #uid: Promise<void> | undefined;
  /** What was kept and has no keeper yet. */
  readonly #kept = new Map<ResourceId, RestoredShard>();
  /** Resolves when it is known that the cluster is the one that was kept; undefined when nothing was, or when it is known. */
  #identified: Promise<void> | undefined;
  /** Labels that are not configured but learned, e.g. from nodes. */
  #learnedLabels: Readonly<Record<string, string>> = {};
  /** Asked for every request, so that new credentials need no new connection. */
  readonly #credentials: CredentialSource;

  constructor(target: ClusterTarget, shared: FleetShared) {
    this.#target = target;
    this.#shared = shared;
    this.#credentials = { label: target.credentials.label, get: (q) => this.#target.credentials.get(q) };
    const api = (): ApiServer => this.#connection();
    const { clock, timers, random } = shared;
    this.#health = new ClusterHealth({
      clock,
      timers,
      random,
      api,
      probeEveryMs: shared.probeEveryMs,
      watched: () => this.#watched(),
      onChange: () => this.#refreshFacts(),
      onJudged: () => this.#eachReflector((reflector) => reflector.judged()),
      onRewound: (reason) => this.#rewound(reason),
    });
    this.#namespaces = new NamespaceCandidates({ api, clock, target: () => this.#target, signal: this.#stopped.signal });
    this.#host = this.#reflectorHost(api);
    this.discovery = new ClusterDiscovery({
      clock,
      timers,
      random,
      api,
      everyMs: shared.discoverEveryMs,
      definitions: shared.definitions,
      mayAsk: (signal) => this.#health.mayAsk(signal),
      unanswered: (failure) => this.#health.unanswered(failure),
      onChange: () => this.#servedChanged(),
      onLooked: () => this.#rereadDefinitions(),
      log: (level, message, keys) => shared.log(level, message, { cluster: target.id, ...keys }),
    });
    this.#facts = {
      id: target.id,
      uid: undefined,
      aliases: target.aliases,
      labels: target.labels,
      server: target.server,
      state: target.defect === undefined ? 'syncing' : 'unreachable',
      sinceMs: clock.nowMs(),
      reason: target.defect ?? '',
      version: undefined,
      latencyMs: undefined,
      lastContactMs: undefined,
      clockSkewMs: undefined,
      identity: identityOf(target),
    };
    shared.store.putCluster(this.#facts);
  }

  get target(): ClusterTarget {
    return this.#target;
  }

  /** As in the store. */
  get facts(): ClusterFacts {
    return this.#facts;
  }

  get shards(): ReadonlyMap<ResourceId, ShardKeeper> {
    return this.#shards;
  }

  /** True when nothing pinned is in a first sync any more, or the cluster as a whole does not answer. */
  get settled(): boolean {
    if (this.failing) return true;
    return this.#shared.pinned.every((id) => {
      const keeper = this.#shards.get(id);
      if (keeper?.reflector?.unconfirmed === true) return false;
      return keeper === undefined ? !builtinById.has(id) : keeper.state.state !== 'syncing' || keeper.reflector?.synced === true;
    });
  }

  /** True when the cluster as a whole does not answer: nobody should wait for it. */
  get failing(): boolean {
    return this.#target.defect !== undefined || this.#health.failing !== undefined;
  }

  /** Begins with what was kept of the cluster; to be called before it starts. Nothing of it is believed, and nothing asked on its behalf, before the cluster has said who it is. */
  keep({ facts, shards, reason }: RestoredCluster): void {
    for (const shard of shards) this.#kept.set(shard.kept.resource, shard);
    this.#health.version = facts.version;
    this.#health.lastContactMs = facts.lastContactMs;
    this.#health.doubt(reason);
    const sinceMs = Math.max(0, ...shards.map(({ state }) => state.sinceMs));
    this.#facts = { ...this.#facts, uid: facts.uid, version: facts.version, lastContactMs: facts.lastContactMs };
    if (this.#target.defect === undefined && shards.length > 0) this.#facts = { ...this.#facts, state: 'stale', sinceMs, reason };
    this.#shared.store.putCluster(this.#facts);
  }

  /** Starts to sync what is pinned and small. */
  startSmall(): void {
    if (this.#kept.size > 0) this.#startKept();
    this.#ensurePinned((id) => smallResources.has(id));
  }

  /** Starts to sync the rest of what is pinned, and then what makes the cluster known: uid, discovery, probe. */
  startRest(): void {
    if (this.#stopped.signal.aborted) return;
    this.#ensurePinned(() => true);
    if (this.#target.defect !== undefined) return;
    this.#health.start();
    this.discovery.start(politeMs * (1 + this.#shared.random.next()));
    this.#uid ??= this.#learnUid();
    void this.#sweep();
  }

  #ensurePinned(which: (id: ResourceId) => boolean): void {
    for (const id of this.#shared.pinned) {
      const resource = builtinById.get(id);
      if (resource !== undefined && which(id)) this.ensure(resource);
    }
  }

  /** Makes sure that the shard exists and is kept; counts as a use of it. */
  ensure(resource: ResourceDef): ShardKeeper {
    const known = this.#shards.get(resource.id);
    if (known !== undefined) {
      known.usedAtMs = this.#shared.clock.nowMs();
      return known;
    }
    const keeper = new ShardKeeper({
      cluster: this.#target.id,
      resource,
      pinned: this.#shared.pinned.includes(resource.id),
      store: this.#shared.store,
      queue: this.#shared.queue,
      host: this.#hostFor(resource.id),
      newEpoch: this.#shared.newEpoch,
      kept: this.#takeKept(resource.id),
      onState: () => this.#refreshFacts(),
      onNews: () => {
        if (announcing.has(resource.id)) this.discovery.changed();
      },
    });
    this.#shards.set(resource.id, keeper);
    this.#serve(keeper);
    return keeper;
  }

  /** Goes on with another description of the same cluster. Rows stay; another way to the server (proxy, TLS) or another user needs new connections, a token that rotates does not. */
  retarget(target: ClusterTarget): void {
    const before = this.#target;
    this.#target = target;
    if (!sameWay(before, target) || !sameUser(before, target)) {
      this.#api?.close();
      this.#api = undefined;
      this.#eachReflector((reflector) => reflector.reconnect());
      this.#health.doubt();
    } else if (this.#health.failing !== undefined) this.#health.probeSoon();
    this.#refreshFacts();
  }

  /** Labels beside those that are configured; configured ones win. */
  label(labels: Readonly<Record<string, string>>): void {
    this.#learnedLabels = labels;
    this.#refreshFacts();
  }

  /** For what is read once, without a keeper. */
  get host(): ReflectorHost {
    return this.#host;
  }

  /** Something that was read once failed: the cluster's facts say so. */
  unanswered(failure: ApiFailure): void {
    if (isClusterWide(failure)) this.#health.unanswered(failure);
  }

  /** What the API server's answers cost so far. */
  get usage(): ApiServer['usage'] | undefined {
    return this.#api?.usage;
  }

  /** Ends everything; the rows stay in the store. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([
      this.#health.stop(),
      this.discovery.stop(),
      ...[...this.#shards.values()].map((shard) => shard.reflector?.stop()),
      this.#uid,
    ]);
    this.#api?.close();
  }

  #connection(): ApiServer {
    this.#api ??= this.#shared.connect({ ...this.#target, credentials: this.#credentials });
    return this.#api;
  }

  #reflectorHost(api: () => ApiServer): ReflectorHost {
    const { clock, timers, random, schedule, log } = this.#shared;
    return {
      clock,
      timers,
      random,
      api,
      mayAsk: (signal) => this.#mayAsk(signal),
      place: (listClass, signal) => schedule.acquire(this.#target.id, listClass, signal),
      calm: (signal) => schedule.calm(signal),
      answered: (dateMs) => this.#health.answered(dateMs),
      unanswered: (failure: ApiFailure) => this.#health.unanswered(failure),
      reachableSinceMs: () => this.#health.reachableSinceMs,
      doubt: () => this.#health.doubt(),
      distrust: () => this.#health.distrust,
      namespaces: () => this.#namespaces.read(),
      log: (level, message, keys) => log(level, message, { cluster: this.#target.id, ...keys }),
    };
  }

  #hostFor(resource: ResourceId): ReflectorHost {
    return { ...this.#host, log: (level, message, keys) => this.#host.log(level, message, { resource, ...keys }) };
  }

  #serve(keeper: ShardKeeper): void {
    const { resource } = keeper;
    const served = this.discovery.served(resource.id, resource.version);
    if (this.#target.defect !== undefined) keeper.refuse('unreachable', this.#target.defect);
    else if (resource.id === 'secrets' && this.#shared.secrets === 'off')
      keeper.refuse('forbidden', 'secrets are not read unless `--secrets metadata` is given');
    else if (served === undefined) keeper.notServed(`the cluster does not serve ${resource.id}`);
    else keeper.serve(served === 'unknown' ? asDeclared(resource) : served);
  }

  /** Shards that were not served, or are served in another version now, start again. */
  #servedChanged(): void {
    if (this.#stopped.signal.aborted) return;
    for (const keeper of this.#shards.values()) {
      this.#serve(keeper);
      if (keeper.state.state === 'not served') keeper.reflector?.retryNow();
    }
  }

  /** Custom resources may have got other columns. */
  #rereadDefinitions(): void {
    if (this.#stopped.signal.aborted) return;
    for (const keeper of this.#shards.values()) if (keeper.resource.origin !== 'declared') void this.#redefine(keeper);
  }

  async #redefine(keeper: ShardKeeper): Promise<void> {
    const served = this.discovery.served(keeper.resource.id, keeper.resource.version);
    if (served === undefined || served === 'unknown') return;
    const changed = await this.discovery.readDefinition(served, this.#stopped.signal);
    if (this.#stopped.signal.aborted) return;
    if (changed && this.#shards.get(keeper.resource.id) === keeper) keeper.redefine(this.discovery.definition(served));
  }

  #rewound(reason: string): void {
    this.#shared.log('warn', reason, { cluster: this.#target.id });
    this.#eachReflector((reflector) => reflector.relist(reason));
  }

  /** What is synced and watched; pods first, since they change most and are everywhere. */
  #watched(): readonly WatchedResource[] {
    const watched = [...this.#shards].flatMap(([resource, { reflector }]) => {
      const path = reflector?.paths[0];
      return reflector?.synced && path !== undefined ? [{ resource, path: path.path, version: reflector.version }] : [];
    });
    return watched.sort((a, b) => Number(b.resource === 'pods') - Number(a.resource === 'pods'));
  }

  #eachReflector(visit: (reflector: NonNullable<ShardKeeper['reflector']>) => void): void {
    for (const { reflector } of this.#shards.values()) if (reflector !== undefined) visit(reflector);
  }

  #refreshFacts(): void {
    if (this.#stopped.signal.aborted) return;
    const condition = clusterCondition({
      defect: this.#target.defect,
      failing: this.#health.failing,
      cut: this.#health.cut,
      shards: [...this.#shards.values()].map((shard) => shard.state),
    });
    const moved = condition.state !== this.#facts.state;
    this.#facts = {
      ...this.#facts,
      ...condition,
      aliases: this.#target.aliases,
      labels: { ...this.#learnedLabels, ...this.#target.labels },
      server: this.#target.server,
      identity: identityOf(this.#target),
      sinceMs: moved ? this.#shared.clock.nowMs() : this.#facts.sinceMs,
      version: this.#health.version,
      latencyMs: this.#api?.usage.latencyMs,
      lastContactMs: this.#health.lastContactMs,
      clockSkewMs: this.#health.clockSkewMs,
    };
    this.#shared.store.putCluster(this.#facts);
  }

  async #learnUid(): Promise<void> {
    const signal = this.#stopped.signal;
    await sleep(this.#shared.timers, politeMs, signal);
    const uid = await readClusterUid({ api: () => this.#connection(), host: this.#host, signal });
    if (!signal.aborted) this.#putUid(uid ?? this.#shared.fallbackUid(this.#target), uid !== undefined);
  }

  /** The uid that was read, or what stands in for it. */
  #putUid(uid: ClusterUid, isRead: boolean): void {
    this.#facts = { ...this.#facts, uid };
    this.#refreshFacts();
    if (isRead) this.#shared.learnedUid?.(this.#target.id, uid);
  }

  #takeKept(resource: ResourceId): RestoredShard | undefined {
    const kept = this.#kept.get(resource);
    this.#kept.delete(resource);
    return kept;
  }

  /** Shows what was kept at once, and finds out whose it is. */
  #startKept(): void {
    if (this.#target.defect === undefined) {
      this.#identified = this.#identify();
      this.#uid = this.#identified;
      this.#health.start();
    }
    for (const { def } of [...this.#kept.values()]) this.ensure(def);
  }

  #mayAsk(signal: AbortSignal): Promise<void> {
    const identified = this.#identified;
    return identified === undefined ? this.#health.mayAsk(signal) : untilFirst(identified, signal).then(() => this.#health.mayAsk(signal));
  }

  /** Another cluster under the same name and address inherits nothing. One that does not say who it is has the same address and authority, which must do. */
  async #identify(): Promise<void> {
    const { signal } = this.#stopped;
    const kept = this.#facts.uid;
    const host = { ...this.#host, mayAsk: (aborted: AbortSignal) => this.#health.mayAsk(aborted) };
    const uid = await readClusterUid({ api: () => this.#connection(), host, signal, retry: { firstMs: 500, maxMs: 5000 } });
    if (signal.aborted) return;
    const fallback = this.#shared.fallbackUid(this.#target);
    if (uid !== undefined && kept !== undefined && kept !== uid && kept !== fallback) await this.#disown(kept, uid);
    this.#identified = undefined;
    this.#putUid(uid ?? kept ?? fallback, uid !== undefined);
  }

  async #disown(before: ClusterUid, now: ClusterUid): Promise<void> {
    this.#shared.log('warn', 'another cluster has the name and address of one that was kept: its rows are forgotten', {
      cluster: this.#target.id,
      before,
      now,
    });
    this.#learnedLabels = {};
    for (const [id, keeper] of [...this.#shards]) {
      await keeper.close();
      if (this.#stopped.signal.aborted) return;
      this.#shards.delete(id);
      if (keeper.pinned) this.ensure(keeper.resource);
    }
  }

  /** Closes what nobody has asked for in a while. */
  async #sweep(): Promise<void> {
    const { timers, idleMs, clock } = this.#shared;
    while (!this.#stopped.signal.aborted) {
      await sleep(timers, idleMs / 10, this.#stopped.signal);
      for (const [id, shard] of this.#shards) {
        if (shard.pinned || shard.holds > 0 || clock.nowMs() - shard.usedAtMs < idleMs) continue;
        this.#shards.delete(id);
        void shard.close();
      }
    }
  }
}

/** A built-in resource as its file says, until discovery knows better. */
function asDeclared(resource: ResourceDef): Pick<ApiResource, 'group' | 'version' | 'plural' | 'namespaced' | 'verbs'> {
  return { ...resource, verbs: resource.polled === true ? ['list'] : ['list', 'watch'] };
}

/** Resolves with the promise, or when the signal aborts. */
function untilFirst(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
    void promise.then(done);
  });
}

function sameWay(a: ClusterTarget, b: ClusterTarget): boolean {
  return (
    a.server === b.server &&
    a.proxyUrl === b.proxyUrl &&
    a.tls.ca === b.tls.ca &&
    a.tls.serverName === b.tls.serverName &&
    a.tls.insecureSkipVerify === b.tls.insecureSkipVerify
  );
}

/** By its own words; what its secrets are plays no part. */
function sameUser(a: ClusterTarget, b: ClusterTarget): boolean {
  return a.user === b.user && a.credentials.label === b.credentials.label;
}

function identityOf({ context, user, credentials }: ClusterTarget): ClusterIdentity {
  return { ...(context === undefined ? {} : { context }), ...(user === undefined ? {} : { user }), credential: credentials.label };
}
