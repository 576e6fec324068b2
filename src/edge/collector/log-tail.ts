import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import { isPodOver, type LogContainer, logContainers } from '../../core/kube/log-containers.ts';
import type { KeptLogLine } from '../../core/kube/log-grep.ts';
import { type LogLine, type LogSource, logSourceKey } from '../../core/kube/log-line.ts';
import { LogMerge } from '../../core/kube/log-merge.ts';
import type { KubeObject } from '../../core/kube/object.ts';
import type { ApiServer } from '../client/api-server.ts';
import type { LogEntry } from './log-entry.ts';
import type { LogPlaces } from './log-places.ts';
import type { LogQuestion } from './log-question.ts';
import { LogStream } from './log-stream.ts';
import { sleep, type Timers } from './timers.ts';

/** What logs are read with. */
export interface LogTailOptions {
  readonly question: LogQuestion;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Streams at a time. */
  readonly places: LogPlaces;
  /** `drop`: a reader that is too slow loses lines, which are counted; `wait`: the containers' logs are read as slowly as the reader reads. */
  readonly whenBehind: 'drop' | 'wait';
  api(cluster: string): ApiServer | undefined;
}

/** Lines wait so long for earlier ones of other containers: what is followed is wanted soon, what is read to its end in order, but not at the price of a kubelet that hangs. */
const followed = { holdMs: 300, longestHoldMs: 1_500 };
const readToTheEnd = { holdMs: 3_000, longestHoldMs: 5_000 };

/** All lines that wait, together. */
const maxBytes = 32 * 1024 * 1024;

/** A stream that is to wait holds at most so much. */
const streamBytes = 512 * 1024;

/** Lines of one batch at most, and the least time between two: output in small pieces costs more than the lines. */
const batchLines = 4_000;
const batchEveryMs = 25;

/** Streams take so long to open; until then lines of those that are open wait, so that the first ones stand in order. */
const openingMs = 2_500;

/** What is not followed waits so long for a place that others hold. */
const longestQueueMs = 60_000;

/** After the last stream has opened. */
const openedMs = 150;

interface OpenLog {
  readonly id: number;
  readonly source: LogSource;
  readonly stream: LogStream;
  /** Waits until lines were taken. */
  room: (() => void) | undefined;
  isSettled: boolean;
  isOver: boolean;
}

/**
 * The logs of many containers as one, in order of time. `setPods` says which pods there are, as often as that changes; `batches` tells lines and notes until everything
 * has ended or the signal aborts. A line that is later than others by more than the holding time comes late.
 */
export class LogTail {
  readonly #q: LogTailOptions;
  readonly #merge: LogMerge;
  readonly #logs = new Map<string, OpenLog>();
  readonly #byId: OpenLog[] = [];
  #notes: LogEntry[] = [];
  /** Clusters that may tell of more pods. */
  readonly #expected: Set<string>;
  /** Clusters that have not told of any yet. */
  readonly #unheard: Set<string>;
  #queued = 0;
  #refused = 0;
  #openCount = 0;
  #wake: (() => void) | undefined;
  #failure: unknown;
  readonly #cancels: (() => void)[] = [];
  readonly #enough = new AbortController();

  /** `expected`: clusters whose pods are still to be told. */
  constructor(q: LogTailOptions & { readonly expected: readonly string[] }) {
    this.#q = q;
    this.#expected = new Set(q.expected);
    this.#unheard = new Set(q.expected);
    const { follow } = q.question;
    this.#merge = new LogMerge({ ...(follow ? followed : readToTheEnd), maxBytes });
    this.#merge.holdUntilMs = q.clock.nowMs() + (follow ? openingMs : readToTheEnd.longestHoldMs);
  }

  /** Containers whose logs were opened so far. */
  get opened(): number {
    return this.#byId.length;
  }

  /** Containers that were left out because there is no room for more streams. */
  get refused(): number {
    return this.#refused;
  }

  /** The pods of a cluster that are wanted, all of them; `last` when no more will come. */
  setPods(cluster: string, pods: readonly KubeObject[], q: { readonly last: boolean }): void {
    const first = this.#unheard.delete(cluster);
    const seen = new Set<string>();
    for (const pod of pods) {
      const { namespace = '', name } = pod.metadata;
      for (const container of logContainers(pod)) {
        if (!this.#q.question.container(container.name)) continue;
        const source: LogSource = { cluster, namespace, pod: name, container: container.name };
        const key = `${logSourceKey(source)}/${pod.metadata.uid}`;
        seen.add(key);
        const known = this.#logs.get(key);
        const isOver = isPodOver(pod);
        if (known !== undefined) known.stream.update(container, { isOver });
        else this.#consider({ key, source, container, isOld: first, isOver });
      }
    }
    for (const [key, log] of this.#logs)
      if (log.source.cluster === cluster && !seen.has(key)) log.stream.update(undefined, { isOver: true });
    this.#opening();
    if (q.last) this.#expected.delete(cluster);
    this.#wake?.();
  }

  /** Tells something from outside in its place. */
  note(text: string, q: { readonly isTrouble: boolean; readonly source?: LogSource }): void {
    this.#notes.push({ type: 'note', source: q.source, text, isTrouble: q.isTrouble });
    this.#wake?.();
  }

  /** A defect of ours ends everything. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** No pods of this cluster are to be expected any more. */
  giveUp(cluster: string): void {
    this.#expected.delete(cluster);
    this.#unheard.delete(cluster);
    this.#opening();
    this.#wake?.();
  }

  /** Ends what has not ended by then, with a note for each; what was read until then still comes. */
  finishWithin(ms: number): void {
    const cancel = this.#q.timers.after(ms, () => {
      for (const { isSettled, isOver, source } of this.#byId) {
        if (isOver) continue;
        const text = isSettled ? 'there is more than could be read in time' : `no log: no answer within ${Math.round(ms / 1000)} s`;
        this.note(text, { isTrouble: true, source });
      }
      for (const cluster of this.#unheard) this.note(`${cluster}: its pods are not known yet`, { isTrouble: true });
      this.#expected.clear();
      this.#unheard.clear();
      this.#enough.abort();
      this.#wake?.();
    });
    this.#cancels.push(cancel);
  }

  /** Lines and notes as they come. Throws only for a defect of ours. */
  async *batches(): AsyncGenerator<readonly LogEntry[]> {
    const { clock, signal, timers, question } = this.#q;
    try {
      while (!signal.aborted) {
        const entries = this.#take();
        if (this.#failure !== undefined) throw this.#failure;
        if (entries.length > 0) {
          yield entries;
          if (question.follow && entries.length < batchLines) await sleep(timers, batchEveryMs, signal);
        } else if (this.#expected.size === 0 && this.#openCount === 0 && this.#merge.bytes === 0) return;
        else {
          const nextMs = this.#merge.nextMs(clock.nowMs());
          await this.#rest(nextMs === undefined ? 60_000 : Math.max(1, nextMs - clock.nowMs()));
        }
      }
    } finally {
      for (const cancel of this.#cancels) cancel();
    }
  }

  /** Opens the log of a container that is new, if there is something to be had and room for it. */
  #consider(q: { key: string; source: LogSource; container: LogContainer; isOld: boolean; isOver: boolean }): void {
    const leave = this.#q.places.enter(q.source.cluster);
    // What is not followed can wait for its turn.
    if (leave === undefined && this.#q.question.follow) {
      this.#refused++;
      return;
    }
    const id = this.#byId.length;
    const { question, clock, timers, random } = this.#q;
    const signal = AbortSignal.any([this.#q.signal, this.#enough.signal]);
    const stream = new LogStream(q.container, {
      source: q.source,
      question: question.follow && q.isOver ? { ...question, follow: false } : question,
      isOld: q.isOld,
      clock,
      timers,
      random,
      signal,
      api: () => this.#api(q.source.cluster),
      onSettled: () => this.#settled(id),
      onLines: (lines) => this.#add(id, lines),
      onNote: (text, isTrouble) => this.note(text, { isTrouble, source: q.source }),
    });
    const log: OpenLog = { id, source: q.source, stream, room: undefined, isSettled: false, isOver: false };
    this.#byId.push(log);
    this.#logs.set(q.key, log);
    this.#openCount++;
    this.#merge.open(id);
    this.#run(log, leave)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#openCount--;
        log.isOver = true;
        this.#merge.close(id);
        this.#settled(id);
        this.#wake?.();
      });
  }

  async #run({ stream, source }: OpenLog, given: (() => void) | undefined): Promise<void> {
    if (given === undefined) this.#queue(1);
    const leave = given ?? (await this.#whenFree(source.cluster));
    if (given === undefined) this.#queue(-1);
    try {
      if (leave !== undefined) await stream.run();
      else this.note('not read: other readers hold all places of this API server', { isTrouble: true, source });
    } finally {
      leave?.();
    }
  }

  /** Logs that have not been opened yet are waited for, however long others take. */
  #queue(change: 1 | -1): void {
    this.#queued += change;
    this.#merge.holdUntilMs = this.#queued > 0 ? Number.POSITIVE_INFINITY : this.#q.clock.nowMs();
    this.#wake?.();
  }

  /** A place, once others have gone; undefined when they stay too long. */
  async #whenFree(cluster: string): Promise<(() => void) | undefined> {
    const late = new AbortController();
    const cancel = this.#q.timers.after(longestQueueMs, () => late.abort());
    try {
      return await this.#q.places.enterWhenFree(cluster, AbortSignal.any([this.#q.signal, this.#enough.signal, late.signal]));
    } finally {
      cancel();
    }
  }

  #settled(id: number): void {
    const log = this.#byId[id] as OpenLog;
    if (log.isSettled) return;
    log.isSettled = true;
    this.#opening();
  }

  /** Ends the time of opening once every stream has opened. */
  #opening(): void {
    if (this.#unheard.size > 0 || this.#byId.some(({ isSettled }) => !isSettled)) return;
    this.#merge.holdUntilMs = Math.min(this.#merge.holdUntilMs, this.#q.clock.nowMs() + openedMs);
  }

  #api(cluster: string): ApiServer {
    const api = this.#q.api(cluster);
    if (api === undefined) throw new Error(`there is no cluster ${cluster}`);
    return api;
  }

  #add(id: number, lines: readonly LogLine[]): void | Promise<void> {
    this.#merge.add(id, lines, this.#q.clock.nowMs());
    this.#wake?.();
    if (this.#q.whenBehind === 'drop' || !this.#isFull(id)) return;
    return new Promise((resolve) => {
      const log = this.#byId[id] as OpenLog;
      log.room = resolve;
      this.#q.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** While others wait for their turn to be opened, nobody may wait for the order that needs them. */
  #isFull(id: number): boolean {
    return this.#merge.bytes > maxBytes * 0.6 || (this.#queued === 0 && this.#merge.bytesOf(id) >= streamBytes);
  }

  #take(): readonly LogEntry[] {
    const { lines, dropped } = this.#merge.take(this.#q.clock.nowMs(), batchLines);
    const notes = this.#notes;
    if (notes.length > 0) this.#notes = [];
    const entries: LogEntry[] = [];
    for (const [id, count] of dropped) entries.push({ type: 'dropped', source: this.#sourceOf(id), count });
    for (const { stream, line } of lines) entries.push({ type: 'line', source: this.#sourceOf(stream), line: line as KeptLogLine });
    for (const note of notes) entries.push(note);
    for (const log of this.#byId) {
      if (log.room === undefined || this.#isFull(log.id)) continue;
      log.room();
      log.room = undefined;
    }
    return entries;
  }

  #sourceOf(id: number): LogSource {
    return (this.#byId[id] as OpenLog).source;
  }

  async #rest(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await sleep(this.#q.timers, ms, AbortSignal.any([this.#q.signal, woken.signal]));
    this.#wake = undefined;
  }
}
