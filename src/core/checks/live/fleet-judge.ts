import type { ClusterId, FleetView, RowId, ShardState, Slices } from '../../fleet/fleet-view.ts';
import type { FleetEvent, ShardChange } from '../../fleet/fleet-writer.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { NamespacedName, Uid } from '../../kube/object.ts';
import { ClusterJudge, type JudgeParts, type LiveJudging, unjudged } from './cluster-judge.ts';
import { FindingHistory } from './finding-history.ts';
import { relevantHash } from './relevant-hash.ts';
import { RowHashes } from './row-hashes.ts';
import { SharedTexts } from './shared-texts.ts';
import { topic } from './topic.ts';

/** What has happened to a shard since it was last looked at. */
interface Heard {
  readonly upserted: Map<RowId, { readonly uid: Uid; readonly added: boolean }>;
  readonly removed: Set<NamespacedName>;
}

interface JudgedCluster {
  readonly judge: ClusterJudge;
  readonly heard: Map<ResourceId, Heard>;
  /** What was last known of each resource's readability, and of the server's version. */
  readonly knowledge: Map<ResourceId, string>;
  version: string | undefined;
  /** True from the moment its first judging begins: before that nothing needs to be heard. */
  listens: boolean;
  /** True when it is to be judged from scratch. */
  due: boolean;
}

/** Findings of a whole fleet: clusters are judged from scratch once when admitted, and by what the store's events touch from then on. */
export class FleetJudge {
  readonly history = new FindingHistory();
  readonly #parts: JudgeParts;
  readonly #clusters = new Map<ClusterId, JudgedCluster>();

  constructor(judging: LiveJudging) {
    this.#parts = { judging, history: this.history, texts: new SharedTexts(), hashes: new RowHashes() };
  }

  /** Judges of the clusters that were admitted, in that order. */
  judges(): readonly ClusterJudge[] {
    return [...this.#clusters.values()].map(({ judge }) => judge);
  }

  judge(cluster: ClusterId): ClusterJudge | undefined {
    return this.#clusters.get(cluster)?.judge;
  }

  /** Lets a cluster be judged from scratch with the next run. */
  admit(cluster: ClusterId): void {
    const known = this.#clusters.get(cluster);
    if (known !== undefined) known.due = true;
    else
      this.#clusters.set(cluster, {
        judge: new ClusterJudge(cluster, this.#parts),
        heard: new Map(),
        knowledge: new Map(),
        version: undefined,
        listens: false,
        due: true,
      });
  }

  /** Notes an event of the store. Costs next to nothing; nothing is read. */
  accept(event: FleetEvent): void {
    if (event.type === 'cluster-removed') this.#forget(event.cluster);
    else if (event.type === 'cluster') this.#version(event.facts.id, event.facts.version);
    else if (event.type === 'shard-state') this.#state(event.cluster, event.resource, event.state);
    else if (event.type === 'shard-closed') this.#readable(event.cluster, event.resource, 'closed');
    else this.#rows(event.change);
  }

  /** Whether there is anything to do at an instant. */
  hasWork(nowMs: number): boolean {
    for (const { judge, heard, due } of this.#clusters.values())
      if (due || heard.size > 0 || judge.dirty > 0 || (judge.nextWakeMs ?? Infinity) <= nowMs) return true;
    return false;
  }

  /** Does all that is due, with the fleet as it is: changes first, then clusters that were not judged yet. The answer counts judged subjects. */
  *run(view: FleetView, nowMs: number): Slices<number> {
    let count = 0;
    for (const one of this.#clusters.values()) {
      if (!one.listens || one.due) continue;
      yield* this.#hear(one, view);
      count += yield* one.judge.judgeDirty(view, nowMs);
    }
    const [next] = [...this.#clusters.values()].filter(({ due }) => due);
    if (next !== undefined) count += yield* this.#first(next, view, nowMs);
    return count;
  }

  /** One cluster a run, so that changes elsewhere do not wait for all of them; what happens meanwhile is heard. */
  *#first(one: JudgedCluster, view: FleetView, nowMs: number): Slices<number> {
    one.due = false;
    one.listens = true;
    one.heard.clear();
    one.version = view.cluster(one.judge.cluster)?.version;
    for (const resource of view.resources(one.judge.cluster)) {
      const shard = view.shard(one.judge.cluster, resource);
      if (shard !== undefined) one.knowledge.set(resource, readability(shard.state));
    }
    yield* one.judge.judgeAll(view, nowMs);
    return Math.max(1, one.judge.judgedObjects);
  }

  *#hear({ judge, heard }: JudgedCluster, view: FleetView): Slices<void> {
    const changes = [...heard];
    heard.clear();
    for (const [resource, { upserted, removed }] of changes) {
      for (const key of removed) judge.changed(resource, key, { owners: [], counts: true });
      const shard = view.shard(judge.cluster, resource);
      if (shard === undefined) continue;
      let count = 0;
      for (const [row, { uid, added }] of upserted) {
        if (!shard.rows.has(row) || shard.uid(row) !== uid) continue;
        if (++count % 16 === 0) yield;
        if (shard.bytes !== undefined) {
          const hash = relevantHash(shard.bytes(row));
          if (!added && this.#parts.hashes.get(resource, row) === hash) continue;
          this.#parts.hashes.set(resource, row, hash);
        }
        const owners = (shard.object(row).metadata.ownerReferences ?? []).flatMap(({ uid: owner }) => owner ?? []);
        judge.changed(resource, shard.key(row), { owners, counts: added });
      }
    }
  }

  #rows({ cluster, resource, upserted, removed }: ShardChange): void {
    const one = this.#clusters.get(cluster);
    if (one === undefined || !one.listens || unjudged.has(resource)) return;
    let heard = one.heard.get(resource);
    if (heard === undefined) {
      heard = { upserted: new Map(), removed: new Set() };
      one.heard.set(resource, heard);
    }
    for (const { key } of removed) heard.removed.add(key);
    for (const { row, uid, added } of upserted) {
      const before = heard.upserted.get(row);
      heard.upserted.set(row, { uid, added: added || (before?.uid === uid && before.added) });
    }
  }

  #state(cluster: ClusterId, resource: ResourceId, state: ShardState): void {
    this.#readable(cluster, resource, readability(state));
  }

  #readable(cluster: ClusterId, resource: ResourceId, now: string): void {
    const one = this.#clusters.get(cluster);
    if (one === undefined || !one.listens || one.knowledge.get(resource) === now) return;
    one.knowledge.set(resource, now);
    one.judge.touch(topic('k', resource));
  }

  #version(cluster: ClusterId, version: string | undefined): void {
    const one = this.#clusters.get(cluster);
    if (one === undefined || !one.listens || one.version === version) return;
    one.version = version;
    one.judge.touch(topic('v', ''));
  }

  #forget(cluster: ClusterId): void {
    this.#clusters.delete(cluster);
  }
}

/** What `Inventory.knows` makes of a state, as a text that changes when that does. */
function readability({ state, reason, trueAtMs, namespaces }: ShardState): string {
  if (state === 'not served') return state;
  if (state === 'forbidden') return `forbidden ${reason}`;
  return trueAtMs === undefined ? 'not yet' : `known ${namespaces?.join(',') ?? ''}`;
}
