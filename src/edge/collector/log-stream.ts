import { type BackoffBounds, backoffMs } from '../../core/base/backoff.ts';
import type { Clock } from '../../core/base/clock.ts';
import type { Random } from '../../core/base/random.ts';
import type { LogContainer } from '../../core/kube/log-containers.ts';
import { LogGrep } from '../../core/kube/log-grep.ts';
import type { LogLine, LogSource } from '../../core/kube/log-line.ts';
import { LogPosition } from '../../core/kube/log-position.ts';
import { ApiFailure, type ApiServer } from '../client/api-server.ts';
import { describeFailure } from '../client/describe-failure.ts';
import type { LogQuestion } from './log-question.ts';
import { sleep, type Timers } from './timers.ts';

/** What one container's log is read with. */
export interface LogStreamOptions {
  readonly source: LogSource;
  readonly question: LogQuestion;
  /** The container was there before following began: only its tail is wanted. */
  readonly isOld: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly signal: AbortSignal;
  api(): ApiServer;
  /** The log's first answer arrived, or it failed. */
  onSettled(): void;
  /** Lines that are wanted; nothing more is read until a promise is settled. */
  onLines(lines: readonly LogLine[]): void | Promise<void>;
  onNote(text: string, isTrouble: boolean): void;
}

/** A stream that breaks is opened again after a moment, soon and then less often. */
const retryBounds: BackoffBounds = { firstMs: 500, maxMs: 15_000 };

/** What a pod's status says of a container's end comes later than the end of its log. */
const statusDelayMs = 1_500;

/** Clocks of machines differ. */
const skewMs = 1_000;

/** A container that waits is looked at again even if no event says so. */
const waitingRetryMs = 10_000;

/**
 * Reads the log of one container; followed, to the end of the container and on through its restarts, across breaks, without losing or doubling a line of a run.
 * Never rejects: trouble is told as notes.
 */
export class LogStream {
  readonly #q: LogStreamOptions;
  readonly #grep: LogGrep | undefined;
  #position = new LogPosition();
  #container: LogContainer;
  /** Nothing will be written any more: the pod is gone or over. */
  #over: 'gone' | 'over' | undefined;
  #openedMs: number | undefined;
  #wake: (() => void) | undefined;
  #isOld: boolean;
  #lastNote = '';
  #attempt = 0;

  constructor(container: LogContainer, q: LogStreamOptions) {
    this.#container = container;
    this.#q = q;
    this.#isOld = q.isOld;
    this.#grep = q.question.grep === undefined ? undefined : new LogGrep(q.question.grep);
  }

  /** The pod was looked at again; undefined when it is gone. */
  update(container: LogContainer | undefined, q: { readonly isOver: boolean }): void {
    const before = this.#container;
    if (container === undefined) this.#over = 'gone';
    else {
      this.#container = container;
      if (q.isOver) this.#over ??= 'over';
    }
    if (this.#over !== undefined || before.run !== this.#container.run || before.state !== this.#container.state) this.#wake?.();
  }

  /** Resolves when nothing more is to come. */
  async run(): Promise<void> {
    let first = true;
    while (!this.#q.signal.aborted) {
      const { run } = this.#container;
      const outcome = await this.#read(first);
      this.#q.onSettled();
      if (outcome === 'done' || !this.#q.question.follow) return;
      if (outcome === 'waiting') first = false;
      if (!(await this.#next(outcome, run))) return;
    }
  }

  /** Opens the log once and reads it to its end. */
  async #read(first: boolean): Promise<'read' | 'broken' | 'waiting' | 'failed' | 'done'> {
    const { source, question, signal } = this.#q;
    try {
      const end = await this.#q.api().podLog({
        ...source,
        ...this.#from(first),
        follow: question.follow,
        previous: question.previous,
        signal,
        onOpen: () => {
          this.#lastNote = '';
          this.#openedMs ??= this.#q.clock.nowMs();
          this.#q.onSettled();
        },
        onLines: (lines) => {
          this.#attempt = 0;
          const fresh = this.#position.fresh(lines);
          const kept = this.#grep === undefined ? fresh : this.#grep.keep(fresh);
          if (kept.length > 0) return this.#q.onLines(kept);
        },
      });
      if (end.reason === 'aborted') return 'done';
      if (end.reason === 'broken' && !question.follow) this.#note('the log broke off; its end is missing', true);
      return end.reason === 'broken' ? 'broken' : 'read';
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      return this.#failed(error);
    }
  }

  #from(first: boolean): { readonly sinceTime?: string; readonly tailLines?: number } {
    const { question } = this.#q;
    const continued = this.#position.sinceTime;
    if (continued !== undefined) {
      this.#position.resume();
      return { sinceTime: continued };
    }
    const { tailLines, sinceTime } = question;
    if (!first || !this.#isOld) return {};
    // Opened before, and not a line came: what was skipped then stays skipped.
    if (this.#openedMs !== undefined) return { sinceTime: new Date(this.#openedMs - skewMs).toISOString() };
    return { ...(tailLines === undefined ? {} : { tailLines }), ...(sinceTime === undefined ? {} : { sinceTime }) };
  }

  #failed(failure: ApiFailure): 'waiting' | 'failed' | 'done' {
    switch (failure.kind) {
      case 'aborted':
        return 'done';
      case 'bad-request':
        this.#note(failure.message, false);
        return this.#isHopeless(failure) ? 'done' : 'waiting';
      case 'not-found':
        this.#note('the pod is gone', false);
        return 'done';
      case 'forbidden':
      case 'unauthorized':
      case 'credentials':
        this.#note(`no log: ${describeFailure(failure)}`, true);
        return 'done';
      default:
        this.#note(`no log: ${describeFailure(failure)}`, true);
        return 'failed';
    }
  }

  /** Names that are wrong stay wrong; a container that has not started may start. */
  #isHopeless(failure: ApiFailure): boolean {
    return this.#q.question.previous || /is not valid for pod|must be specified/.test(failure.message);
  }

  /** Waits for a reason to read on; false when there is none. */
  async #next(outcome: 'read' | 'broken' | 'waiting' | 'failed', run: string): Promise<boolean> {
    if (this.#isGone()) return this.#ended('the pod is gone');
    if (outcome === 'waiting') {
      if (this.#over === undefined) await this.#nap(waitingRetryMs);
      return this.#over === undefined && !this.#q.signal.aborted;
    }
    if (outcome === 'read') {
      if (this.#container.state === 'running' && this.#container.run === run) await this.#nap(statusDelayMs);
      if (this.#isGone()) return this.#ended('the pod is gone');
      if (this.#container.run !== run) return this.#restarted();
      if (this.#container.state !== 'running') return this.#afterEnd(run);
      // The container runs on: the API server or a proxy ended the stream.
      return !this.#q.signal.aborted;
    }
    if (outcome === 'broken') this.#note('the stream broke and is continued where it was', false);
    await sleep(this.#q.timers, backoffMs(this.#attempt++, retryBounds, this.#q.random), this.#q.signal);
    return !this.#q.signal.aborted;
  }

  /** The container ended: the pod may start it again. */
  async #afterEnd(run: string): Promise<boolean> {
    this.#note(`the container ended${this.#container.reason === '' ? '' : `: ${this.#container.reason}`}`, false);
    while (this.#over === undefined && !this.#q.signal.aborted && this.#container.run === run) await this.#nap(waitingRetryMs);
    return this.#container.run !== run && this.#restarted();
  }

  #restarted(): boolean {
    if (this.#q.signal.aborted) return false;
    this.#position = new LogPosition();
    this.#openedMs = undefined;
    this.#isOld = false;
    this.#note('the container started again', false);
    this.#lastNote = '';
    return true;
  }

  #isGone(): boolean {
    return this.#over === 'gone';
  }

  #ended(text: string): boolean {
    this.#note(text, false);
    return false;
  }

  #note(text: string, isTrouble: boolean): void {
    if (text === this.#lastNote || this.#q.signal.aborted) return;
    this.#lastNote = text;
    this.#q.onNote(text, isTrouble);
  }

  /** Sleeps until the pod changes, at most so long. */
  async #nap(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await sleep(this.#q.timers, ms, AbortSignal.any([this.#q.signal, woken.signal]));
    this.#wake = undefined;
  }
}
