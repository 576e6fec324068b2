import { createHash } from 'node:crypto';
import type { Check } from '../../../core/checks/check.ts';
import { type CheckSetting, defaultCheckSetting } from '../../../core/checks/check-setting.ts';
import type { LiveJudging } from '../../../core/checks/live/cluster-judge.ts';
import { maySee } from '../../../core/checks/live/finding-query.ts';
import { FleetJudge } from '../../../core/checks/live/fleet-judge.ts';
import type { LiveFinding } from '../../../core/checks/live/live-finding.ts';
import { neededResources } from '../../../core/checks/live/needed-resources.ts';
import { subjectKey } from '../../../core/checks/live/subject-key.ts';
import { checkList } from '../../../core/checks/registry.gen.ts';
import { type ClusterFacts, type ClusterId, everything, type FleetView, type Scope } from '../../../core/fleet/fleet-view.ts';
import type { ResourceId } from '../../../core/kube/api-resource.ts';
import type { Fleet } from '../compose-fleet.ts';
import { driveSlices } from '../drive-slices.ts';
import { restoreFindings, writeFindings } from './kept-findings.ts';

/** What a keeper needs of the running fleet. */
export type JudgedFleet = Pick<Fleet, 'view' | 'subscribe' | 'hold' | 'clock' | 'directory' | 'records'>;

/** How findings are kept up to date. */
export interface FindingsOptions {
  readonly fleet: JudgedFleet;
  readonly checks?: readonly Check[];
  settingOf?(facts: ClusterFacts): CheckSetting;
  readonly accepted?: LiveJudging['accepted'];
  /** Clusters whose first sync is over or given up on. */
  syncProgress(): { readonly done: number; readonly total: number };
  readonly secrets?: 'off' | 'metadata';
  /** Between two looks at what has changed; default 800 ms. */
  readonly paceMs?: number;
  readonly onFault: (error: unknown) => void;
}

const defaultPaceMs = 800;
/** Longest wait for the first sync of the fleet, and for what a cluster's checks need besides. */
const patienceMs = 20_000;
const writeEveryMs = 10_000;
/** Findings wait for people, not the other way round. */
const sliceMs = 4;

/** Judges a fleet that is served: each cluster once after its first sync, then what changes touch. Everything happens in slices. */
export class FindingsKeeper {
  readonly checks: readonly Check[];
  readonly judge: FleetJudge;
  readonly #q: FindingsOptions;
  readonly #needed: readonly ResourceId[];
  readonly #stopped = new AbortController();
  readonly #held = new Map<ClusterId, { readonly atMs: number; readonly release: () => void; admitted: boolean }>();
  #unsubscribe: () => void = () => {};
  #running: Promise<void> = Promise.resolve();
  #startedAtMs = 0;
  #writtenAtMs = 0;

  constructor(q: FindingsOptions) {
    this.#q = q;
    this.checks = q.checks ?? checkList;
    this.#needed = neededResources(this.checks).filter((resource) => resource !== 'secrets' || q.secrets === 'metadata');
    this.judge = new FleetJudge({
      checks: this.checks,
      hash: sha256,
      settingOf: q.settingOf ?? (() => defaultCheckSetting),
      ...(q.accepted && { accepted: q.accepted }),
    });
  }

  start(): void {
    this.#startedAtMs = this.#q.fleet.clock.nowMs();
    this.#unsubscribe = this.#q.fleet.subscribe((event) => {
      this.judge.accept(event);
      if (event.type === 'cluster-removed') this.#held.delete(event.cluster);
    });
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#q.onFault(error);
    });
  }

  /** Writes what is left, and ends. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#unsubscribe();
    await this.#running;
    for (const { release } of this.#held.values()) release();
    await this.#write();
  }

  /** Clusters that were judged, of those that there are. */
  progress(): { readonly judged: number; readonly clusters: number } {
    const judged = this.judge.judges().filter(({ judgedAtMs }) => judgedAtMs !== undefined).length;
    return { judged, clusters: this.#q.fleet.directory.clusters().length };
  }

  /** The findings of one object that somebody may see, suppressed and pending ones too. */
  findingsOf(
    scope: Scope,
    q: { readonly cluster: ClusterId; readonly resource: ResourceId; readonly namespace?: string | undefined; readonly name: string },
  ): readonly LiveFinding[] {
    const found = this.judge.judge(q.cluster)?.findingsOf(subjectKey(q.resource, `${q.namespace ?? ''}/${q.name}`)) ?? [];
    const view = this.view(scope);
    return found.filter((one) => one.subject.name === q.name && maySee(view, one));
  }

  view(scope: Scope): FleetView {
    return this.#q.fleet.view(scope);
  }

  get nowMs(): number {
    return this.#q.fleet.clock.nowMs();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    if (this.#q.fleet.records !== undefined) await restoreFindings(this.#q.fleet.records, this.judge.history).catch(this.#q.onFault);
    while (!signal.aborted) {
      this.#admit();
      const nowMs = this.nowMs;
      if (this.judge.hasWork(nowMs)) await driveSlices(this.judge.run(this.#q.fleet.view(everything), nowMs), { sliceMs, signal });
      if (nowMs - this.#writtenAtMs > writeEveryMs) await this.#write();
      // A cluster that was not judged yet does not wait for the next look.
      await pause(this.judge.hasWork(this.nowMs) ? 20 : (this.#q.paceMs ?? defaultPaceMs), signal);
    }
  }

  /** Asks for what the checks need of each cluster, and lets those be judged that have it. */
  #admit(): void {
    const nowMs = this.nowMs;
    const { done, total } = this.#q.syncProgress();
    if (done < total && nowMs - this.#startedAtMs < patienceMs) return;
    const view = this.#q.fleet.view(everything);
    for (const { id } of this.#q.fleet.directory.clusters()) {
      const held = this.#held.get(id);
      if (held === undefined) {
        const need = this.#needed.map((resource) => ({ cluster: id, resource }));
        this.#held.set(id, { atMs: nowMs, release: this.#q.fleet.hold(need), admitted: false });
      } else if (!held.admitted && (this.#isSettled(view, id) || nowMs - held.atMs > patienceMs)) {
        held.admitted = true;
        this.judge.admit(id);
      }
    }
  }

  #isSettled(view: FleetView, cluster: ClusterId): boolean {
    return this.#needed.every((resource) => {
      const state = view.shard(cluster, resource)?.state;
      return state !== undefined && (state.trueAtMs !== undefined || state.state === 'not served' || state.state === 'forbidden');
    });
  }

  async #write(): Promise<void> {
    this.#writtenAtMs = this.nowMs;
    const { records } = this.#q.fleet;
    if (records !== undefined) await writeFindings(records, this.judge, this.nowMs).catch(this.#q.onFault);
  }
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
