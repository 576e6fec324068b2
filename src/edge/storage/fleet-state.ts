import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/base/clock.ts';
import type { CommitDraft } from '../../core/fleet/commit-draft.ts';
import type { FleetKeeper, KeepSink } from '../../core/fleet/fleet-keeper.ts';
import type { RestoredCluster, RestoredShard } from '../../core/fleet/fleet-restorer.ts';
import type { FleetStore } from '../../core/fleet/fleet-store.ts';
import type { ClusterId, ShardState } from '../../core/fleet/fleet-view.ts';
import type { KeptShard } from '../../core/fleet/kept-records.ts';
import type { ResourceId } from '../../core/kube/api-resource.ts';
import type { ResourceDef } from '../../core/resources/resource.ts';
import { ageText } from './age-text.ts';
import { droppingOrder } from './dropping-order.ts';
import { knownNamesText } from './known-names.ts';
import { pieceBytes } from './piece-bytes.ts';
import { RestoreProgress } from './restore-progress.ts';
import type { FromStateThread, OpenedState } from './state-messages.ts';
import { StatePort } from './state-port.ts';

/** What the state of a fleet is kept with. */
export interface FleetStateOptions {
  readonly folder: string;
  readonly maxBytes: number;
  /** Name and version of this program. */
  readonly program: string;
  readonly store: FleetStore;
  readonly clock: Clock;
  /** Address and authority of a configured cluster as one text; undefined for others. */
  originOf(cluster: ClusterId): string | undefined;
  /** False for namespaces whose rows are not to be put back. */
  allows(namespace: string): boolean;
  /** The definition of a resource that is kept; undefined when it is not known any more. */
  definitionOf(kept: KeptShard): ResourceDef | undefined;
  readonly log: (level: 'info' | 'warn', message: string, keys?: Readonly<Record<string, unknown>>) => void;
  /** Between two commits; default two seconds. */
  readonly everyMs?: number;
}

/** How it stands with what is kept. */
export interface StateFigures {
  readonly bytes: number;
  /** Last complete write; undefined before the first. */
  readonly writtenAtMs: number | undefined;
  readonly failures: number;
  readonly droppedObjects: number;
  /** Rows that are not written yet. */
  readonly waitingRows: number;
  /** CPU time that keeping took so far, of both threads. */
  readonly cpuMs: number;
  /** CPU time of the longest stretch without a turn of the event loop. */
  readonly longestStretchMs: number;
}

/** A beat says that what is live is still true, when nothing else is to be said. */
const beatMs = 10_000;
const namesEveryMs = 60_000;
const defaultEveryMs = 2000;
/** Longest pause between two tries while the disk makes trouble. */
const mostPauseMs = 60_000;
/** Pieces read ahead. */
const readAhead = 8;
/** A disk that hangs must not keep the fleet from starting. */
const restoreDeadlineMs = 15_000;
/** How long the last write may take when the process was told to stop. */
const farewellMs = 3000;
/** Work of this thread between two turns of the event loop. */
const sliceMs = 8;
/** Commits in a row that only make room, before one resource more is given up. */
const patience = 3;

/**
 * Keeps a fleet on disk: puts back what was kept, then hands over what changes every two seconds to a thread that writes it.
 *
 * Whatever happens to the disk is a warning and a figure, never an exception: the fleet is served all the same, and kept again once that works.
 */
export class FleetState {
  readonly #q: FleetStateOptions;
  readonly #keeper: FleetKeeper;
  readonly #port: StatePort;
  readonly #stopped = new AbortController();
  #run: Promise<void> | undefined;
  #isOpen = false;
  #bytes = 0;
  #writtenAtMs: number | undefined;
  #failures = 0;
  #trouble = '';
  #namesAtMs = Number.NEGATIVE_INFINITY;
  #names = '';
  #crowded = 0;
  #ownCpuMs = 0;
  #longestStretchMs = 0;
  #threadCpuMs = 0;
  readonly #expectsRows: boolean;
  readonly #progress = new RestoreProgress();

  /** To be made while the store is empty. */
  constructor(q: FleetStateOptions) {
    this.#q = q;
    this.#keeper = q.store.keeper();
    this.#port = new StatePort();
    this.#expectsRows = (statSync(join(q.folder, 'state.db'), { throwIfNoEntry: false })?.size ?? 0) > 0;
  }

  /** True when there is a file that may hold rows: whoever starts should wait for them. */
  get expectsRows(): boolean {
    return this.#expectsRows;
  }

  get port(): StatePort {
    return this.#port;
  }

  figures(): StateFigures {
    return {
      bytes: this.#bytes,
      writtenAtMs: this.#writtenAtMs,
      failures: this.#failures,
      droppedObjects: this.#keeper.droppedObjects,
      waitingRows: this.#keeper.waitingRows,
      cpuMs: this.#ownCpuMs + this.#threadCpuMs,
      longestStretchMs: this.#longestStretchMs,
    };
  }

  /** While `restore` is under way: resolves when all rows of a resource are back; true when some were kept. */
  back(resource: ResourceId): Promise<boolean> {
    return this.#progress.back(resource);
  }

  /** Opens the folder and puts back what is kept of configured clusters. Never rejects; answers `held` when another process has the folder. */
  async restore(): Promise<ReadonlyMap<ClusterId, RestoredCluster> | { readonly heldBy: string }> {
    const answer = await this.#ask({ startOver: false });
    if (answer.type !== 'opened') this.#progress.end();
    if (answer.type === 'held') return { heldBy: answer.by };
    if (answer.type !== 'opened') {
      this.#failed(reasonOf(answer));
      return new Map();
    }
    this.#isOpen = true;
    for (const note of answer.opened.notes) this.#q.log('warn', note);
    return await this.#putBack(answer.opened);
  }

  /** Keeps what changes from now on. */
  start(): void {
    this.#run ??= this.#loop();
  }

  /** Writes what is left and lets the folder go. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#run;
    const endMs = this.#q.clock.nowMs() + farewellMs;
    if (this.#isOpen) {
      while (this.#q.clock.nowMs() < endMs && (await this.#flush({ final: true, beat: true })));
      this.#writeNames(true);
    }
    await this.#port.close(farewellMs);
  }

  async #ask(how: { readonly startOver: boolean }): Promise<FromStateThread> {
    const { folder, maxBytes, program } = this.#q;
    return await this.#port.ask({ type: 'open', open: { folder, maxBytes, program, ...how } }, restoreDeadlineMs);
  }

  async #putBack(opened: OpenedState): Promise<ReadonlyMap<ClusterId, RestoredCluster>> {
    const restorer = this.#q.store.restorer({
      reread: opened.program !== this.#q.program,
      allows: (namespace) => this.#q.allows(namespace),
    });
    const wanted = this.#wanted(opened);
    const nowMs = this.#q.clock.nowMs();
    for (const [kept, def] of wanted.shards) restorer.begin(kept, def, stateOf(kept, { atMs: opened.atMs, nowMs }));
    this.#keeper.forget(wanted.unwanted);
    this.#progress.begin(wanted.shards.map(([{ resource }]) => resource));
    const broken = await this.#readPieces((piece) => {
      this.#progress.reached(piece.resource);
      restorer.piece(piece);
    });
    if (broken !== undefined) {
      restorer.giveUp();
      this.#progress.end([]);
      this.#failed(broken);
      return new Map();
    }
    const clusters = new Map<ClusterId, RestoredCluster & { shards: RestoredShard[] }>();
    const reason = reasonFor(nowMs - opened.atMs);
    for (const facts of wanted.clusters) clusters.set(facts.id, { facts, shards: [], reason });
    for (const shard of restorer.finish()) clusters.get(shard.kept.cluster)?.shards.push(shard);
    this.#progress.end();
    return clusters;
  }

  #wanted(opened: OpenedState) {
    const clusters = opened.clusters.filter(({ facts, origin }) => this.#q.originOf(facts.id) === origin).map(({ facts }) => facts);
    const known = new Set(clusters.map(({ id }) => id));
    const shards: (readonly [KeptShard, ResourceDef])[] = [];
    const unwanted: number[] = [];
    for (const kept of opened.shards) {
      const def = known.has(kept.cluster) ? this.#q.definitionOf(kept) : undefined;
      if (def === undefined) unwanted.push(kept.sid);
      else shards.push([kept, def]);
    }
    const foreign = opened.clusters.filter(({ facts }) => !known.has(facts.id)).map(({ facts }) => facts.id);
    return { clusters, shards, unwanted: { shards: unwanted, clusters: foreign } };
  }

  /** Reads all pieces; answers why that failed. */
  async #readPieces(take: (piece: Extract<FromStateThread, { type: 'piece' }>['piece']) => void): Promise<string | undefined> {
    const { clock } = this.#q;
    const endMs = clock.nowMs() + restoreDeadlineMs;
    let broken = false;
    let turnEndMs = performance.now() + sliceMs;
    this.#port.post({ type: 'read', count: readAhead });
    for (;;) {
      const answer = await this.#port.next(endMs - clock.nowMs());
      if (answer.type === 'read-end') return undefined;
      if (answer.type !== 'piece') return reasonOf(answer);
      if (broken) continue;
      this.#port.post({ type: 'read', count: 1 });
      // Pieces arrive faster than they are put back, and would keep everybody else waiting.
      if (performance.now() > turnEndMs) {
        await new Promise((resolve) => setImmediate(resolve));
        turnEndMs = performance.now() + sliceMs;
      }
      try {
        take(answer.piece);
      } catch (error) {
        // What was read ahead still arrives, then the answer to this.
        broken = true;
        this.#port.post({ type: 'break', reason: (error as Error).message });
      }
    }
  }

  async #loop(): Promise<void> {
    const everyMs = this.#q.everyMs ?? defaultEveryMs;
    let waitMs = everyMs;
    let failed = 0;
    for (;;) {
      await pause(waitMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
      const failures = this.#failures;
      if (!this.#isOpen) await this.#reopen();
      let more = this.#isOpen;
      while (more && !this.#stopped.signal.aborted) more = await this.#flush({ beat: this.#needsBeat() });
      if (this.#isOpen) this.#writeNames(false);
      failed = this.#failures === failures ? 0 : failed + 1;
      waitMs = Math.min(mostPauseMs, everyMs * 2 ** failed);
    }
  }

  #needsBeat(): boolean {
    return this.#q.clock.nowMs() - (this.#writtenAtMs ?? 0) >= beatMs;
  }

  async #reopen(): Promise<void> {
    const answer = await this.#ask({ startOver: true });
    if (answer.type !== 'opened') {
      this.#failed(reasonOf(answer));
      return;
    }
    for (const note of answer.opened.notes) this.#q.log('warn', note);
    this.#isOpen = true;
    this.#keeper.startOver();
  }

  /** One commit; true when the next should follow at once. */
  async #flush(q: { readonly final?: boolean; readonly beat: boolean }): Promise<boolean> {
    const sink: KeepSink = {
      piece: (piece) => {
        const bytes = pieceBytes(piece);
        this.#port.post({ type: 'piece', piece: bytes }, [bytes.columns.buffer, bytes.objects.buffer, bytes.layout.buffer]);
      },
      originOf: (cluster) => this.#q.originOf(cluster),
    };
    const draft = await inSlices(this.#keeper.flush(sink, q), (cpuMs) => {
      this.#ownCpuMs += cpuMs;
      this.#longestStretchMs = Math.max(this.#longestStretchMs, cpuMs);
    });
    if (draft === undefined) return false;
    const { news, dead } = draft.commit;
    const answer = await this.#port.ask({ type: 'commit', news: JSON.stringify(news), dead }, mostPauseMs, [dead.buffer]);
    return this.#settle(draft, answer);
  }

  #settle(draft: CommitDraft, answer: FromStateThread): boolean {
    if (answer.type !== 'committed') {
      this.#keeper.settle(draft, false);
      this.#failed(reasonOf(answer));
      if (answer.type !== 'failed' || answer.lost) this.#isOpen = false;
      return false;
    }
    this.#keeper.settle(draft, true);
    this.#bytes = answer.bytes;
    this.#threadCpuMs = answer.cpuMs;
    this.#writtenAtMs = this.#q.clock.nowMs();
    if (this.#trouble !== '') this.#q.log('info', 'the fleet is kept on disk again');
    this.#trouble = '';
    this.#makeRoom(answer.liveBytes);
    return draft.more;
  }

  /** Gives up what is missed least while there is more than there is room for. */
  #makeRoom(liveBytes: number): void {
    this.#crowded = liveBytes > this.#q.maxBytes ? this.#crowded + 1 : 0;
    // What was given up is freed by the commit after; a resource more is given up only if that was not enough.
    if (this.#crowded % patience !== 1) return;
    const resource = droppingOrder(this.#keeper.resources())[0];
    if (resource === undefined) return;
    this.#keeper.exclude(resource);
    this.#q.log('warn', `there is no room on disk for all of the fleet: ${resource} is not kept (--state-max-mb)`);
  }

  #failed(reason: string): void {
    this.#failures++;
    if (reason !== this.#trouble) this.#q.log('warn', `the fleet cannot be kept on disk: ${reason}`, { folder: this.#q.folder });
    this.#trouble = reason;
  }

  #writeNames(now: boolean): void {
    const nowMs = this.#q.clock.nowMs();
    if (!now && nowMs - this.#namesAtMs < namesEveryMs) return;
    this.#namesAtMs = nowMs;
    const text = knownNamesText(this.#q.store);
    if (text !== this.#names) this.#port.post({ type: 'names', text });
    this.#names = text;
  }
}

function reasonFor(ageMs: number): string {
  return `kept from before the restart, ${ageText(ageMs)} old`;
}

function stateOf(kept: KeptShard, { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number }): ShardState {
  const trueAtMs = kept.live ? atMs : (kept.trueAtMs ?? atMs);
  return {
    state: 'stale',
    sinceMs: trueAtMs,
    reason: reasonFor(nowMs - trueAtMs),
    received: kept.rows,
    expected: undefined,
    groupVersion: kept.groupVersion,
    trueAtMs,
    resourceVersion: kept.resourceVersion,
    ...(kept.namespaces !== undefined && { namespaces: kept.namespaces }),
  };
}

function reasonOf(answer: FromStateThread): string {
  switch (answer.type) {
    case 'held':
      return `the folder is in use by ${answer.by}`;
    case 'unusable':
    case 'broken':
    case 'failed':
      return answer.reason;
    default:
      return `the thread that writes answered ${answer.type}`;
  }
}

/** Drives a generator, giving the event loop its turn every few milliseconds. */
async function inSlices<T>(work: Generator<void, T>, spent: (cpuMs: number) => void): Promise<T> {
  for (;;) {
    const before = process.threadCpuUsage();
    const endMs = performance.now() + sliceMs;
    let step = work.next();
    while (step.done !== true && performance.now() < endMs) step = work.next();
    const { user, system } = process.threadCpuUsage(before);
    spent((user + system) / 1000);
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits without keeping the process alive; shorter when the signal says so. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms).unref();
    signal.addEventListener('abort', done, { once: true });
  });
}
