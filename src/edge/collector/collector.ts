import type { Clock } from '../../core/base/clock.ts';
import { HindsightError } from '../../core/base/hindsight-error.ts';
import { hash32, type Random } from '../../core/base/random.ts';
import type { RestoredCluster } from '../../core/fleet/fleet-restorer.ts';
import type { ClusterFacts, ClusterId, ClusterUid, FleetView, Scope } from '../../core/fleet/fleet-view.ts';
import type { FleetWriter } from '../../core/fleet/fleet-writer.ts';
import { type ApiResource, type ResourceId, resourceId } from '../../core/kube/api-resource.ts';
import type { FleetDirectory } from '../../core/query/fleet-directory.ts';
import { builtinById, resolveBuiltin } from '../../core/resources/builtin-resources.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import type { ApiServer } from '../client/api-server.ts';
import type { ClusterTarget } from '../client/cluster-target.ts';
import { sanitisedName } from '../client/sanitised-name.ts';
import { ClusterRunner, type FleetShared } from './cluster-runner.ts';
import type { CollectorLog } from './collector-log.ts';
import { type CollectorStatus, collectorStatus } from './collector-status.ts';
import type { FleetSource, OpenRequest, ShardNeed } from './fleet-source.ts';
import { defaultListLimits, ListSchedule, type ListScheduleLimits } from './list-schedule.ts';
import { onceListLimits, readOnce } from './read-once.ts';
import { SameClusters } from './same-clusters.ts';
import type { ShardKeeper } from './shard-keeper.ts';
import { SliceQueue } from './slice-queue.ts';
import type { Timers } from './timers.ts';

/** What the collector needs of the store. */
export interface CollectorStore extends FleetWriter {
  view(scope: Scope): FleetView;
}

/** Clusters whose shards are made ready in one turn of the event loop: about a millisecond. */
const clustersPerTurn = 4;

/** What a collector is made of. */
export interface CollectorOptions {
  readonly targets: readonly ClusterTarget[];
  connect(target: ClusterTarget): ApiServer;
  readonly store: CollectorStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Synced from the start and for ever; in mode `once` nothing is. */
  readonly pinned: readonly ResourceId[];
  /** `watch`: kept in sync. `once`: each `open` reads each list once and keeps no stream, for a direct `get`. */
  readonly mode: 'watch' | 'once';
  readonly log?: CollectorLog;
  /** `cluster`: targets that turn out to have the same uid become one, named and read by the first of them. Default `context`: they stay apart. */
  readonly identity?: 'cluster' | 'context';
  /** Stands in for a cluster's uid where namespace kube-system may not be read; default a short hash of server and CA. */
  readonly fallbackUid?: (target: ClusterTarget) => string;
  /** `metadata`: secrets are read, without their values. Default `off`. */
  readonly secrets?: 'off' | 'metadata';
  /** How long `open` waits for first syncs. Default 1,500 ms in mode `watch`, 15,000 in mode `once`: an API server may queue us for 11 s. */
  readonly openDeadlineMs?: number;
  /** Default two minutes. */
  readonly probeEveryMs?: number;
  /** Default five minutes. */
  readonly discoverEveryMs?: number;
  /** What is not pinned is closed after so long without use. Default ten minutes. */
  readonly idleMs?: number;
  readonly limits?: ListScheduleLimits;
  readonly kept?: KeptStart | undefined;
}

/** What was kept from before a restart, while it is put back into the store. Nothing of it rejects. */
export interface KeptStart {
  /** Once all of it is there: nothing is asked of clusters before. */
  readonly clusters: Promise<ReadonlyMap<ClusterId, RestoredCluster>>;
  /** Resolves when all rows of a resource are there; true when some were kept. */
  back(resource: ResourceId): Promise<boolean>;
}

/**
 * Keeps the store true to every cluster, and opens views on it.
 * Guarantees: `open` never waits for a cluster that is known to be sick, and for none longer than its deadline; when everything needed has been synced before,
 * it touches neither network nor timer. Cluster trouble is a state in the store, never an exception.
 */
export class Collector implements FleetSource, FleetDirectory {
  readonly #q: CollectorOptions;
  readonly #shared: FleetShared;
  readonly #runners = new Map<ClusterId, ClusterRunner>();
  readonly #openDeadlineMs: number;
  readonly #same = new SameClusters();
  #targets: readonly ClusterTarget[] = [];
  #sorted: readonly ClusterRunner[] = [];
  #byAlias = new Map<string, ClusterRunner>();
  #started = false;
  #stopped = false;
  /** While what was kept is being put back. */
  #restoring: Promise<void> | undefined;

  constructor(q: CollectorOptions) {
    this.#q = q;
    this.#openDeadlineMs = q.openDeadlineMs ?? (q.mode === 'once' ? 15_000 : 1500);
    this.#shared = { ...sharedOf(q), ...(q.identity === 'cluster' && { learnedUid: (id, uid) => this.#learnedUid(id, uid) }) };
    this.#adopt(q.targets);
  }

  /** Connects to every cluster and begins to sync what is pinned. Mode `once` has nothing to start. */
  start(): void {
    if (this.#q.mode === 'once' || this.#started) return;
    this.#started = true;
    if (this.#q.kept === undefined) this.#begin(this.#sorted);
    else this.#restoring = this.#beginWith(this.#q.kept);
  }

  async #beginWith(kept: KeptStart): Promise<void> {
    for (const [id, cluster] of await kept.clusters) {
      const runner = this.#runners.get(id);
      if (runner === undefined) this.#q.store.removeCluster(id);
      else runner.keep(cluster);
    }
    this.#restoring = undefined;
    if (!this.#stopped) this.#begin(this.#sorted);
  }

  /** Small lists of all clusters go out first; what prepares the others comes when these are in, a few clusters at a time. */
  #begin(runners: readonly ClusterRunner[]): void {
    for (const runner of runners) runner.startSmall();
    void (async () => {
      await this.#shared.timers.yieldToLoop();
      await this.#shared.schedule.calm();
      for (const [i, runner] of runners.entries()) {
        if (i % clustersPerTurn === 0) await this.#shared.timers.yieldToLoop();
        runner.startRest();
      }
    })();
  }

  /** Ends all streams and timers; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#restoring;
    await Promise.all(this.#sorted.map((runner) => runner.stop()));
  }

  /** Goes on with other clusters: new ones start, missing ones are forgotten, changed ones reconnect and keep their rows while the server is the same. */
  setTargets(targets: readonly ClusterTarget[]): void {
    this.#adopt(targets);
  }

  async open(q: OpenRequest): Promise<FleetView> {
    if (q.atMs !== undefined)
      throw new HindsightError('query-invalid', 'the past is not recorded yet: `at` names a moment that cannot be shown');
    this.#refuseSecrets(q.need);
    if (this.#restoring !== undefined && (await this.#isBack(q))) return this.#q.store.view(q.scope);
    if (this.#q.mode === 'once') {
      await readOnce({
        need: q.need,
        signal: q.signal,
        ...(q.onProgress === undefined ? {} : { onProgress: q.onProgress }),
        shared: this.#shared,
        deadlineMs: this.#openDeadlineMs,
        runner: (id) => this.#runners.get(id),
        define: this.#define,
      });
    } else {
      const waitFor = this.#ensure(q.need).filter((shard) => this.#isWorthWaiting(shard));
      if (waitFor.length > 0) await this.#firstSyncs(waitFor, q);
    }
    return this.#q.store.view(q.scope);
  }

  /** Keeps shards synced for as long as somebody looks at them, e.g. a live table; the answer lets them go. */
  hold(need: readonly ShardNeed[]): () => void {
    if (this.#restoring !== undefined) return this.#holdLater(this.#restoring, need);
    const shards = this.#q.mode === 'once' ? [] : this.#ensure(need).map(({ shard }) => shard);
    for (const shard of shards) shard.holds++;
    return () => {
      for (const shard of shards.splice(0)) {
        shard.holds--;
        shard.usedAtMs = this.#shared.clock.nowMs();
      }
    };
  }

  /**
   * Makes names resolvable that are no built-ins: waits for discovery of the clusters named and reads the CRDs that the names mean,
   * for no longer than the deadline and for no sick cluster. Touches nothing when all names are built-ins or known.
   */
  async prepare(q: { clusters: readonly ClusterId[]; names: readonly string[]; signal: AbortSignal }): Promise<void> {
    const names = q.names.filter((name) => resolveBuiltin(name) === undefined);
    const lessons = q.clusters.flatMap((id) => {
      const runner = this.#runners.get(id);
      return runner === undefined || runner.failing
        ? []
        : names.filter((name) => !runner.discovery.knows(name)).map((name) => ({ runner, name }));
    });
    if (lessons.length === 0) return;
    await this.#within(q.signal, Promise.all(lessons.map(({ runner, name }) => runner.discovery.learn(name, q.signal))));
  }

  clusters(): readonly ClusterFacts[] {
    return this.#sorted.map((runner) => runner.facts);
  }

  cluster(name: string): ClusterFacts | undefined {
    return (this.#runners.get(name) ?? this.#byAlias.get(name))?.facts;
  }

  resolve(cluster: ClusterId, name: string): ResourceDef | 'unknown' | undefined {
    const builtin = resolveBuiltin(name);
    if (builtin !== undefined) return builtin;
    const runner = this.#runners.get(cluster);
    if (runner === undefined) return undefined;
    if (runner.discovery.answer === undefined) return 'unknown';
    const found = runner.discovery.find(name);
    return found === undefined ? undefined : (builtinById.get(resourceId(found)) ?? runner.discovery.definition(found));
  }

  resources(): ReadonlyMap<ResourceId, ResourceDef> {
    const all = new Map(builtinById);
    for (const { discovery } of this.#sorted)
      for (const resource of discovery.answer?.resources ?? []) {
        const id = resourceId(resource);
        if (!all.has(id) && resource.verbs.includes('list')) all.set(id, discovery.definition(resource));
      }
    return all;
  }

  served(cluster: ClusterId): readonly ApiResource[] | undefined {
    return this.#runners.get(cluster)?.discovery.answer?.resources;
  }

  /** The connection to a cluster, for what is read besides lists and watches: logs. Undefined for an unknown cluster; not to be kept. */
  apiServer(cluster: ClusterId): ApiServer | undefined {
    return this.#runners.get(cluster)?.host.api();
  }

  /** The clusters as they are read now, one target each. */
  get targets(): readonly ClusterTarget[] {
    return this.#sorted.map(({ target }) => target);
  }

  /** How it stands with every cluster and shard, for `/readyz` and `/metrics`. */
  status(): CollectorStatus {
    return collectorStatus({
      runners: this.#sorted,
      nowMs: this.#shared.clock.nowMs(),
      waitingLists: this.#shared.schedule.waiting,
      waitingObjects: this.#shared.queue.waitingObjects,
    });
  }

  /** Clusters whose pinned resources are synced or given up on, of all: `112 of 148 clusters`. */
  syncProgress(): { readonly done: number; readonly total: number } {
    return { done: this.#sorted.filter((runner) => runner.settled).length, total: this.#sorted.length };
  }

  /** Labels that were learned from what the cluster holds, beside the configured ones. */
  label(cluster: ClusterId, labels: Readonly<Record<string, string>>): void {
    this.#runners.get(cluster)?.label(labels);
  }

  /** Two that turn out to be one become one: the first in the order of the configuration, whichever answered first. */
  #learnedUid(id: ClusterId, uid: ClusterUid): void {
    const pair = this.#same.learned(this.#targets, id, uid);
    if (pair === undefined) return;
    this.#shared.log('warn', `${pair.kept} and ${pair.other} are the same cluster: ${pair.kept} is kept, the other name still works`, {
      uid,
    });
    this.#adopt(this.#targets);
  }

  #adopt(configured: readonly ClusterTarget[]): void {
    this.#targets = configured;
    const targets = this.#same.united(configured);
    const wanted = new Map(targets.map((target) => [target.id, target]));
    const added: ClusterRunner[] = [];
    for (const [id, runner] of this.#runners) {
      const target = wanted.get(id);
      if (target?.server === runner.target.server && target.defect === runner.target.defect) continue;
      this.#runners.delete(id);
      void runner.stop();
      this.#q.store.removeCluster(id);
    }
    for (const [id, target] of wanted) {
      const known = this.#runners.get(id);
      if (known === undefined) {
        const runner = new ClusterRunner(target, this.#shared);
        this.#runners.set(id, runner);
        added.push(runner);
      } else if (known.target !== target) known.retarget(target);
    }
    this.#sorted = [...this.#runners.values()].sort((a, b) => (a.target.id < b.target.id ? -1 : 1));
    this.#byAlias = new Map(this.#sorted.flatMap((runner) => runner.target.aliases.map((alias) => [alias, runner] as const)));
    // Links have aliases as addresses write them; a name that is one wins over one that would be written alike.
    for (const [alias, runner] of [...this.#byAlias]) {
      const clean = sanitisedName(alias);
      if (!this.#byAlias.has(clean)) this.#byAlias.set(clean, runner);
    }
    if (this.#started && this.#restoring === undefined) this.#begin(added);
  }

  readonly #define = (cluster: ClusterId, resource: ResourceId): ResourceDef | undefined => {
    const definition = builtinById.get(resource) ?? this.resolve(cluster, resource);
    return definition === 'unknown' ? undefined : definition;
  };

  #ensure(need: readonly ShardNeed[]): readonly NeededShard[] {
    return need.flatMap(({ cluster, resource }) => {
      const runner = this.#runners.get(cluster);
      const definition = runner?.shards.get(resource)?.resource ?? this.#define(cluster, resource);
      return runner === undefined || definition === undefined ? [] : [{ runner, shard: runner.ensure(definition) }];
    });
  }

  /** A first sync that is young and has met no trouble; one that takes long is shown as it stands. */
  #isWorthWaiting({ runner, shard }: NeededShard): boolean {
    const { state } = shard;
    if (state.state !== 'syncing' || state.reason !== '' || runner.failing) return false;
    return this.#shared.clock.nowMs() - state.sinceMs < 2 * this.#openDeadlineMs;
  }

  async #firstSyncs(needed: readonly NeededShard[], q: OpenRequest): Promise<void> {
    const total = new Set(q.need.map((need) => need.cluster)).size;
    const left = new Map<ClusterRunner, number>();
    for (const { runner } of needed) left.set(runner, (left.get(runner) ?? 0) + 1);
    q.onProgress?.(total - left.size, total);
    const cancels: (() => void)[] = [];
    const all = new Promise<void>((resolve) => {
      for (const { runner, shard } of needed)
        cancels.push(
          shard.onceSettled(() => {
            const more = (left.get(runner) ?? 1) - 1;
            if (more > 0) left.set(runner, more);
            else {
              left.delete(runner);
              q.onProgress?.(total - left.size, total);
            }
            if (left.size === 0) resolve();
          }),
        );
    });
    await this.#within(q.signal, all);
    for (const cancel of cancels) cancel();
  }

  /** Waits for the work, the deadline or the signal, whichever is first. */
  async #within(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#shared.timers.after(this.#openDeadlineMs, resolve);
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      work.then(done, (error: unknown) => {
        done();
        reject(error);
      });
    });
  }

  /** Waits for kept rows of what is needed, which takes no longer than their reader allows. False when something needed was not kept: then all is there now. */
  async #isBack({ need, signal }: OpenRequest): Promise<boolean> {
    const aborted = new Promise<boolean>((resolve) => {
      if (signal.aborted) resolve(true);
      else signal.addEventListener('abort', () => resolve(true), { once: true });
    });
    const resources = [...new Set(need.map(({ resource }) => resource))];
    const back = Promise.all(resources.map((resource) => this.#q.kept?.back(resource)));
    if (resources.length > 0 && (await Promise.race([back.then((all) => all.every(Boolean)), aborted]))) return true;
    return await Promise.race([this.#restoring?.then(() => false) ?? false, aborted]);
  }

  #holdLater(restoring: Promise<void>, need: readonly ShardNeed[]): () => void {
    let release: (() => void) | undefined;
    let given = false;
    void restoring.then(() => {
      if (!given && !this.#stopped) release = this.hold(need);
    });
    return () => {
      given = true;
      release?.();
    };
  }

  #refuseSecrets(need: readonly ShardNeed[]): void {
    if (this.#shared.secrets !== 'off' || need.length === 0 || need.some(({ resource }) => resource !== 'secrets')) return;
    throw new HindsightError('refused', 'secrets are not read', {
      hint: 'Start with `--secrets metadata` to list them without their values.',
    });
  }
}

interface NeededShard {
  readonly runner: ClusterRunner;
  readonly shard: ShardKeeper;
}

function sharedOf(q: CollectorOptions): FleetShared {
  const { store, clock, timers, random, pinned } = q;
  const life = `${clock.nowMs().toString(36)}-${random.int(2 ** 31).toString(36)}`;
  let epochs = 0;
  return {
    store,
    clock,
    timers,
    random,
    pinned: q.mode === 'once' ? [] : pinned,
    schedule: new ListSchedule({ timers, limits: q.limits ?? (q.mode === 'once' ? onceListLimits : defaultListLimits) }),
    queue: new SliceQueue({ clock, timers }),
    secrets: q.secrets ?? 'off',
    probeEveryMs: q.probeEveryMs ?? 120_000,
    discoverEveryMs: q.discoverEveryMs ?? 300_000,
    idleMs: q.idleMs ?? 600_000,
    definitions: new Map(),
    newEpoch: () => `${life}-${++epochs}`,
    connect: (target) => q.connect(target),
    fallbackUid: q.fallbackUid ?? (({ server, tls }) => `no-uid-${hash32(server).toString(16)}-${hash32(tls.ca ?? '').toString(16)}`),
    log: q.log ?? (() => {}),
  };
}
