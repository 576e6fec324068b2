import type { ClusterFacts, ClusterId, FleetView, RowId, ShardView, Slices } from '../../fleet/fleet-view.ts';
import type { ResourceId } from '../../kube/api-resource.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Check } from '../check.ts';
import type { CheckSetting } from '../check-setting.ts';
import type { Finding, FindingSubject, SuppressionNote, Unevaluated } from '../finding.ts';
import type { Hash } from '../fingerprint.ts';
import { SubjectJudge } from '../judge-inventory.ts';
import { Relations } from '../relations.ts';
import { resourceOfObject } from '../resource-of-object.ts';
import { workloadOf } from '../workload.ts';
import type { FindingHistory } from './finding-history.ts';
import type { LiveFinding, LiveSubject, ResolvedWhy } from './live-finding.ts';
import { relevantHash } from './relevant-hash.ts';
import type { RowHashes } from './row-hashes.ts';
import type { SharedTexts } from './shared-texts.ts';
import { readSubjectKey, type SubjectKey, subjectKey, wholeCluster } from './subject-key.ts';
import { type Topic, topic } from './topic.ts';
import { TopicReaders } from './topic-readers.ts';
import { TrackedInventory } from './tracked-inventory.ts';
import { WakeHeap } from './wake-heap.ts';

/** What all clusters of a fleet are judged with. */
export interface LiveJudging {
  readonly checks: readonly Check[];
  readonly hash: Hash;
  settingOf(facts: ClusterFacts): CheckSetting;
  /** The central file's word on a finding. */
  accepted?(finding: Finding, labels: Readonly<Record<string, string>>, nowMs: number): SuppressionNote | undefined;
}

/** What the judges of a fleet share. */
export interface JudgeParts {
  readonly judging: LiveJudging;
  readonly history: FindingHistory;
  readonly texts: SharedTexts;
  readonly hashes: RowHashes;
}

/** Resources whose objects change all the time and that no rule is about. */
export const unjudged: ReadonlySet<ResourceId> = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);

interface SubjectState {
  readonly found: readonly LiveFinding[];
  /** `check/rule\nreason`, shared. */
  readonly unknown: readonly string[];
  readonly reads: readonly Topic[];
  readonly wakeAtMs: number;
}

const nothing: readonly never[] = Object.freeze([]);
const objectsPerSlice = 16;
/** Fewer than are kept between two subjects. */
const readAhead = 2048;
/** Objects that may be kept from one namespace to the next: lists of the whole cluster among them. */
const mostAhead = 3000;

/** Judges one cluster from scratch, and from then on only what a change can have touched. Incremental = from scratch. */
export class ClusterJudge {
  readonly cluster: ClusterId;
  readonly #q: JudgeParts;
  readonly #subjects = new Map<SubjectKey, SubjectState>();
  readonly #readers = new TopicReaders();
  readonly #unknown = new Map<string, number>();
  readonly #dirty = new Set<SubjectKey>();
  readonly #heap = new WakeHeap();
  #findings = 0;
  #judged = 0;
  #since: number | undefined;
  #wakeAtMs = Infinity;

  constructor(cluster: ClusterId, q: JudgeParts) {
    this.cluster = cluster;
    this.#q = q;
  }

  /** When it was first judged completely; undefined before. */
  get judgedAtMs(): number | undefined {
    return this.#since;
  }

  /** Findings of any state but resolved. */
  get size(): number {
    return this.#findings;
  }

  /** Objects that were judged from scratch. */
  get judgedObjects(): number {
    return this.#judged;
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  get nextWakeMs(): number | undefined {
    return this.#heap.nextMs;
  }

  *findings(): Iterable<LiveFinding> {
    for (const { found } of this.#subjects.values()) yield* found;
  }

  /** What an object was found to have. */
  findingsOf(key: SubjectKey): readonly LiveFinding[] {
    return this.#subjects.get(key)?.found ?? nothing;
  }

  /** Rules that could not be evaluated, with how many subjects that concerns. */
  unevaluated(): readonly Unevaluated[] {
    return [...this.#unknown].map(([text, subjects]) => ({ ...readUnknown(text), subjects }));
  }

  /** Marks a subject to be judged again. */
  touchSubject(key: SubjectKey): void {
    this.#dirty.add(key);
  }

  /** Marks everybody who read something. */
  touch(what: Topic): void {
    for (const key of this.#readers.of(what)) this.#dirty.add(key);
  }

  /** An object came, went or changed: whoever looks at it is judged again. `owners`: uids of what controls it. */
  changed(resource: ResourceId, key: string, q: { readonly owners: readonly string[]; readonly counts: boolean }): void {
    const slash = key.indexOf('/');
    const namespace = key.slice(0, slash);
    this.touchSubject(subjectKey(resource, key));
    this.touch(topic('o', resource, namespace, key.slice(slash + 1)));
    this.touch(topic('l', resource, namespace));
    this.touch(topic('a', resource));
    for (const uid of q.owners) this.touch(topic('w', resource, uid));
    if (!q.counts) return;
    this.touch(topic('c', resource));
    this.touch(topic('c', resource, namespace));
  }

  /** Judges everything, namespace by namespace, so that little needs to be unpacked at a time. */
  *judgeAll(view: FleetView, nowMs: number): Slices<void> {
    const inventory = new TrackedInventory(view, this.cluster, nowMs);
    const judge = this.#judge(view, inventory);
    this.#dirty.clear();
    const seen = new Set<SubjectKey>([wholeCluster]);
    this.#subject(wholeCluster, { judge, inventory });
    yield;
    let count = 0;
    let read = 0;
    for (const rows of rowsByNamespace(inventory).values()) {
      for (const [i, [shard, row]] of rows.entries()) {
        // Neighbours lie in one block: read ahead in their order, each block is unpacked once, and not again for each workload that looks at its pods.
        if (i % readAhead === 0 && inventory.kept > mostAhead) inventory.forget();
        if (i % readAhead === 0)
          for (const [ahead, at] of rows.slice(i, i + readAhead)) {
            if (ahead.bytes !== undefined) this.#q.hashes.set(ahead.resource.id, at, relevantHash(ahead.bytes(at)));
            inventory.object(ahead, at);
            if (++read % objectsPerSlice === 0) yield;
          }
        const { id } = shard.resource;
        const key = subjectKey(id, shard.key(row));
        this.#subject(key, { judge, inventory, object: inventory.object(shard, row) });
        if (this.#subjects.has(key)) seen.add(key);
        if (++count % objectsPerSlice === 0) yield;
      }
    }
    for (const key of this.#subjects.keys()) if (!seen.has(key)) this.#again(key, { judge, inventory });
    this.#judged = count;
    this.#since ??= nowMs;
    this.#q.history.judged(this.cluster);
    this.#q.history.changed(this.cluster);
  }

  /** Judges what was touched and what has waited for its time. */
  *judgeDirty(view: FleetView, nowMs: number): Slices<number> {
    for (const { key, atMs } of this.#heap.take(nowMs)) if (this.#subjects.get(key)?.wakeAtMs === atMs) this.#dirty.add(key);
    if (this.#dirty.size === 0) return 0;
    const inventory = new TrackedInventory(view, this.cluster, nowMs);
    const judge = this.#judge(view, inventory);
    const keys = [...this.#dirty];
    this.#dirty.clear();
    for (const key of keys) {
      this.#again(key, { judge, inventory });
      yield;
    }
    return keys.length;
  }

  #judge(view: FleetView, inventory: TrackedInventory): SubjectJudge {
    const { checks, hash, settingOf } = this.#q.judging;
    const facts = view.cluster(this.cluster);
    return new SubjectJudge({
      inventory,
      checks,
      hash,
      ...(facts !== undefined && { setting: settingOf(facts) }),
      live: {
        wakeAt: (atMs) => {
          if (atMs > inventory.nowMs) this.#wakeAtMs = Math.min(this.#wakeAtMs, atMs);
        },
      },
    });
  }

  /** Judges a subject as it is now, or lets it go. */
  #again(key: SubjectKey, q: Round): void {
    if (key === wholeCluster) {
      this.#subject(key, q);
      return;
    }
    const { resource, namespace, name } = readSubjectKey(key);
    const shard = q.inventory.shard(resource);
    // Nothing is known of a resource that is not read any more: neither opened nor closed.
    if (shard === undefined || shard.state.trueAtMs === undefined) return;
    const row = shard.byKey(`${namespace ?? ''}/${name}`);
    if (row === undefined) this.#gone(key, q.inventory.nowMs);
    else this.#subject(key, { ...q, object: q.inventory.object(shard, row) });
  }

  #subject(key: SubjectKey, { judge, inventory, object }: Round): void {
    this.#wakeAtMs = Infinity;
    inventory.takeReads();
    if (object === undefined) judge.cluster();
    else judge.object(object, readSubjectKey(key).resource);
    const { findings, unknown } = judge.drain();
    const before = this.#subjects.get(key);
    if (findings.length === 0 && unknown.length === 0 && before === undefined && this.#wakeAtMs === Infinity) {
      const reads = inventory.takeReads();
      if (reads.size > 0) this.#keep(key, undefined, { found: nothing, unknown: nothing, reads: [...reads], wakeAtMs: Infinity });
      return;
    }
    const found = this.#merge({ findings, unknown, before: before?.found ?? nothing, object, inventory });
    const reads = [...inventory.takeReads()];
    const texts = unknown.map((one) => this.#q.texts.text(unknownText(one)));
    for (const { opensAtMs = 0 } of found) if (opensAtMs > inventory.nowMs) this.#wakeAtMs = Math.min(this.#wakeAtMs, opensAtMs);
    for (const { suppressed } of found)
      if (suppressed?.untilMs !== undefined) this.#wakeAtMs = Math.min(this.#wakeAtMs, suppressed.untilMs + 1);
    this.#keep(key, before, { found, unknown: texts, reads, wakeAtMs: this.#wakeAtMs });
  }

  /** What is found now, with what is known of it from before. A rule that cannot be evaluated keeps what it had. */
  #merge(q: {
    readonly findings: readonly Finding[];
    readonly unknown: readonly Unevaluated[];
    readonly before: readonly LiveFinding[];
    readonly object: KubeObject | undefined;
    readonly inventory: TrackedInventory;
  }): readonly LiveFinding[] {
    const { nowMs } = q.inventory;
    const known = new Map(q.before.map((one) => [one.instance, one]));
    const blind = new Set(q.unknown.map(({ check, rule }) => `${check}/${rule}`));
    const subjects = new Map<string, LiveSubject>();
    const found = new Map<string, LiveFinding>();
    for (const finding of q.findings) {
      const subject = this.#liveSubject(finding.subject, q, subjects);
      const one = this.#live(finding, subject, { before: known.get(finding.fingerprints.instance), nowMs, object: q.object });
      found.set(one.instance, one);
    }
    for (const one of q.before) {
      if (found.has(one.instance)) continue;
      if (blind.has(`${one.check}/${one.rule}`)) found.set(one.instance, one);
      else this.#over(one, 'fixed', nowMs);
    }
    return found.size === 0 ? nothing : [...found.values()];
  }

  #live(
    finding: Finding,
    subject: LiveSubject,
    {
      before,
      nowMs,
      object,
    }: { readonly before: LiveFinding | undefined; readonly nowMs: number; readonly object: KubeObject | undefined },
  ): LiveFinding {
    const { texts, history, judging } = this.#q;
    const { instance, family, cause } = finding.fingerprints;
    const former = before ?? history.before(this.cluster, instance);
    const returned = former !== undefined && 'resolvedAtMs' in former;
    const first = former === undefined || returned;
    const sharedFamily = texts.text(family);
    const one: LiveFinding = {
      check: finding.check,
      rule: finding.rule,
      severity: finding.severity,
      confidence: finding.confidence,
      subject,
      locator: texts.text(finding.locator),
      message: texts.text(finding.message),
      path: texts.path(finding.path),
      container: texts.text(finding.container),
      advice: texts.text(finding.advice),
      instance,
      family: sharedFamily,
      cause: cause === family ? sharedFamily : texts.text(cause),
      sinceMs: finding.sinceMs,
      opensAtMs: finding.opensAtMs,
      suppressed: finding.suppressed ?? judging.accepted?.(finding, object?.metadata.labels ?? {}, nowMs),
      openedAtMs: first ? Math.min(nowMs, finding.sinceMs ?? nowMs) : former.openedAtMs,
      episodes: former === undefined ? 1 : former.episodes + (returned ? 1 : 0),
      atLeast: first ? this.#since === undefined && finding.sinceMs === undefined : former.atLeast,
    };
    if (before === undefined) history.opened(one);
    return one;
  }

  #liveSubject(
    subject: FindingSubject,
    { object, inventory }: { readonly object: KubeObject | undefined; readonly inventory: TrackedInventory },
    known: Map<string, LiveSubject>,
  ): LiveSubject {
    const { group, kind, namespace, name, apiVersion } = subject;
    const key = `${group}/${kind}/${namespace ?? ''}/${name}`;
    const there = known.get(key);
    if (there !== undefined) return there;
    const resource =
      kind === 'Cluster' && group === '' ? undefined : resourceOfObject({ apiVersion, kind, metadata: { name } } as KubeObject).id;
    const own = object?.kind === kind && object.metadata.name === name ? object : undefined;
    const about = own ?? (resource === undefined ? undefined : inventory.get(resource, namespace, name));
    const labels: Readonly<Record<string, string>> = about?.metadata.labels ?? {};
    const workload = own === undefined ? undefined : workloadOf(own);
    const made: LiveSubject = {
      cluster: this.cluster,
      group: this.#q.texts.text(group),
      kind: this.#q.texts.text(kind),
      resource: this.#q.texts.text(resource),
      namespace: this.#q.texts.text(namespace),
      name: this.#q.texts.text(name),
      team: this.#q.texts.text(label(labels, 'team')),
      application: this.#q.texts.text(label(labels, 'application') ?? label(labels, 'app.kubernetes.io/name') ?? label(labels, 'app')),
      exposed: workload !== undefined && new Relations(inventory).isExposed(workload),
    };
    known.set(key, made);
    return made;
  }

  #gone(key: SubjectKey, nowMs: number): void {
    const state = this.#subjects.get(key);
    if (state === undefined) return;
    for (const one of state.found) this.#over(one, 'object-deleted', nowMs);
    this.#keep(key, state, undefined);
  }

  #over(one: LiveFinding, why: ResolvedWhy, nowMs: number): void {
    if (one.opensAtMs !== undefined && one.opensAtMs > nowMs) this.#q.history.changed(this.cluster);
    else this.#q.history.over({ ...one, resolvedAtMs: nowMs, why });
  }

  #keep(key: SubjectKey, before: SubjectState | undefined, after: SubjectState | undefined): void {
    this.#findings += (after?.found.length ?? 0) - (before?.found.length ?? 0);
    for (const text of before?.unknown ?? nothing) this.#countUnknown(text, -1);
    for (const text of after?.unknown ?? nothing) this.#countUnknown(text, 1);
    this.#readers.replace(key, before?.reads ?? nothing, after?.reads ?? nothing);
    if (after === undefined) this.#subjects.delete(key);
    else this.#subjects.set(key, after);
    if (after !== undefined && after.wakeAtMs !== Infinity && after.wakeAtMs !== before?.wakeAtMs) this.#heap.add(after.wakeAtMs, key);
  }

  #countUnknown(text: string, by: number): void {
    const count = (this.#unknown.get(text) ?? 0) + by;
    if (count === 0) this.#unknown.delete(text);
    else this.#unknown.set(text, count);
  }
}

interface Round {
  readonly judge: SubjectJudge;
  readonly inventory: TrackedInventory;
  readonly object?: KubeObject;
}

/** All rows of what is judged, by namespace; what has none comes first. */
function rowsByNamespace(inventory: TrackedInventory): ReadonlyMap<string, readonly (readonly [ShardView, RowId])[]> {
  const byNamespace = new Map<string, (readonly [ShardView, RowId])[]>([['', []]]);
  for (const resource of inventory.resources()) {
    const shard = unjudged.has(resource) ? undefined : inventory.shard(resource);
    shard?.rows.forEach((row) => {
      const key = shard.key(row);
      const namespace = key.slice(0, key.indexOf('/'));
      const rows = byNamespace.get(namespace);
      if (rows === undefined) byNamespace.set(namespace, [[shard, row]]);
      else rows.push([shard, row]);
    });
  }
  return byNamespace;
}

function unknownText({ check, rule, reason }: Unevaluated): string {
  return `${check}/${rule}\n${reason}`;
}

function readUnknown(text: string): { readonly check: string; readonly rule: string; readonly reason: string } {
  const slash = text.indexOf('/');
  const line = text.indexOf('\n', slash);
  return { check: text.slice(0, slash), rule: text.slice(slash + 1, line), reason: text.slice(line + 1) };
}

function label(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
