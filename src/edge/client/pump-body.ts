import type { Readable } from 'node:stream';
import { ApiFailure } from './api-server.ts';
import { deadlineText } from './failure-text.ts';
import { type WorkTurns, workTurns } from './work-turns.ts';

/** Bytes worked off at once: about 20 pods, one to two milliseconds with the store's work. */
export const sliceBytes: number = 64 * 1024;

/** Fewer bytes are no progress: a server that trickles is as silent as one that hangs. */
const progressBytes = 1_024;

/** Where the bytes of a body go. */
export interface BodySink {
  add(chunk: Buffer): void;
  /** Works off what was added; called about every 128 KB and at the end. Nothing more is read until its promise is settled. May throw ApiFailure. */
  work(): void | Promise<void>;
}

/**
 * Feeds a body to a sink in slices that leave the event loop free, with backpressure. Resolves after the last `work()`; rejects with whatever the stream or the sink
 * threw, or with a timeout when for `idleDeadlineMs` less than 1 KB arrived. Destroys the body on failure.
 */
export function pumpBody(body: Readable, sink: BodySink, q: { idleDeadlineMs: number; turns?: WorkTurns }): Promise<void> {
  return new Promise((resolve, reject) => {
    new Pump(body, sink, { turns: q.turns ?? workTurns, idleDeadlineMs: q.idleDeadlineMs, resolve, reject }).start();
  });
}

interface PumpOptions {
  readonly turns: WorkTurns;
  readonly idleDeadlineMs: number;
  resolve(): void;
  reject(error: unknown): void;
}

class Pump {
  readonly #body: Readable;
  readonly #sink: BodySink;
  readonly #q: PumpOptions;
  readonly #idle: NodeJS.Timeout;
  #chunks: Buffer[] = [];
  #waiting = 0;
  #sinceProgress = 0;
  #ended = false;
  #planned = false;
  #settled = false;

  constructor(body: Readable, sink: BodySink, q: PumpOptions) {
    this.#body = body;
    this.#sink = sink;
    this.#q = q;
    this.#idle = setTimeout(() => this.#overdue(), q.idleDeadlineMs);
  }

  start(): void {
    this.#body.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#body.once('end', () => {
      this.#ended = true;
      this.#plan();
    });
    this.#body.once('error', (error) => this.#fail(error));
    this.#body.once('close', () => {
      if (!this.#ended) this.#fail(new ApiFailure('reset', 'connection closed in mid-answer'));
    });
  }

  /** The server is not to blame for the time that our own side takes. */
  #overdue(): void {
    if (this.#planned) this.#idle.refresh();
    else this.#fail(new ApiFailure('timeout', `no answer within ${deadlineText(this.#q.idleDeadlineMs)}`));
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    this.#sinceProgress += chunk.length;
    if (this.#sinceProgress >= progressBytes) {
      this.#sinceProgress = 0;
      this.#idle.refresh();
    }
    if (this.#waiting < sliceBytes) return;
    this.#body.pause();
    this.#plan();
  }

  #plan(): void {
    if (this.#planned || this.#settled) return;
    this.#planned = true;
    this.#q.turns.add(() => this.#slice());
  }

  #slice(): boolean {
    if (this.#settled) return false;
    try {
      for (const chunk of this.#chunks) this.#sink.add(chunk);
      this.#chunks = [];
      this.#waiting = 0;
      const working = this.#sink.work();
      if (working instanceof Promise) this.#waitFor(working);
      else this.#next();
    } catch (error) {
      this.#fail(error);
    }
    return false;
  }

  #waitFor(working: Promise<void>): void {
    this.#body.pause();
    working.then(
      () => {
        if (!this.#settled) this.#idle.refresh();
        this.#next();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #next(): void {
    this.#planned = false;
    if (this.#settled) return;
    if (this.#ended && this.#chunks.length === 0) this.#finish();
    else if (this.#ended || this.#waiting >= sliceBytes) this.#plan();
    else if (this.#body.isPaused()) this.#body.resume();
  }

  #finish(): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#idle);
    this.#q.resolve();
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#idle);
    this.#chunks = [];
    this.#body.on('error', () => undefined);
    this.#body.destroy();
    this.#q.reject(error);
  }
}
