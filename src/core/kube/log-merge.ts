import { continuesLine } from './log-continuation.ts';
import type { LogLine } from './log-line.ts';

/** A line of one of the streams that were merged. */
export interface MergedLine {
  /** The stream's number. */
  readonly stream: number;
  readonly line: LogLine;
}

/** How streams are merged. */
export interface LogMergeOptions {
  /** A line waits so long for earlier ones of streams that lag; Infinity waits for every stream, for logs that are read to their end. */
  readonly holdMs: number;
  /** What waited so long goes out, in whatever order. */
  readonly longestHoldMs: number;
  /** Lines waiting beyond this are dropped, oldest of the longest queue first, and counted. */
  readonly maxBytes: number;
}

/** Lines that belong to one message stand at most so far apart. */
const messageMs = 200;

/** What a line costs besides its characters. */
const lineOverheadBytes = 96;

/** What taking answers: lines in order of time, and how many were dropped of which stream since. */
export interface MergeTake {
  readonly lines: readonly MergedLine[];
  readonly dropped: ReadonlyMap<number, number>;
}

/**
 * Merges the lines of many logs in order of time. Lines of one stream keep their order whatever their times; lines that belong to one message (a stack trace) stay together.
 * Memory is bounded by `maxBytes`.
 */
export class LogMerge {
  readonly #q: LogMergeOptions;
  readonly #queues = new Map<number, LineQueue>();
  /** Queues with lines, the one with the earliest first. */
  readonly #heap = new QueueHeap();
  /** Nothing goes out before, unless every stream has told something: while streams are being opened. */
  holdUntilMs = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  #emptyOpen = 0;
  #dropped = new Map<number, number>();

  constructor(q: LogMergeOptions) {
    this.#q = q;
  }

  /** Characters waiting, with what they cost besides. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes waiting of one stream. */
  bytesOf(stream: number): number {
    return this.#queues.get(stream)?.bytes ?? 0;
  }

  /** Lines of this stream are to be expected. */
  open(stream: number): void {
    if (this.#queues.has(stream)) return;
    this.#queues.set(stream, new LineQueue(stream));
    this.#emptyOpen++;
  }

  /** No more lines come of this stream; what waits still goes out. */
  close(stream: number): void {
    const queue = this.#queues.get(stream);
    if (queue === undefined || queue.closed) return;
    queue.closed = true;
    if (queue.length > 0) return;
    this.#emptyOpen--;
    this.#queues.delete(stream);
  }

  add(stream: number, lines: readonly LogLine[], nowMs: number): void {
    const queue = this.#queues.get(stream);
    if (queue === undefined || queue.closed || lines.length === 0) return;
    const wasEmpty = queue.length === 0;
    this.#bytes += queue.push(lines, nowMs);
    if (wasEmpty) {
      this.#emptyOpen--;
      this.#heap.push(queue);
    }
    if (this.#bytes > this.#q.maxBytes) this.#dropOldest();
  }

  /** Lines that may go out now, at most about `most`. */
  take(nowMs: number, most = Number.POSITIVE_INFINITY): MergeTake {
    const lines: MergedLine[] = [];
    while (lines.length < most) {
      const queue = this.#heap.first;
      if (queue === undefined || !this.#mayGo(queue, nowMs)) break;
      this.#heap.pop();
      this.#takeMessage(queue, lines);
      if (queue.length > 0) this.#heap.push(queue);
      else this.#emptied(queue);
    }
    const dropped = this.#dropped;
    if (dropped.size > 0) this.#dropped = new Map();
    return { lines, dropped };
  }

  /** When `take` has something to give, if nothing else arrives; undefined when only an arrival changes anything. */
  nextMs(nowMs: number): number | undefined {
    const queue = this.#heap.first;
    if (queue === undefined) return undefined;
    if (this.#mayGo(queue, nowMs)) return nowMs;
    const ripeMs = Math.min(queue.arrivedMs + this.#q.holdMs, this.#heap.oldestArrivalMs + this.#q.longestHoldMs);
    const atMs = Math.max(ripeMs, this.holdUntilMs);
    return Number.isFinite(atMs) ? atMs : undefined;
  }

  #mayGo(queue: LineQueue, nowMs: number): boolean {
    const { holdMs, longestHoldMs, maxBytes } = this.#q;
    if (this.#emptyOpen === 0 || this.#bytes > maxBytes / 2) return true;
    if (nowMs < this.holdUntilMs) return false;
    return nowMs - queue.arrivedMs >= holdMs || nowMs - this.#heap.oldestArrivalMs >= longestHoldMs;
  }

  #takeMessage(queue: LineQueue, lines: MergedLine[]): void {
    let before: LogLine | undefined;
    do {
      const line = queue.shift();
      this.#bytes -= sizeOf(line);
      lines.push({ stream: queue.stream, line });
      before = line;
    } while (queue.length > 0 && belongsTo(queue.head, before));
  }

  #emptied(queue: LineQueue): void {
    if (queue.closed) this.#queues.delete(queue.stream);
    else this.#emptyOpen++;
  }

  #dropOldest(): void {
    const wanted = this.#q.maxBytes * 0.75;
    while (this.#bytes > wanted) {
      const queue = this.#heap.largest;
      if (queue === undefined) return;
      let count = 0;
      // Down to half: the next longest queue gets its turn instead of looking for it line by line.
      const until = Math.max(queue.bytes / 2, queue.bytes - (this.#bytes - wanted));
      while (queue.length > 0 && queue.bytes > until) {
        this.#bytes -= sizeOf(queue.shift());
        count++;
      }
      if (count === 0) return;
      this.#dropped.set(queue.stream, (this.#dropped.get(queue.stream) ?? 0) + count);
      this.#heap.remove(queue);
      if (queue.length > 0) this.#heap.push(queue);
      else this.#emptied(queue);
    }
  }
}

function belongsTo(line: LogLine, before: LogLine): boolean {
  return Math.abs(line.atMs - before.atMs) <= messageMs && (line.time === '' || continuesLine(line.text));
}

function sizeOf({ text }: LogLine): number {
  return text.length + lineOverheadBytes;
}

/** Lines of one stream that wait, and when they came. */
class LineQueue {
  readonly stream: number;
  closed = false;
  bytes = 0;
  #lines: LogLine[] = [];
  #at = 0;
  /** Numbers of lines that came together, and when. */
  #arrivals: { left: number; readonly atMs: number }[] = [];

  constructor(stream: number) {
    this.stream = stream;
  }

  get length(): number {
    return this.#lines.length - this.#at;
  }

  get head(): LogLine {
    return this.#lines[this.#at] as LogLine;
  }

  /** When the first line came. */
  get arrivedMs(): number {
    return this.#arrivals[0]?.atMs ?? 0;
  }

  push(lines: readonly LogLine[], nowMs: number): number {
    let bytes = 0;
    for (const line of lines) {
      this.#lines.push(line);
      bytes += sizeOf(line);
    }
    this.#arrivals.push({ left: lines.length, atMs: nowMs });
    this.bytes += bytes;
    return bytes;
  }

  shift(): LogLine {
    const line = this.#lines[this.#at++] as LogLine;
    this.bytes -= sizeOf(line);
    const arrival = this.#arrivals[0];
    if (arrival !== undefined && --arrival.left === 0) this.#arrivals.shift();
    if (this.#at === this.#lines.length) {
      this.#lines = [];
      this.#at = 0;
    } else if (this.#at > 1024 && this.#at * 2 > this.#lines.length) {
      this.#lines = this.#lines.slice(this.#at);
      this.#at = 0;
    }
    return line;
  }
}

/** A binary heap of queues by the time of their first line; equal times in order of number. */
class QueueHeap {
  readonly #queues: LineQueue[] = [];

  get first(): LineQueue | undefined {
    return this.#queues[0];
  }

  get oldestArrivalMs(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues) oldest = Math.min(oldest, queue.arrivedMs);
    return oldest;
  }

  get largest(): LineQueue | undefined {
    let largest: LineQueue | undefined;
    for (const queue of this.#queues) if (largest === undefined || queue.bytes > largest.bytes) largest = queue;
    return largest;
  }

  push(queue: LineQueue): void {
    let at = this.#queues.push(queue) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(this.#queues[at] as LineQueue, this.#queues[parent] as LineQueue)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): void {
    const last = this.#queues.pop();
    if (last === undefined || this.#queues.length === 0) return;
    this.#queues[0] = last;
    this.#sink(0);
  }

  /** Rare: only where lines are dropped. */
  remove(queue: LineQueue): void {
    const others = this.#queues.filter((other) => other !== queue);
    this.#queues.length = 0;
    for (const other of others) this.push(other);
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = at * 2 + 1;
      let least = at;
      for (const child of [left, left + 1]) {
        if (child < this.#queues.length && isBefore(this.#queues[child] as LineQueue, this.#queues[least] as LineQueue)) least = child;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const queue = this.#queues[a] as LineQueue;
    this.#queues[a] = this.#queues[b] as LineQueue;
    this.#queues[b] = queue;
  }
}

function isBefore(a: LineQueue, b: LineQueue): boolean {
  const [atMs, otherMs] = [a.head.atMs, b.head.atMs];
  return atMs < otherMs || (atMs === otherMs && a.stream < b.stream);
}
