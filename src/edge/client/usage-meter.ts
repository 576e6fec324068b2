import type { ApiUsage } from './api-server.ts';

/** Round trips that the median is taken of. */
const samples = 15;

/** Counts what requests to one API server cost. */
export class UsageMeter {
  readonly usage: ApiUsage = { requests: 0, bytesIn: 0, openStreams: 0, byStatus: new Map(), latencyMs: undefined };
  readonly #roundTripsMs: number[] = [];
  readonly #waitsMs: number[] = [];

  /**
   * The shortest of the last waits for the network, ms; 0 before the first. What keeps our own event loop or the server busy makes round trips long, too, but
   * hardly all of them: compression for a server that is near would cost both sides more than all else.
   */
  get leastWaitMs(): number {
    return this.#waitsMs.length === 0 ? 0 : Math.min(...this.#waitsMs);
  }

  /** A request was answered with that status; 0 for no answer. */
  answered(status: number): void {
    this.usage.requests++;
    this.usage.byStatus.set(status, (this.usage.byStatus.get(status) ?? 0) + 1);
  }

  received(bytes: number): void {
    this.usage.bytesIn += bytes;
  }

  /** The time from a small request to the head of its answer, and how much of it the event loop had nothing to do. */
  roundTrip(ms: number, idleMs: number): void {
    keep(this.#roundTripsMs, ms);
    if (idleMs >= ms / 2) keep(this.#waitsMs, idleMs);
    const sorted = [...this.#roundTripsMs].sort((a, b) => a - b);
    this.usage.latencyMs = sorted[sorted.length >> 1];
  }

  /** A stream was opened; the answer is called once when it is closed. */
  opened(): () => void {
    this.usage.openStreams++;
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      this.usage.openStreams--;
    };
  }
}

function keep(list: number[], ms: number): void {
  list.push(ms);
  if (list.length > samples) list.shift();
}
