import type { ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import { releaseChunk } from './chunk-pool.ts';

/** What HTTP/1.1 and HTTP/2 answers have in common. */
interface AnyResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  flushHeaders(): void;
  write(chunk: Uint8Array, written?: () => void): boolean;
  end(): unknown;
  destroy(): unknown;
  readonly writableLength?: number;
  on(event: 'error' | 'close' | 'drain', listener: () => void): unknown;
}

/** How the body of one answer misbehaves. */
export interface BodyFault {
  /** Nothing more is sent after this many bytes. */
  readonly hangAfterBytes?: number | undefined;
  /** The stream is torn after this many bytes, or just before its end. */
  readonly cutAfterBytes?: number | undefined;
  readonly bytesPerSecond?: number | undefined;
}

const tickMs = 50;
/** Withheld while a cut is pending, so that even a short answer ends mid-value. */
const cutTailBytes = 12;

/**
 * One answer being written, over HTTP/1.1 or HTTP/2: queues where a fault or a slow reader demands it, and never throws when the client is gone.
 * `push` never waits; `room` is how a long body keeps its backlog small.
 */
export class Reply {
  readonly #res: AnyResponse;
  readonly #stream: ServerHttp2Stream | undefined;
  #fault: BodyFault;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #sentBytes = 0;
  #frozen = false;
  #ending = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #waiters: (() => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];

  constructor(res: ServerResponse | Http2ServerResponse, fault: BodyFault) {
    this.#res = res as AnyResponse;
    this.#stream = 'stream' in res ? res.stream : undefined;
    this.#fault = fault;
    res.on('error', () => this.#close());
    res.on('close', () => this.#close());
    res.on('drain', () => this.#pump());
  }

  get closed(): boolean {
    return this.#closed;
  }

  get headersSent(): boolean {
    return this.#res.headersSent;
  }

  /** Bytes that the client has not taken yet. */
  get backlogBytes(): number {
    return this.#queuedBytes + ((this.#stream ?? this.#res).writableLength ?? 0);
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.#closed || this.headersSent) return;
    this.#res.writeHead(status, { ...headers });
    this.#res.flushHeaders();
  }

  push(chunk: Uint8Array): void {
    if (this.#closed || this.#ending || chunk.length === 0) return;
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    this.#pump();
  }

  /** Resolves when less than `belowBytes` wait to be sent, or when the answer is closed. */
  async room(belowBytes = 256 * 1024): Promise<void> {
    while (!this.#closed && this.backlogBytes >= belowBytes) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  end(): void {
    this.#ending = true;
    this.#pump();
  }

  /** Tears the stream: the client sees a broken answer, not an end. */
  destroy(): void {
    if (this.#closed) return;
    if (this.#stream !== undefined) this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.#res.destroy();
    this.#close();
  }

  /** Stops sending without a word; what is pushed waits. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    this.#pump();
  }

  /** Changes how the rest of the body misbehaves. Byte limits count from now. */
  misbehave(fault: BodyFault): void {
    this.#sentBytes = 0;
    this.#fault = fault;
    this.#pump();
  }

  #pump(): void {
    if (this.#closed || this.#frozen) return;
    if (this.#fault.bytesPerSecond !== undefined) this.#startTrickle(this.#fault.bytesPerSecond);
    else while (this.#queue.length > 0) if (!this.#writeNext(Number.POSITIVE_INFINITY)) break;
    this.#finish();
    this.#wake();
  }

  #startTrickle(bytesPerSecond: number): void {
    this.#timer ??= setInterval(
      () => {
        const perTick = Math.max(1, Math.floor((bytesPerSecond * tickMs) / 1000));
        if (!this.#frozen) this.#writeNext(perTick);
        this.#finish();
        this.#wake();
      },
      bytesPerSecond < 1000 / tickMs ? 1000 / bytesPerSecond : tickMs,
    ).unref();
  }

  /** Writes the next queued bytes, `most` at the most; false when the rest has to wait. */
  #writeNext(most: number): boolean {
    const chunk = this.#queue[0];
    if (chunk === undefined || this.#closed) return false;
    const { hangAfterBytes, cutAfterBytes } = this.#fault;
    const allowed = Math.min(most, hangAfterBytes === undefined ? most : hangAfterBytes - this.#sentBytes, this.#cutAllowance());
    const part = allowed >= chunk.length ? chunk : chunk.subarray(0, Math.max(0, allowed));
    if (part.length === chunk.length) this.#queue.shift();
    else this.#queue[0] = chunk.subarray(part.length);
    this.#queuedBytes -= part.length;
    this.#sentBytes += part.length;
    const flowing = part.length === 0 || (part === chunk ? this.#res.write(part, () => releaseChunk(part)) : this.#res.write(part));
    if (cutAfterBytes !== undefined && this.#sentBytes >= cutAfterBytes) this.#tear();
    return flowing && part.length === chunk.length;
  }

  #cutAllowance(): number {
    const { cutAfterBytes } = this.#fault;
    if (cutAfterBytes === undefined) return Number.POSITIVE_INFINITY;
    return Math.min(cutAfterBytes - this.#sentBytes, this.#queuedBytes - cutTailBytes);
  }

  #finish(): void {
    if (this.#closed || !this.#ending) return;
    if (this.#fault.cutAfterBytes !== undefined && this.#queuedBytes <= cutTailBytes) this.#tear();
    else if (this.#queue.length === 0 && this.#fault.hangAfterBytes === undefined) this.#res.end();
  }

  /** Lets what was written reach the client first. */
  #tear(): void {
    setTimeout(() => this.destroy(), 20).unref();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#wake();
    for (const listener of this.#closeListeners) listener();
  }
}
